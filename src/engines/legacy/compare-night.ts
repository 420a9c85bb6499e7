/**
 * One night's rows of one kind against what the night before left: what is new, changed, re-keyed, gone or back. An
 * unchanged row is nothing. A function of the two sets alone: the order of the rows decides nothing.
 */
import { canonicalJson } from '../canonical-json.ts';

/** What a row says, as plain values. Words for people to read are in it as digests only. */
export type Facts = Readonly<Record<string, unknown>>;

/**
 * `held`: the source holds it. `gone`: it does not any more. `moved`: it is held under another reference.
 * `rejected`: it is held there and could not be read here as it now stands.
 */
export type RowState = 'held' | 'gone' | 'moved' | 'rejected';

export interface HeldRow {
  readonly ref: string;
  readonly state: RowState;
  /** As last taken; null where the row was never taken. */
  readonly facts: Facts | null;
  /** What stands here for it; null where nothing does. */
  readonly target: string | null;
  /** Of a rejected row: what it looked like, so that the same row refused again is nothing new. */
  readonly digest: string | null;
}

export interface NightRow {
  readonly ref: string;
  readonly previousRef: string | null;
  readonly facts: Facts;
}

export interface RejectedRow {
  readonly ref: string;
  readonly reason: string;
  readonly digest: string;
}

export interface Night<Row extends NightRow> {
  /** Everything the source holds, or only what changed since the night before. */
  readonly isWhole: boolean;
  readonly rows: readonly Row[];
  readonly rejected: readonly RejectedRow[];
  /** Of a delta: references that the source says it deleted. */
  readonly deleted: readonly string[];
}

export type Change<Row extends NightRow> =
  | { readonly change: 'new'; readonly ref: string; readonly row: Row; readonly held: HeldRow | null }
  | {
      readonly change: 'changed' | 'back';
      readonly ref: string;
      readonly row: Row;
      readonly held: HeldRow;
      readonly fields: readonly string[];
    }
  | {
      readonly change: 'moved';
      readonly ref: string;
      readonly from: string;
      readonly row: Row;
      readonly held: HeldRow;
      readonly fields: readonly string[];
    }
  | { readonly change: 'gone'; readonly ref: string; readonly held: HeldRow }
  | { readonly change: 'rejected'; readonly ref: string; readonly held: HeldRow | null; readonly row: RejectedRow };

export interface Compared<Row extends NightRow> {
  readonly changes: readonly Change<Row>[];
  readonly unchanged: number;
  /** Exact copies of another row of the night. */
  readonly copies: number;
}

/** Names of the fields in which two readings of a row differ, in order. */
export function changedFields(before: Facts | null, after: Facts): string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after)]);
  return [...names]
    .filter((name) => canonicalJson(before?.[name] ?? null) !== canonicalJson(after[name] ?? null))
    .sort();
}

/** The rows of a night, one for each reference. Two that differ under one reference are both refused: neither is believed. */
function oneForEach<Row extends NightRow>(night: Night<Row>) {
  const rows = new Map<string, Row>();
  const rejected = new Map<string, RejectedRow>();
  for (const row of night.rejected) if (!rejected.has(row.ref)) rejected.set(row.ref, row);
  const seen = new Map<string, Set<string>>();
  let copies = 0;
  for (const row of night.rows) {
    const text = canonicalJson({ previousRef: row.previousRef, facts: row.facts });
    const known = seen.get(row.ref) ?? new Set();
    seen.set(row.ref, known);
    if (known.has(text)) copies += 1;
    known.add(text);
    rows.set(row.ref, row);
  }
  for (const [ref, texts] of seen) {
    const isTwice = texts.size > 1;
    if (isTwice)
      rejected.set(ref, {
        ref,
        reason: `${texts.size} rows carry this reference and differ: none of them is taken.`,
        digest: [...texts].sort().join('\n'),
      });
    if (isTwice || rejected.has(ref)) rows.delete(ref);
  }
  return { rows, rejected, copies };
}

/** Compares. `held` is what every earlier night together left, by reference. */
export function compareNight<Row extends NightRow>(
  held: ReadonlyMap<string, HeldRow>,
  night: Night<Row>,
): Compared<Row> {
  const { rows, rejected, copies } = oneForEach(night);
  const changes: Change<Row>[] = [];
  const movedFrom = new Set<string>();
  let unchanged = 0;
  const movedOf = (row: Row, known: HeldRow | undefined): HeldRow | null => {
    const from = row.previousRef;
    if (from === null || from === row.ref || (known && known.state !== 'moved')) return null;
    const before = held.get(from);
    const isThere = before && before.state !== 'moved' && before.target !== null;
    return isThere && !rows.has(from) && !rejected.has(from) && !movedFrom.has(from) ? before : null;
  };
  for (const ref of [...rows.keys()].sort()) {
    const row = rows.get(ref)!;
    const known = held.get(ref);
    const before = movedOf(row, known);
    if (before) {
      movedFrom.add(before.ref);
      const fields = changedFields(before.facts, row.facts);
      changes.push({ change: 'moved', ref, from: before.ref, row, held: before, fields });
    } else if (!known || known.state === 'moved' || known.facts === null) {
      changes.push({ change: 'new', ref, row, held: known ?? null });
    } else {
      const fields = changedFields(known.facts, row.facts);
      if (known.state === 'gone') changes.push({ change: 'back', ref, row, held: known, fields });
      else if (known.state === 'rejected' || fields.length > 0)
        changes.push({ change: 'changed', ref, row, held: known, fields });
      else unchanged += 1;
    }
  }
  for (const [ref, row] of [...rejected].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const known = held.get(ref) ?? null;
    if (known?.state === 'rejected' && known.digest === row.digest) unchanged += 1;
    else changes.push({ change: 'rejected', ref, held: known, row });
  }
  const missing = night.isWhole ? held.keys() : new Set(night.deleted);
  for (const ref of [...missing].sort()) {
    const known = held.get(ref);
    const isHeld = known?.state === 'held' || known?.state === 'rejected';
    if (known && isHeld && !rows.has(ref) && !rejected.has(ref) && !movedFrom.has(ref))
      changes.push({ change: 'gone', ref, held: known });
  }
  return { changes, unchanged, copies };
}
