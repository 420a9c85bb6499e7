import { compareEntries, type Day, type History, type HistoryEntry } from '../../../engines/history.ts';
import { asideReasons } from '../../../engines/patterns/matters.ts';
import { roundScore } from '../../../engines/patterns/need.ts';
import { isAboutSubject, standingOf } from '../../../engines/patterns/what-counts.ts';
import { inForce } from '../../../engines/patterns/windows.ts';
import { citesOf, countOf } from '../../../engines/patterns/wording.ts';
import type { Baselines, Detection, Detector } from '../../../engines/signals.ts';
import { isMatterType } from '../../../engines/vocabulary.ts';
import { gravity, weights } from './thresholds.ts';

const innocent: readonly string[] = [
  'The other force may mean someone of the same name: confirm the join.',
  'The notice may have been sent to another office of this force, or by a route that leaves no receipt.',
];

type Receipt =
  | { readonly state: 'received'; readonly on: Day; readonly entry: string }
  | { readonly state: 'absent' }
  | { readonly state: 'not stated' };

function detect(history: History, _baselines: Baselines): Detection | null {
  const found: HistoryEntry[] = [];
  for (const entry of history.entries) if (isFromElsewhere(entry)) found.push(entry);
  if (found.length === 0) return null;
  found.sort(compareEntries);
  const notices = found.filter((entry) => entry.finding !== 'eliminated' && !isReceipt(entry));
  if (notices.length === 0) return null;
  const receipts = notices.map((notice) => receiptOf(notice, history));
  const absent = receipts.filter((receipt) => receipt.state === 'absent').length;
  return {
    code: 'link:other-force',
    subject: history.subject,
    rule: 'other-force@1',
    since: notices.reduce((first, notice) => Math.min(first, notice.knownOn), Number.POSITIVE_INFINITY),
    cites: citesOf([...notices, ...receiptEntries(receipts, history)]),
    setAside: found
      .filter((entry) => entry.finding === 'eliminated')
      .map((entry) => ({ entry: entry.id, reason: asideReasons.eliminated })),
    score: scoreOf(notices, absent, history.asAt),
    why: `${countOf(notices.length, 'entry', 'entries')} held by or from another force ${notices.length === 1 ? 'stands' : 'stand'} on this record: ${absent === 0 ? 'no receipt is stated to be missing' : `for ${absent} the receipt is missing`}.`,
    innocent,
    detail: {
      notices: notices.map((notice, index) => ({
        entry: notice.id,
        heldBy: notice.unit,
        sentFrom: notice.happenedFrom,
        sentTo: notice.happenedTo,
        datesKnown: !notice.datesMadeUp && notice.happenedFrom !== null,
        receipt: receipts[index],
      })),
      confirmJoin: true,
    },
  };
}

/** By its source; or conduct, an arrest or a charge that the record places in another force's area. */
function isFromElsewhere(entry: HistoryEntry): boolean {
  const isTheirs = entry.source === 'other-force-record' || entry.source === 'other-force-referral';
  if (!isTheirs && (entry.features.length === 0 || !entry.features.includes('other-force-area'))) return false;
  if (entry.kind !== 'matter' && entry.kind !== 'step') return false;
  return entry.roles.includes('subject') && isAboutSubject(entry) && (isTheirs || standingOf(entry) !== undefined);
}

/** A step that only says that something was received: it belongs to what it receives. */
const isReceipt = (entry: HistoryEntry): boolean =>
  entry.type === 'referral-step' && (entry.step === 'receive' || entry.step === 'accept') && entry.actsOn.length > 0;

function receiptOf(notice: HistoryEntry, history: History): Receipt {
  let first: HistoryEntry | null = null;
  for (const entry of history.entries) {
    if (!isReceipt(entry) || entry.finding === 'eliminated' || !entry.actsOn.includes(notice.id)) continue;
    if (first === null || entry.knownOn < first.knownOn || (entry.knownOn === first.knownOn && entry.id < first.id))
      first = entry;
  }
  if (first !== null) return { state: 'received', on: first.knownOn, entry: first.id };
  const isAbsent = notice.features.includes('no-receipt') || notice.missing.includes('receipt');
  return { state: isAbsent ? 'absent' : 'not stated' };
}

function receiptEntries(receipts: readonly Receipt[], history: History): HistoryEntry[] {
  const ids = new Set(receipts.flatMap((receipt) => (receipt.state === 'received' ? [receipt.entry] : [])));
  if (ids.size === 0) return [];
  return history.entries.filter((entry) => ids.has(entry.id) && entry.roles.includes('subject'));
}

/** Need of what the notices tell, and one more for each that nobody can show was received. */
function scoreOf(notices: readonly HistoryEntry[], absent: number, asAt: Day): number {
  const [table, weightTable] = [inForce(gravity, asAt), inForce(weights, asAt)];
  let score = absent;
  for (const { type, finding, basis } of notices) {
    const points = isMatterType(type) ? table.matters[type] : (table.steps[type] ?? 0);
    score += (points / 10) * weightTable.findings[finding] * weightTable.bases[basis];
  }
  return roundScore(score);
}

/** Every entry from another force is joined to the person, with its receipt or the lack of one. */
export const otherForce: Detector = {
  name: 'other-force',
  code: 'link:other-force',
  version: 1,
  effectiveFrom: '2026-12-01',
  legalSource:
    'Published review of a police service, 2022-23: a referral that one force says it sent and the other says it never had',
  meaning:
    'A record held by another force about this person stands on the person’s timeline, with the sender, the day sent, and the day received or its absence.',
  knownWeaknesses: [
    'It sees only what was sent or found: forces that tell nothing leave no trace.',
    'The join to the person must be confirmed by someone: a name alone is not the person.',
  ],
  answerWithinDays: 7,
  detect,
};
