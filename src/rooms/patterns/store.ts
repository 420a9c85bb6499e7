/** The only SQL on patterns' tables: firings, sweeps, dated baselines. Answers are duties' answers. */

import { isoToDay } from '../../engines/history.ts';
import type { Baselines, DetectionCode, SetAside } from '../../engines/signals.ts';
import type { Visibility } from '../../engines/vocabulary.ts';
import { keep, query, queryOne, sql, type Tx, table } from '../../platform/transaction.ts';
import type { Assessment } from './rules/may-go-live.ts';

export const patternTables = {
  firing: table('patterns.firing', { json: ['set_aside', 'detail'], derived: ['reviewer'] }),
  sweep: table('patterns.sweep', { json: ['counts', 'assessment'] }),
  baseline: table('patterns.baseline'),
  proposal: table('patterns.proposal', { json: ['assessment'] }),
} as const;

export type Diff = 'new' | 'renewed' | 'gone';

/** What this room adds to a detector's own detail: who was asked, about which entries, and what changed. */
export interface Asked {
  /** Every entry ever cited by this question: one that is not among them is news. */
  readonly everCited: readonly string[];
  /** Cited now and not by the firing before. */
  readonly fresh: readonly string[];
  /** Cited by the firing before and no longer. */
  readonly dropped: readonly string[];
  /** The person whom the queue names; null where the role as a whole, or somebody by the ladder, is asked. */
  readonly reviewer: string | null;
  readonly note: string | null;
}

export interface FiringRow {
  readonly id: string;
  readonly entry: string;
  readonly subject: string;
  readonly code: DetectionCode;
  readonly rule: string;
  readonly since: string;
  readonly fired_on: string;
  readonly cites: readonly string[];
  readonly set_aside: readonly SetAside[];
  readonly score: number;
  readonly why: string;
  readonly innocent: readonly string[];
  readonly detail: Readonly<Record<string, unknown>> & { readonly asked: Asked };
  readonly mode: 'live' | 'sweep';
  readonly sweep: string | null;
  readonly supersedes: string | null;
  readonly diff: Diff;
  readonly duty: string | null;
  readonly visibility: Visibility;
  readonly covert_list: string | null;
  readonly recorded_at: Date;
  /** Whom it names, as in what was asked: computed by the database. */
  readonly reviewer: string | null;
}

/** Writes what a detector said. The row's leaf goes to the covert log where it has a list. */
export async function insertFiring(
  tx: Tx,
  firing: Omit<FiringRow, 'id' | 'recorded_at' | 'reviewer'>,
): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    patternTables.firing,
    { ...firing, id, recorded_at: tx.at.toISOString(), reviewer: undefined },
    firing.diff === 'gone' ? 'signal.gone' : 'signal.fired',
  );
  return id;
}

/** The latest firing of each rule about any of the subjects, gone ones among them, whoever is at the keyboard. */
export const firingsForFinders = (tx: Tx, subjects: readonly string[], list: string | null): Promise<FiringRow[]> =>
  query(
    tx,
    sql<FiringRow>`select * from patterns.firings_for_finders(${subjects as string[]}, ${list}::uuid) order by recorded_at, id`,
  );

/** The same for everybody, without covert ones. For clerks. */
export const everyStandingFiring = (tx: Tx): Promise<FiringRow[]> =>
  query(
    tx,
    sql<FiringRow>`select f.* from patterns.firing f where f.covert_list is null
      and not exists (select 1 from patterns.firing n where n.supersedes = f.id) order by f.subject, f.code, f.id`,
  );

/** Every firing ever of one rule by its name (`repeat`), without covert ones. For clerks. */
export const firingsOfRule = (tx: Tx, rule: string): Promise<FiringRow[]> =>
  query(
    tx,
    sql<FiringRow>`select f.* from patterns.firing f where f.covert_list is null and split_part(f.rule, '@', 1) = ${rule} order by f.recorded_at, f.id`,
  );

/** Every firing that is not covert, oldest first. For clerks: facts are made of it. */
export const everyFiring = (tx: Tx): Promise<FiringRow[]> =>
  query(tx, sql<FiringRow>`select f.* from patterns.firing f where f.covert_list is null order by f.recorded_at, f.id`);

/** A firing as a queue orders it: who is asked by when stands in its duty. */
export type StandingFiring = Pick<
  FiringRow,
  'id' | 'entry' | 'subject' | 'code' | 'rule' | 'since' | 'fired_on' | 'score' | 'diff' | 'duty' | 'reviewer'
>;

