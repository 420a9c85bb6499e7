/** Where the guarded words of a row are: columns, and parts of JSON columns as `evidence.outcome.reason`. */

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const isWords = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null);

function wordsAt(row: Fields, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  const value = row[first!];
  return rest.length === 0 ? value : isFields(value) ? wordsAt(value, rest) : undefined;
}

function replacedAt(row: Fields, path: readonly string[], seal: (value: unknown) => string): Fields {
  const [first, ...rest] = path;
  const value = row[first!];
  return { ...row, [first!]: rest.length === 0 ? seal(value) : replacedAt(value as Fields, rest, seal) };
}

/** The row with its words sealed, or null where it has none. `seal` is called for each. */
export function withWordsSealed<R extends Fields>(
  row: R,
  paths: readonly (readonly string[])[],
  seal: (value: unknown) => string,
): R | null {
  let sealed: Fields | null = null;
  for (const path of paths) if (isWords(wordsAt(row, path))) sealed = replacedAt(sealed ?? row, path, seal);
  return sealed as R | null;
}
