/** Who complained and was later accused: one logged question, counts for everybody who may ask, names for an approved purpose. */
import { wilsonInterval } from '../../../engines/statistics/intervals.ts';
import { addDays } from '../../../platform/clock.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { insertAssignment, insertRead } from '../../access/index.ts';
import { characteristics } from '../../people/index.ts';
import {
  type AccuserCount,
  accuserCounts,
  type ComplaintName,
  complaintCounts,
  complaintNames,
  type Window,
} from '../store/who-complained.ts';

/** What an approved purpose is about: this question and nothing else. */
const question = 'c0a31d0e-7c5a-4b1e-9f3a-2d6f0b8e4a11';
/** Days for which an approved purpose opens names. */
const purposeStandsForDays = 28;

export type ComparedBy = 'all' | 'unit' | 'category' | keyof typeof characteristics;

export interface ComplainedThenAccused extends Window {
  /** Why it is asked: kept in the log with who asked. */
  readonly purpose: string;
  readonly by?: ComparedBy;
}
export interface RateRow {
  readonly group: string;
  readonly part: 'complained' | 'colleagues';
  readonly people: number | null;
  readonly accused: number | null;
  readonly share: number | null;
  readonly interval: readonly [number, number] | null;
}
export interface ComplaintAnswer {
  readonly rates: readonly RateRow[];
  readonly byWhom: readonly AccuserCount[];
  /** Of those who complained, the share whose group is not known; null where it is not a characteristic, or too few to tell. */
  readonly unknownShare: number | null;
}

function check(asked: ComplainedThenAccused, today: string): void {
  if (asked.purpose.trim().length < 10)
    throw new Refused(
      refuse('purpose-needed', 'Say in a sentence why you ask. It is kept with your name.', 'REC-05.5'),
    );
  if (asked.from > asked.to || asked.to > today)
    throw new Refused(refuse('dates-crossed', 'The window begins before it ends and ends today or earlier.'));
  if (!Number.isInteger(asked.withinDays) || asked.withinDays < 1 || asked.withinDays > 3650)
    throw new Refused(refuse('days-needed', 'Within how many days? From 1 to 3650.'));
}

const log = (tx: Tx, event: string, asked: ComplainedThenAccused, results: number) =>
  insertRead(tx, {
    event,
    purpose: asked.purpose.trim(),
    outcome: 'searched',
    detail: { from: asked.from, to: asked.to, withinDays: asked.withinDays, by: asked.by ?? 'all', results },
  });

const unknownGroups: ReadonlySet<string> = new Set(['not-asked', 'unknown', 'prefer-not-to-say']);

function unknownShareOf(rates: readonly RateRow[]): number | null {
  const mine = rates.filter((row) => row.part === 'complained');
  if (mine.length === 0 || mine.some((row) => row.people === null)) return null;
  const total = mine.reduce((sum, row) => sum + row.people!, 0);
  const unknown = mine.reduce((sum, row) => sum + (unknownGroups.has(row.group) ? row.people! : 0), 0);
  return total === 0 ? null : unknown / total;
}

/** Counts only, with intervals, beside colleagues of the same unit who did not complain. The question is logged. */
export async function complainedThenAccused(tx: Tx, asked: ComplainedThenAccused): Promise<ComplaintAnswer> {
  check(asked, tx.today);
  const by = asked.by ?? 'all';
  const rates = (await complaintCounts(tx, asked, by)).map((row) => ({
    group: row.grp,
    part: row.part,
    people: row.people,
    accused: row.accused,
    share: row.people && row.accused !== null ? row.accused / row.people : null,
    interval: row.people && row.accused !== null ? wilsonInterval(row.accused, row.people) : null,
  }));
  await log(tx, 'COMPLAINANT_QUESTION', asked, rates.length);
  return {
    rates,
    byWhom: await accuserCounts(tx, asked),
    unknownShare: by in characteristics ? unknownShareOf(rates) : null,
  };
}

/** Approves that somebody else opens names for this question, for four weeks. */
export async function approvePurpose(tx: Tx, approved: { person: string; purpose: string }): Promise<string> {
  if (approved.person === tx.act.actor)
    throw new Refused(refuse('two-people-needed', 'Nobody approves their own purpose.', 'REC-05.5'));
  if (approved.purpose.trim().length < 10)
    throw new Refused(refuse('purpose-needed', 'Say in a sentence what the names are needed for.'));
  return insertAssignment(tx, {
    person: approved.person,
    subject: question,
    purpose: approved.purpose.trim(),
    validFrom: tx.today,
    validTo: addDays(tx.today, purposeStandsForDays),
  });
}

/** Names, for somebody whose purpose another person approved; empty for everybody else. Past no wall and no class. Logged. */
export async function openComplainants(tx: Tx, asked: ComplainedThenAccused): Promise<ComplaintName[]> {
  check(asked, tx.today);
  const names = await complaintNames(tx, asked, question);
  await log(tx, 'COMPLAINANTS_OPENED', asked, names.length);
  return names;
}
