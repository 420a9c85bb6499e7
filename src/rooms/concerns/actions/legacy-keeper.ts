/** What a night's changes of one kind become, row by row: taken here, marked as gone, or refused with the reason. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../engines/canonical-json.ts';
import type { Change, Compared, HeldRow } from '../../../engines/legacy/compare-night.ts';
import type { LegacyMap } from '../../../engines/legacy/legacy-map.ts';
import type { RowKind } from '../../../engines/legacy/manifest.ts';
import type { RecordRow } from '../../../engines/legacy/read-export.ts';
import type { Adds } from '../../../engines/legacy/reconcile.ts';
import type { KeyedIds } from '../../../platform/keyed-ids.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { NewSourceRow, NightCount } from '../store.ts';
import type { ImportReferences } from './import-references.ts';

/** What every kind of row needs to know of the night. */
export interface NightContext {
  readonly tx: Tx;
  readonly map: LegacyMap;
  /** The day at whose end the export was made: from then on the service can be held to have known what changed. */
  readonly night: string;
  readonly references: ImportReferences;
  readonly keyed: KeyedIds;
}

export type RowChange<R> = Change<RecordRow<R>>;
export type TakenChange<R> = Exclude<RowChange<R>, { change: 'gone' | 'rejected' }>;
export type GoneChange<R> = Extract<RowChange<R>, { change: 'gone' }>;

/** What stands here for a row, and the entry by whose class and walls it is shown. */
export interface Target {
  readonly target: string | null;
  readonly entry: string | null;
}

/** Takes the changed rows of one kind: asked row by row, written together. */
export interface Keeper<R> {
  readonly prepare: (changes: readonly RowChange<R>[]) => Promise<void>;
  /** What now stands here for the row, or why it is refused. */
  readonly take: (change: TakenChange<R>) => Target | string;
  readonly drop: (change: GoneChange<R>) => void;
  readonly write: () => Promise<void>;
}

export interface KeptRows {
  readonly rows: readonly NewSourceRow[];
  readonly count: NightCount;
}

const digestOf = (facts: unknown): string =>
  createHash('sha256').update(canonicalJson(facts)).digest('hex').slice(0, 32);

/** A row refused, unless the same row was refused for the same reason the night before. */
function refusedRow(
  kind: RowKind,
  ref: string,
  held: HeldRow | null,
  why: Pick<NewSourceRow, 'reason' | 'digest' | 'adds' | 'waiting'>,
): NewSourceRow | null {
  if (held?.state === 'rejected' && held.ref === ref && held.digest === why.digest) return null;
  const { target = null, facts = null } = held?.ref === ref ? held : {};
  return { kind, ref, change: 'rejected', state: 'rejected', facts, target, entry: null, ...why };
}

function takenRows<R>(kind: RowKind, change: TakenChange<R>, target: Target): NewSourceRow[] {
  const fields = change.change === 'new' ? [] : change.fields;
  const row = { kind, facts: change.row.facts, adds: null, fields, ...target };
  if (change.change !== 'moved') return [{ ...row, ref: change.ref, change: change.change, state: 'held' }];
  return [
    { ...row, ref: change.from, change: 'moved', state: 'moved', otherRef: change.ref },
    { ...row, ref: change.ref, change: 'moved', state: 'held', otherRef: change.from },
  ];
}

/** Carries out the changes of one kind and gives what is to be kept of each. */
export async function keepChanges<R>(
  keeper: Keeper<R>,
  of: {
    readonly kind: RowKind;
    readonly compared: Compared<RecordRow<R>>;
    readonly adds: ReadonlyMap<string, Adds>;
    readonly entryOf: (held: HeldRow) => string | null;
    readonly rowCount: number;
  },
): Promise<KeptRows> {
  const { kind, compared, adds } = of;
  await keeper.prepare(compared.changes);
  const rows: NewSourceRow[] = [];
  const count = { new: 0, changed: 0, moved: 0, gone: 0, back: 0, rejected: 0, unchanged: compared.unchanged };
  const refuse = (ref: string, held: HeldRow | null, why: Pick<NewSourceRow, 'reason' | 'digest' | 'waiting'>) => {
    const row = refusedRow(kind, ref, held, { ...why, adds: adds.get(ref) ?? null });
    if (row) rows.push({ ...row, entry: held ? of.entryOf(held) : null });
    count[row ? 'rejected' : 'unchanged'] += 1;
  };
  for (const change of compared.changes) {
    if (change.change === 'rejected') refuse(change.ref, change.held, change.row);
    else if (change.change === 'gone') {
      const { target, facts } = change.held;
      keeper.drop(change);
      rows.push({
        kind,
        ref: change.ref,
        change: 'gone',
        state: 'gone',
        facts,
        adds: null,
        target,
        entry: of.entryOf(change.held),
      });
      count.gone += 1;
    } else {
      const target = keeper.take(change);
      const waiting = change.row.facts;
      if (typeof target === 'string')
        refuse(change.ref, change.held, { reason: target, digest: digestOf([target, waiting]), waiting });
      else {
        rows.push(...takenRows(kind, change, target));
        count[change.change] += 1;
      }
    }
  }
  await keeper.write();
  return { rows, count: { rows: of.rowCount, copies: compared.copies, ...count } };
}
