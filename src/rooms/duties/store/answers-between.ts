/** Answers given about somebody between two instants. Part of duties' store: it holds SQL. */
import { query, sql, type Tx } from '../../../platform/transaction.ts';

export interface AnswerBetween {
  readonly at: Date;
  readonly by: string | null;
  readonly what: string;
  readonly words: string;
}

/** What was answered to duties about any of the persons, as the reader may see it. */
export const answersBetween = (
  tx: Tx,
  persons: readonly string[],
  since: Date,
  until: Date | null,
): Promise<AnswerBetween[]> =>
  query(
    tx,
    sql<AnswerBetween>`select a.recorded_at as at, a.answered_by as by, d.title || ': ' || a.outcome as what, a.reason as words
      from duties.answer a join duties.duty d on d.id = a.duty
      where d.about = any(${persons as string[]}) and a.recorded_at > ${since} and a.recorded_at < ${until ?? 'infinity'} order by 1`,
  );
