/** What was written to somebody in a case, and whom the complainant can reach. Part of the store of cases: it holds SQL. */
import { keep, query, sql, type Tx, table } from '../../../platform/transaction.ts';

export const letterTable = table('cases.letter', { json: ['content'], sealed: ['content.words'] });
export const contactTable = table('cases.contact');

/** One part of a letter: a heading and its paragraphs. */
export interface LetterPart {
  readonly heading: string;
  readonly paragraphs: readonly string[];
}

export interface LetterRow {
  readonly id: string;
  readonly case_id: string;
  readonly kind: 'update' | 'outcome' | 'subject-outcome';
  readonly version: number;
  readonly content: { readonly words: { readonly parts: readonly LetterPart[] } };
  readonly decisions: readonly string[];
  readonly recorded_at: Date;
  readonly recorded_by: string | null;
}

/** Freezes a version of a letter. The caller holds the lock of the case. */
export async function insertLetter(
  tx: Tx,
  row: Omit<LetterRow, 'id' | 'content' | 'recorded_at' | 'recorded_by'> & { readonly parts: readonly LetterPart[] },
): Promise<string> {
  const id = tx.ids.next();
  const { parts, ...rest } = row;
  await keep(
    tx,
    letterTable,
    {
      ...rest,
      id,
      content: { words: { parts } },
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    'case.letter',
  );
  return id;
}

export const lettersOf = (tx: Tx, cases: readonly string[]): Promise<LetterRow[]> =>
  query(
    tx,
    sql<LetterRow>`select * from cases.letter where case_id = any(${cases as string[]}) order by kind, version`,
  );

export interface ContactRow {
  readonly id: string;
  readonly case_id: string;
  readonly person: string;
  readonly deputy: string;
  readonly reached_by: string;
}

/** Names whom the complainant can reach, and who stands in. The latest stands. */
export async function insertContact(tx: Tx, row: Omit<ContactRow, 'id'>): Promise<void> {
  tx.ordinal += 1;
  await keep(
    tx,
    contactTable,
    { id: tx.ids.next(), ...row, ordinal: tx.ordinal, recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor },
    'case.contact',
  );
}

export const contactsOf = (tx: Tx, cases: readonly string[]): Promise<ContactRow[]> =>
  query(
    tx,
    sql<ContactRow>`select distinct on (case_id) id, case_id, person, deputy, reached_by from cases.contact
      where case_id = any(${cases as string[]}) order by case_id, recorded_at desc, ordinal desc`,
  );
