/** Clocks of a present system as duties of whoever it names, by the day it says; and its documents by name. */
import type { HeldRow } from '../../../engines/legacy/compare-night.ts';
import type { ClockRecord, DocumentRecord } from '../../../engines/legacy/read-export.ts';
import { clockCodes } from '../../../engines/vocabulary.ts';
import { type DutyRow, insertAnswer, insertDuty, listOpenDuties, type NewDuty } from '../../duties/index.ts';
import { type FoldedEntry, foldedEntries } from '../../record/index.ts';
import type { Keeper, NightContext } from './legacy-keeper.ts';

/** The entry that stands for an allegation of this system now, or null. */
export type EntryOfAllegation = (ref: string) => string | null;

const gone = (system: string, night: string): string => `${system} no longer holds this clock (${night}).`;

type Ending = { readonly duty: string; readonly outcome: string; readonly reason: string };

export function clocksKeeper(context: NightContext, entryOf: EntryOfAllegation): Keeper<ClockRecord> {
  const { tx, map, night, references } = context;
  const duties: NewDuty[] = [];
  const endings: Ending[] = [];
  let entries = new Map<string, FoldedEntry>();
  let open = new Map<string, DutyRow>();

  function ownerOf(record: ClockRecord): { person: string } | { role: string } | null {
    const person = record.owner && references.find(record.owner);
    if (person) return { person };
    const role = map.clocks?.ownerRole;
    return role === undefined ? null : { role };
  }

  function dutyOf(record: ClockRecord, entry: string, replaces: string | null): NewDuty | null {
    const owner = ownerOf(record);
    const of = entries.get(entry)!;
    if (!owner) return null;
    const subject = of.parties.find((party) => party.role === 'subject')?.subject ?? null;
    return {
      kind: record.kind,
      title: `${clockCodes[record.kind].split(/[,:;]| while | must /)[0]} (${of.row.source_ref ?? record.allegation})`,
      about: subject,
      entry,
      visibility: of.row.visibility,
      owedToRole: 'head-of-standards',
      ladder: [{ ...owner, from: night, due: record.due }],
      consequence: `${map.name} keeps this clock and says by when it is due. What is done there ends it here the night after.`,
      raisedOn: night,
      replaces,
    };
  }

  return {
    prepare: async (changes) => {
      const records = changes.flatMap((change) =>
        change.change === 'gone' || change.change === 'rejected' ? [] : [change.row.record],
      );
      await references.learn(records.flatMap((record) => (record.owner ? [record.owner] : [])));
      const ids = new Set(records.map((record) => entryOf(record.allegation)).filter((id) => id !== null));
      entries = await foldedEntries(tx, [...ids]);
      if (changes.length > 0) open = new Map((await listOpenDuties(tx)).map((duty) => [duty.id, duty]));
    },
    take: (change) => {
      const { record } = change.row;
      const entry = entryOf(record.allegation);
      if (entry === null) return `It is a clock of the allegation "${record.allegation}", which is not here.`;
      const held = change.held?.target ?? null;
      const stands = held !== null && open.has(held);
      if (record.done !== null) {
        if (stands)
          endings.push({ duty: held, outcome: 'done', reason: `Done on ${record.done}, as ${map.name} says.` });
        return { target: held, entry };
      }
      const isSame =
        change.change !== 'new' && change.fields.every((field) => field === 'allegation' || field === 'statement');
      if (stands && isSame && open.get(held)?.entry === entry) return { target: held, entry };
      const duty = dutyOf(record, entry, held);
      if (!duty) return 'Nobody here has the number of its owner, and the map names no role in their place.';
      const id = tx.ids.next();
      duties.push({ ...duty, id });
      return { target: id, entry };
    },
    drop: ({ held }) => {
      if (held.target && open.has(held.target))
        endings.push({ duty: held.target, outcome: 'gone', reason: gone(map.name, night) });
    },
    write: async () => {
      for (const { duty, outcome, reason } of endings) await insertAnswer(tx, { duty, outcome, reason });
      for (const duty of duties) await insertDuty(tx, duty);
    },
  };
}

/** Documents: the row itself is what is kept, under the class and walls of its allegation. */
export const documentsKeeper = (entryOf: EntryOfAllegation): Keeper<DocumentRecord> => ({
  prepare: async () => {},
  take: (change) => {
    const entry = entryOf(change.row.record.allegation);
    return entry === null
      ? `It is a document of the allegation "${change.row.record.allegation}", which is not here.`
      : { target: entry, entry };
  },
  drop: (_change: { readonly held: HeldRow }) => {},
  write: async () => {},
});
