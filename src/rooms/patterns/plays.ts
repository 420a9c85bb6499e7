/** What patterns shows when a history is played: the questions that stand about a subject. It plays nothing itself. */
import type { Shows } from '../../engines/scenario/play.ts';
import type { Tx } from '../../platform/transaction.ts';
import { detectors } from './detectors/all.ts';
import { firingsForFinders } from './store.ts';

/** Standing questions by code, each with what it cites. */
export const shows: Shows<Tx> = {
  room: 'patterns',
  codes: detectors.map(({ code }) => code),
  show: async (tx, code, subject) =>
    (await firingsForFinders(tx, [subject], null)).filter((row) => row.code === code && row.diff !== 'gone'),
};
