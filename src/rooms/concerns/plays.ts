/** The sources whose word arrives here, and the last door: what no room plays yet still reaches the record by it. */
import type { Play } from '../../engines/scenario/play.ts';
import type { Tx } from '../../platform/transaction.ts';
import { receive } from './actions/receive.ts';

const name = 'concerns.receive';

const arrives: Play<Tx> = {
  name,
  takes: {
    sources: [
      'public-complaint',
      'internal-report',
      'anonymous-report',
      'crime-report',
      'non-crime-incident',
      'other-force-record',
      'other-force-referral',
      'grievance',
      'tribunal',
      'partner-referral',
      'account',
    ],
  },
  play: async (tx, told) => [await receive(tx, told)],
};

const lastDoor: Play<Tx> = { ...arrives, takes: {}, isLastDoor: true };

export const plays: readonly Play<Tx>[] = [arrives, lastDoor];
