/** Complainants and accused, party fields, and what was decided on a joined record. Part of the record's store: it holds SQL. */
import { query, sql, type Tx } from '../../../platform/transaction.ts';
import { contentAsGiven } from '../store.ts';

export interface Window {
  readonly from: string;
  readonly to: string;
  readonly withinDays: number;
}
export interface ComplaintCount {
  readonly part: 'complained' | 'colleagues';
  readonly grp: string;
  /** Null: too few to tell. */
  readonly people: number | null;
  readonly accused: number | null;
}
export interface AccuserCount {
  readonly by_whom: string;
  readonly people: number | null;
  readonly median_days: number | null;
}

/** Those who complained and their colleagues who did not, and how many of each were then accused. */
export const complaintCounts = (tx: Tx, window: Window, by: string): Promise<ComplaintCount[]> =>
  query(
    tx,
    sql<ComplaintCount>`select part, grp, people, accused from record.complained_then_accused(${window.from}, ${window.to}, ${window.withinDays}, ${by})`,
  );

/** By whom those who complained were then accused, and after how many days. */
export const accuserCounts = (tx: Tx, window: Window): Promise<AccuserCount[]> =>
  query(
    tx,
    sql<AccuserCount>`select by_whom, people, median_days from record.accused_by_whom(${window.from}, ${window.to}, ${window.withinDays})`,
  );

export interface ComplaintName {
  readonly complainant: string;
  readonly complained_on: string;
  readonly accused_on: string;
  readonly by_whom: string;
}

/** The same with names. The database gives none without a purpose that somebody else approved. */
export const complaintNames = (tx: Tx, window: Window, question: string): Promise<ComplaintName[]> =>
  query(
    tx,
    sql<ComplaintName>`select complainant, complained_on, accused_on, by_whom
      from record.complained_then_accused_names(${window.from}, ${window.to}, ${window.withinDays}, ${question}::uuid)`,
  );

export interface PartyField {
  readonly source: string;
  readonly year: number;
  readonly part: 'subject' | 'reporter' | 'witness' | 'decision-maker';
  readonly entries: number;
  readonly keyed: number;
  readonly in_tray: number;
}

/** How complete each party field is, by source and year. */
export const partyFields = (tx: Tx): Promise<PartyField[]> =>
  query(tx, sql<PartyField>`select source, year, part, entries, keyed, in_tray from record.party_completeness()`);

export interface Taken {
  readonly id: string;
  readonly what: string;
  readonly by: string | null;
  readonly at: Date;
  readonly words: string | null;
}

/** Decisions entered about, and copies frozen of, any of the subjects between two instants, as the reader may see them. */
export const takenBetween = (tx: Tx, subjects: readonly string[], since: Date, until: Date | null): Promise<Taken[]> =>
  query(
    tx,
    sql<Taken>`
      select e.id, coalesce(e.step, e.type) as what, e.posted_by as by, e.recorded_at as at, e.summary as words from record.entry e
        where e.id in (select i.entry from record.involvement i where i.subject = any(${subjects as string[]}))
          and (e.kind = 'amendment' or e.type in ('decision-step', 'severity-step', 'restriction-step')) and e.kind <> 'signal'
          and e.recorded_at > ${since} and e.recorded_at < ${until ?? 'infinity'}
      union all
      select s.id, 'read for: ' || s.purpose, s.viewer, s.recorded_at, null from record.snapshot s
        where s.subject = any(${subjects as string[]}) and s.recorded_at > ${since} and s.recorded_at < ${until ?? 'infinity'}
      order by 4, 1`,
  );

export interface StartCheckRow {
  readonly id: string;
  readonly subject: string;
  readonly viewer: string | null;
  readonly content: unknown;
  readonly recorded_at: Date;
}

/** The latest checks before service that the reader may see, newest first. */
export const listStartChecks = async (tx: Tx, limit = 50): Promise<StartCheckRow[]> => {
  const rows = await query(
    tx,
    sql<StartCheckRow>`select id, subject, viewer, content, recorded_at from record.snapshot where purpose = 'Start check' order by recorded_at desc limit ${limit}`,
  );
  return rows.map((row) => ({ ...row, content: contentAsGiven(row.content) }));
};

export interface ArrestOfThisAct {
  readonly entry: string;
  readonly subject: string;
  readonly visibility: string;
  readonly known_on: string;
}

/** Arrests that this act entered about the subjects. Covert ones are never among them: nothing may follow from those here. */
export const arrestsOfThisAct = (tx: Tx, subjects: readonly string[]): Promise<ArrestOfThisAct[]> =>
  query(
    tx,
    sql<ArrestOfThisAct>`select e.id as entry, i.subject, e.visibility, e.known_on from record.involvement i join record.entry e on e.id = i.entry
      where i.subject = any(${subjects as string[]}) and i.role = 'subject' and e.type = 'arrest' and e.kind <> 'amendment'
      and e.visibility <> 'covert' and e.recorded_at = ${tx.at} order by e.ordinal, e.id`,
  );
