/** Finding the columns that a map names in the header that a file has, and reading text out of them. */

export type Row = readonly string[];
export type Take<T> = (row: Row) => T;

const fold = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');

/** A value as it may stand in a sentence: short, on one line. */
export function quoted(value: string): string {
  const line = value.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
  return `"${line.length > 60 ? `${line.slice(0, 60)}…` : line}"`;
}

/**
 * The columns of one file, while a map is compiled against them. Missing columns are gathered, so that one refusal
 * names all of them. A header meets a map's name exactly, or but for case, spaces and hyphens (`Self-defined ethnicity`
 * is `self_defined_ethnicity`).
 *
 * `reason` is the refusal of the row being read: readers answer a stand-in and leave the first reason here, which costs
 * nothing on good rows. Whoever reads a row clears it first and looks at it last.
 */
export class Columns {
  readonly header: readonly string[];
  readonly missing = new Set<string>();
  readonly doubtful = new Set<string>();
  reason: string | null = null;
  readonly #exact = new Map<string, number[]>();
  readonly #folded = new Map<string, number[]>();

  constructor(header: readonly string[]) {
    this.header = header.map((name) => name.trim());
    for (const [at, name] of this.header.entries()) {
      this.#exact.set(name, [...(this.#exact.get(name) ?? []), at]);
      this.#folded.set(fold(name), [...(this.#folded.get(fold(name)) ?? []), at]);
    }
  }

  /** Place of a column; -1 (always blank) where it is missing, which is a fault unless it is optional. */
  at(name: string, optional = false): number {
    const found = this.#exact.get(name) ?? this.#folded.get(fold(name)) ?? [];
    if (found.length > 1) this.doubtful.add(name);
    else if (found.length === 0 && !optional) this.missing.add(name);
    return found[0] ?? -1;
  }

  /** What is wrong with the file's header for this map, or null. */
  fault(): string | null {
    const names = (set: Set<string>) => [...set].map((name) => `"${name}"`).join(', ');
    if (this.missing.size > 0)
      return `The file has no column ${names(this.missing)}. It has ${this.header.map((name) => quoted(name)).join(', ')}.`;
    return this.doubtful.size > 0 ? `More than one column of the file is called ${names(this.doubtful)}.` : null;
  }

  refuse(reason: string): void {
    this.reason ??= reason;
  }

  /** Trimmed text of a column; blank is ''. */
  text(name: string, optional = false): Take<string> {
    const at = this.at(name, optional);
    return (row) => row[at]?.trim() ?? '';
  }

  /** Trimmed text, null where blank; longer than `most` refuses the row rather than cutting it. */
  short(name: string, most = 200, optional = false): Take<string | null> {
    const text = this.text(name, optional);
    return (row) => {
      const value = text(row);
      if (value === '') return null;
      if (value.length > most)
        this.refuse(`Column "${name}" holds ${value.length} characters; at most ${most} are taken.`);
      return value;
    };
  }
}
