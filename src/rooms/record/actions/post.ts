/** Posting: how anything comes to be on the record. Refuses what is not in the vocabulary before it touches a table. */
import {
  bases,
  features as featureWords,
  findings,
  isMatterType,
  isStepType,
  sources,
  steps,
  visibilities,
} from '../../../engines/vocabulary.ts';
import type { EntryId } from '../../../platform/ids.ts';
import { type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { insertEntries, insertEntry, type NewEntry } from '../store.ts';

const stepWords: ReadonlySet<string> = new Set(steps);
const features: ReadonlySet<string> = new Set(featureWords);
const visibilityWords: ReadonlySet<string> = new Set(visibilities);

/** Why this entry may not stand on the record, or null. */
export function whyNotPostable(entry: NewEntry, today: string): Refusal | null {
  if (!(entry.source in sources))
    return refuse('unknown-source', `"${entry.source}" is not a source that the record knows.`);
  if (entry.kind !== 'signal' && !isMatterType(entry.type) && !isStepType(entry.type)) {
    return refuse('unknown-type', `"${entry.type}" is neither a type of matter nor a type of step.`);
  }
  if (entry.step && !stepWords.has(entry.step))
    return refuse('unknown-step', `"${entry.step}" is not a step that the record knows.`);
  if (!((entry.finding ?? 'none') in findings))
    return refuse('unknown-finding', `"${entry.finding}" is not a finding that the record knows.`);
  if (!(entry.basis in bases)) return refuse('unknown-basis', `"${entry.basis}" is not account, record or finding.`);
  if (!visibilityWords.has(entry.visibility ?? 'guarded'))
    return refuse('unknown-class', `"${entry.visibility}" is not a class of visibility.`);
  const odd = entry.features?.find((feature) => !features.has(feature));
  if (odd) return refuse('unknown-feature', `"${odd}" is not a circumstance that the record knows.`);
  if (entry.happenedFrom && entry.happenedTo && entry.happenedFrom > entry.happenedTo) {
    return refuse('dates-crossed', 'The day it ended is before the day it began.');
  }
  if (entry.knownOn > today) return refuse('known-in-future', 'Nobody can have known of it after today.');
  if (entry.kind === 'matter' && entry.parties.length === 0 && (entry.unknown ?? []).length === 0) {
    return refuse(
      'nobody-in-it',
      'A matter names at least one person, unit or thing, or puts an unknown one in the tray.',
      'REC-05.1',
    );
  }
  if (entry.kind === 'amendment' && (entry.actsOn ?? []).length === 0)
    return refuse('amends-nothing', 'An amendment points at the entry it changes.');
  return null;
}

/** Posts one entry and marks everybody in it as touched, so that signals are recomputed in the same commit. */
export async function post(tx: Tx, entry: NewEntry): Promise<EntryId> {
  const no = whyNotPostable(entry, tx.today);
  if (no) throw new Refused(no);
  const id = await insertEntry(tx, entry);
  if (entry.kind !== 'signal') for (const party of entry.parties) tx.touched.add(party.subject);
  return id;
}

/** Posts a batch from an import. Every entry is checked; nobody is flagged by it: a sweep follows, with its own approval. */
export async function postMany(tx: Tx, entries: readonly NewEntry[]): Promise<EntryId[]> {
  for (const entry of entries) {
    const no = whyNotPostable(entry, tx.today);
    if (no) throw new Refused(no);
  }
  return insertEntries(tx, entries);
}