/**
 * Latest firings that the reader may see, and all of whose cited entries the reader may see. A covert list is chosen by
 * name: its reader sees the question, and of its ordinary entries those that their classes allow.
 */
export const listStandingFirings = (tx: Tx, subjects: readonly string[] | null): Promise<StandingFiring[]> =>
  query(
    tx,
    sql<StandingFiring>`with visible as materialized (
        select f.id, f.entry, f.subject, f.code, f.rule, f.since, f.fired_on, f.score, f.diff, f.duty, f.recorded_at, f.covert_list, f.cites,
          f.reviewer
        from patterns.firing f
        where ${subjects as string[] | null}::uuid[] is null or f.subject = any(${subjects as string[] | null}::uuid[])
      ), standing as materialized (
        select v.* from visible v
        where v.id not in (select patterns.superseded_among((select array_agg(id) from visible)))
      ), seen as materialized (
        select patterns.entries_seen((select array_agg(distinct c) from standing, unnest(cites) c where covert_list is null)) as id
      )
      select s.id, s.entry, s.subject, s.code, s.rule, s.since, s.fired_on, s.score, s.diff, s.duty, s.reviewer from standing s
      where s.covert_list is not null or not exists (select 1 from unnest(s.cites) c where c not in (select id from seen))
      order by s.recorded_at, s.id`,
  );

/** Why each of some firings was raised. Of those that the reader may see. */
export const whyFired = (tx: Tx, ids: readonly string[]): Promise<Pick<FiringRow, 'id' | 'why'>[]> =>
  query(
    tx,
    sql<
      Pick<FiringRow, 'id' | 'why' | 'cites'>
    >`select f.id, f.why, f.cites from patterns.firing f where f.id = any(${ids as string[]})`,
  );

/** One firing and whether it is the latest, if the reader may see it and everything it cites. */
export async function findFiring(tx: Tx, id: string): Promise<(FiringRow & { readonly latest: boolean }) | null> {
  const [row] = await query(
    tx,
    sql<FiringRow & { latest: boolean }>`select f.*, not patterns.is_superseded(f.id) as latest from patterns.firing f
      where f.id = ${id} and (f.covert_list is not null or patterns.sees_all(f.cites))`,
  );
  return row ?? null;
}

/** Every firing of a code about the subjects that the reader may see, newest first. */
export const listFirings = (tx: Tx, subjects: readonly string[], code: string): Promise<FiringRow[]> =>
  query(
    tx,
    sql<FiringRow>`select f.* from patterns.firing f where f.subject = any(${subjects as string[]}) and f.code = ${code}
      order by f.recorded_at desc, f.id`,
  );

export interface DutyState {
  readonly duty: string;
  readonly answered: boolean;
  readonly visibility: Visibility;
  readonly ladder: readonly {
    readonly role?: string;
    readonly person?: string;
    readonly from: string;
    readonly due: string;
  }[];
}

/** Where the duties behind firings stand, whoever is at the keyboard. */
export async function dutyStates(tx: Tx, ids: readonly string[]): Promise<Map<string, DutyState>> {
  if (ids.length === 0) return new Map();
  const rows = await query(tx, sql<DutyState>`select * from patterns.duty_states(${ids as string[]})`);
  return new Map(rows.map((row) => [row.duty, row]));
}

/** Open questions per named reviewer; reviewers without one are not in it. */
export async function reviewerLoad(tx: Tx): Promise<Map<string, number>> {
  const rows = await query(
    tx,
    sql<{ reviewer: string; open: number }>`select reviewer, open from patterns.reviewer_load()`,
  );
  return new Map(rows.map((row) => [row.reviewer, row.open]));
}

/** The people on a covert list today. Never for a page. */
export async function covertReadersOf(tx: Tx, list: string): Promise<string[]> {
  const row = await queryOne(
    tx,
    sql<{ readers: string[] }>`select patterns.covert_readers(${list}, ${tx.today}) as readers`,
  );
  return row.readers;
}

export interface AnswerCount {
  readonly code: DetectionCode;
  readonly rule: string;
  readonly outcome: string;
  readonly answers: number;
}

/** How questions were answered so far, by code, rule and outcome. */
export const answerCounts = (tx: Tx): Promise<AnswerCount[]> =>
  query(tx, sql<AnswerCount>`select code, rule, outcome, answers from patterns.answer_counts()`);

/** Ids of all subjects that are persons. For clerks. */
export async function personIds(tx: Tx): Promise<Set<string>> {
  const rows = await query(tx, sql<{ id: string }>`select p as id from patterns.persons() p`);
  return new Set(rows.map((row) => row.id));
}

