/**
 * An import undone whole, in one act by two people: from then on its entries count for nothing and whoever it made up is
 * nobody. Nothing is removed. As recorded before, all of it is still there.
 */
import type { KeyedIds } from '../../../platform/keyed-ids.ts';
import { type Refusal, refuse } from '../../../platform/refusal.ts';
import { lock, type Tx } from '../../../platform/transaction.ts';
import { clusterOf, restingOnNothingElse, undoFacts } from '../../people/index.ts';
import {
  entriesOfBatch,
  findBatch,
  inAnyEntry,
  insertUndo,
  readingsBefore,
  removeFromProjection,
  signalledIn,
  standsInBatch,
  type UndoRow,
  undoPlacementsOf,
  undosOf,
} from '../store/batch-undo.ts';
import { type BatchRow, insertSourceRead } from '../store.ts';

/** Where the undoing of an import stands. */
export interface UndoState {
  readonly batch: BatchRow;
  readonly asked: UndoRow | null;
  readonly done: UndoRow | null;
}

export async function undoState(tx: Tx, id: string): Promise<UndoState | null> {
  const batch = await findBatch(tx, id);
  if (!batch) return null;
  const rows = await undosOf(tx, [id]);
  const done = rows.find((row) => row.agrees_to !== null) ?? null;
  const asked = rows.filter((row) => row.agrees_to === null).at(-1) ?? null;
  return { batch, asked, done };
}

const noSuchImport = refuse('no-such-import', 'There is no import of this number.');
const undoneAlready = refuse('undone-already', 'This import has been undone already.');

/** Nobody decides about a file that they are in. */
async function whyNotBy(tx: Tx, batch: string): Promise<Refusal | null> {
  if (tx.act.actor === null) return null;
  const self = await clusterOf(tx, tx.act.actor, tx.today);
  return (await standsInBatch(tx, self, batch))
    ? refuse('in-it', 'You are in this import yourself. Somebody who is not has to decide this.', 'P-21')
    : null;
}

/** Puts forward that an import be undone. Nothing changes until somebody else agrees. */
export async function askToUndo(tx: Tx, id: string, reason: string): Promise<string | Refusal> {
  const words = reason.trim();
  if (words.length < 15) return refuse('field:reason', 'Say in a sentence what is wrong with this import');
  await lock(tx, 'import', 'identities');
  const state = await undoState(tx, id);
  if (!state) return noSuchImport;
  if (state.done) return undoneAlready;
  if (state.asked) return refuse('asked-already', 'Somebody has asked for this already: it waits for a second person.');
  const no = await whyNotBy(tx, id);
  if (no) return no;
  const { count } = await entriesOfBatch(tx, id);
  return insertUndo(tx, { batch: id, agreesTo: null, reason: words, entries: count, covertList: null });
}

export interface Undone {
  readonly batch: string;
  readonly entries: number;
  /** Facts of people that went with it. */
  readonly facts: number;
  /** Persons and units who were made up by it and on whom nothing else rests. */
  readonly subjects: number;
  /** People whose signals were looked at again in the same commit. */
  readonly reread: number;
}

/** Agrees to what somebody else asked for, and does it. `keyed` finds the covert part of the import. */
export async function agreeToUndo(tx: Tx, id: string, keyed: KeyedIds): Promise<Undone | Refusal> {
  await lock(tx, 'import', 'identities');
  const state = await undoState(tx, id);
  if (!state) return noSuchImport;
  if (state.done) return undoneAlready;
  if (!state.asked) return refuse('not-asked', 'Nobody has asked for this import to be undone.');
  if (tx.act.actor === null || state.asked.recorded_by === tx.act.actor)
    return refuse('second-person-needed', 'A second person has to agree before this takes effect.', 'P-20');
  const no = await whyNotBy(tx, id);
  return no ?? undo(tx, { state: { ...state, asked: state.asked }, covert: keyed('covert-batch', id) });
}

async function undo(
  tx: Tx,
  {
    state: { batch, asked },
    covert,
  }: { readonly state: UndoState & { readonly asked: UndoRow }; readonly covert: string },
): Promise<Undone> {
  const parts = [batch.id, covert];
  const { reason } = asked;
  const placed = await undoPlacementsOf(tx, batch.id, `The import was undone: ${reason}`);
  const signalled = new Set([...placed, ...(await signalledIn(tx, parts))]);
  const open = await entriesOfBatch(tx, batch.id);
  const hidden = await entriesOfBatch(tx, covert);
  const row = { agreesTo: asked.id, reason };
  await insertUndo(tx, { ...row, batch: batch.id, entries: open.count, covertList: null });
  if (hidden.count > 0)
    await insertUndo(tx, { ...row, batch: covert, entries: hidden.count, covertList: hidden.covertList });
  await removeFromProjection(tx, parts);
  const alone = await restingOnNothingElse(tx, batch.id);
  const needed = await inAnyEntry(tx, alone);
  const gone = alone.filter((subject) => !needed.has(subject));
  const facts = await undoFacts(tx, batch.id, gone);
  for (const before of await readingsBefore(tx, batch.recorded_at))
    await insertSourceRead(tx, {
      source: before.source,
      connected: before.connected ?? false,
      readUntil: before.readUntil,
      rows: before.rows ?? 0,
      note: `as before ${batch.file_name}, which was undone`,
    });
  for (const subject of signalled) tx.touched.add(subject);
  return { batch: batch.id, entries: open.count, facts, subjects: gone.length, reread: signalled.size };
}
