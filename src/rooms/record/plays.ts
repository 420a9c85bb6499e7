/** What the record does in a played history: a decision or a withdrawal changes the finding of what it acts on. */
import { samePersonJoin } from '../../engines/patterns/same-person.ts';
import type { Play, Shown, Shows, Told } from '../../engines/scenario/play.ts';
import { type Finding, isMatterType } from '../../engines/vocabulary.ts';
import type { Tx } from '../../platform/transaction.ts';
import { recordFinding, recordWithdrawal } from './actions/amend.ts';
import { historyOf } from './actions/history.ts';
import { post } from './actions/post.ts';
import { listEntries, type RawEntry } from './store.ts';

/** No result of a matter: nothing is decided yet, or a step was allowed or refused. */
const noResult: ReadonlySet<Finding> = new Set<Finding>(['none', 'open', 'not-recorded', 'granted', 'refused']);
const opensMatter: ReadonlySet<string> = new Set([
  'arrest',
  'charge',
  'grievance-step',
  'tribunal-step',
  'referral-step',
]);

/** Same person in it, or the very matter that the step is about. A decision about somebody else says nothing of this one. */
const isDecided = (told: Told, target: RawEntry): boolean => {
  if (!isMatterType(target.type) && !opensMatter.has(target.type)) return false;
  if (target.kind !== 'matter' && target.kind !== 'step') return false;
  const subjects = told.parties.filter((party) => party.role === 'subject').map((party) => party.subject);
  if (target.matter !== null && subjects.includes(target.matter)) return true;
  return target.parties.some((party) => party.role === 'subject' && subjects.includes(party.subject));
};

async function decidedBy(tx: Tx, told: Told): Promise<RawEntry[]> {
  const targets = await listEntries(tx, told.actsOn);
  const wanted = targets.filter((target) => isDecided(told, target));
  return wanted.sort((a, b) => told.actsOn.indexOf(a.id) - told.actsOn.indexOf(b.id));
}

/** The finding as it reads today, later words folded in. */
async function findingNow(tx: Tx, target: RawEntry): Promise<Finding> {
  const subject = target.parties.find((party) => party.role === 'subject')?.subject;
  if (!subject) return target.finding;
  const { history } = await historyOf(tx, { subject, asAt: tx.today });
  return history.entries.find((entry) => entry.id === target.id)?.finding ?? target.finding;
}

/**
 * The step stays an entry of its own: who decided, when and what was missing can be cited. The finding is folded into
 * the matter as well, so that the matter reads as decided wherever it is shown; the sums count it once.
 */
const decide: Play<Tx> = {
  name: 'record.recordFinding',
  takes: { types: ['decision-step'] },
  play: async (tx, told) => {
    const posted: string[] = [await post(tx, told)];
    if (noResult.has(told.finding)) return posted;
    for (const target of await decidedBy(tx, told)) {
      const change = {
        entry: target.id,
        knownOn: told.knownOn,
        reason: 'Decided by a later step on the record.',
        finding: told.finding,
        secondPerson: told.secondPerson,
        ...(told.evidence ? { evidence: told.evidence.shown } : {}),
      };
      posted.push(await recordFinding(tx, change));
    }
    return posted;
  },
};

/** A reporter who withdraws ends nothing that was already decided: a charge stays a charge. */
const withdraw: Play<Tx> = {
  name: 'record.recordWithdrawal',
  takes: { types: ['withdrawal'] },
  play: async (tx, told) => {
    const posted: string[] = [await post(tx, told)];
    if (told.finding !== 'withdrawn') return posted;
    for (const target of await decidedBy(tx, told)) {
      if (!noResult.has(await findingNow(tx, target))) continue;
      const reason = 'Withdrawn by a later step on the record.';
      posted.push(await recordWithdrawal(tx, { entry: target.id, knownOn: told.knownOn, reason }));
    }
    return posted;
  },
};

export const plays: readonly Play<Tx>[] = [decide, withdraw];

const sayJoin = (rows: readonly RawEntry[], cluster: readonly string[]): string => {
  const ways = rows.flatMap((row) =>
    row.parties
      .filter((party) => party.role === 'subject' && cluster.includes(party.subject))
      .map(({ join }) => (join?.by ? `by ${join.how}, confirmed by ${join.by}` : `by ${join?.how ?? 'reference'}`)),
  );
  return [...new Set(ways)].join('; ');
};

async function showSamePerson(tx: Tx, subject: string): Promise<Shown[]> {
  const found = await historyOf(tx, { subject, asAt: tx.today });
  const joined = samePersonJoin(found.history);
  if (!joined) return [];
  const rows = joined.cites.flatMap((id) => found.rows.get(id) ?? []);
  const why =
    `${joined.cites.length === 1 ? 'one entry' : `${joined.cites.length} entries`} from ${joined.sources.join(', ')} ` +
    `under one person, joined ${sayJoin(rows, found.cluster)}; ` +
    'a wrong join is undone by a later decision, and every entry stays';
  return [{ rule: 'one record', why, cites: joined.cites }];
}

/** What the record itself shows of a subject: entries from other sources under the one person. */
export const shows: Shows<Tx> = {
  room: 'record',
  codes: ['link:same-person'],
  show: (tx, _code, subject) => showSamePerson(tx, subject),
};