export interface SweepRow {
  readonly id: string;
  readonly as_at: string;
  readonly stage: 'sizing' | 'shadow' | 'live';
  readonly follows: string | null;
  readonly people: number;
  readonly entries: number;
  readonly counts: Readonly<Record<string, unknown>>;
  readonly capacity_hours: number | null;
  readonly assessment: Readonly<Record<string, unknown>> | null;
  readonly approved_by: string | null;
  readonly second_person: string | null;
  readonly recorded_at: Date;
}

/** Records a run over everyone: counts, and for a live one what it rests on. */
export async function insertSweep(tx: Tx, sweep: Omit<SweepRow, 'id' | 'recorded_at'>): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    patternTables.sweep,
    { ...sweep, id, recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor },
    `sweep.${sweep.stage}`,
  );
  return id;
}

/** The latest sweep of a stage that ran exactly these rules. */
export async function latestSweep(
  tx: Tx,
  stage: SweepRow['stage'],
  rules: readonly string[],
): Promise<SweepRow | null> {
  const [row] = await query(
    tx,
    sql<SweepRow>`select * from patterns.sweep where stage = ${stage} and counts -> 'rules' = ${JSON.stringify(rules)}::jsonb
      order by recorded_at desc, id limit 1`,
  );
  return row ?? null;
}

/** Sweeps, newest first. */
export const listSweeps = (tx: Tx, limit = 50): Promise<SweepRow[]> =>
  query(tx, sql<SweepRow>`select * from patterns.sweep order by recorded_at desc, id limit ${limit}`);

export interface ProposalRow {
  readonly id: string;
  /** The shadow run that was looked at. */
  readonly shadow: string;
  readonly rules: readonly string[];
  readonly capacity_hours: number;
  readonly assessment: Assessment;
  readonly duty: string;
  readonly proposed_by: string;
  readonly proposed_on: string;
  readonly recorded_at: Date;
}

/** Puts a live sweep forward. */
export async function insertProposal(
  tx: Tx,
  proposal: Omit<ProposalRow, 'id' | 'proposed_on' | 'recorded_at'>,
): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    patternTables.proposal,
    { ...proposal, id, proposed_on: tx.today, recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor },
    'sweep.proposed',
  );
  return id;
}

/** The latest live sweep that was put forward. */
export async function latestProposal(tx: Tx): Promise<ProposalRow | null> {
  const [row] = await query(
    tx,
    sql<ProposalRow>`select * from patterns.proposal order by recorded_at desc, id limit 1`,
  );
  return row ?? null;
}

/** The live sweep that a duty asks about. */
export async function proposalOfDuty(tx: Tx, duty: string): Promise<ProposalRow | null> {
  const [row] = await query(tx, sql<ProposalRow>`select * from patterns.proposal where duty = ${duty}`);
  return row ?? null;
}

/** The latest peer rates before the day. */
export async function baselinesBefore(tx: Tx, day: string): Promise<Baselines> {
  const rows = await query(
    tx,
    sql<{
      name: string;
      as_at: string;
      value: number;
    }>`select distinct on (name) name, as_at, value from patterns.baseline
      where as_at < ${day} order by name, as_at desc, recorded_at desc, id`,
  );
  const share = rows.find((row) => row.name === 'share-with-two-or-more');
  return { asAt: share ? isoToDay(share.as_at) : null, shareWithTwoOrMore: share?.value ?? null };
}

/** Writes one dated peer rate. */
export async function insertBaseline(
  tx: Tx,
  baseline: { asAt: string; name: string; value: number; base: number; sweep: string },
): Promise<void> {
  await keep(
    tx,
    patternTables.baseline,
    {
      id: tx.ids.next(),
      as_at: baseline.asAt,
      name: baseline.name,
      value: baseline.value,
      base: baseline.base,
      sweep: baseline.sweep,
      recorded_at: tx.at.toISOString(),
    },
    'baseline.set',
  );
}

/**
 * The question that a signal entry began or carried on, as it stands now, if the reader may see it: a duty and a
 * timeline point at the entry by which somebody was asked, and there may be later ones.
 */
export async function firingOfEntry(tx: Tx, entry: string): Promise<string | null> {
  const [row] = await query(
    tx,
    sql<{ id: string }>`
      select l.id from patterns.firing f
      join patterns.firing l on l.subject = f.subject and l.code = f.code and split_part(l.rule, '@', 1) = split_part(f.rule, '@', 1)
        and l.covert_list is not distinct from f.covert_list
      where f.entry = ${entry} and not patterns.is_superseded(l.id) limit 1`,
  );
  return row?.id ?? null;
}
