/** What people does in a played history: somebody joins the service or leaves it. The entry itself is for the rooms above. */
import type { Play, Told } from '../../engines/scenario/play.ts';
import type { Tx } from '../../platform/transaction.ts';
import { findSubject, insertServices, type ServiceStatus } from './store.ts';

/** A day that stands only for an order is no day of a career: it is left open. */
const dayOf = (told: Told): string | null => (told.datesMadeUp ? null : told.happenedFrom);

function serve(name: string, status: ServiceStatus, takes: Play<Tx>['takes']): Play<Tx> {
  return {
    name,
    takes,
    play: async (tx, told) => {
      const person = told.parties.find((party) => party.role === 'subject')?.subject;
      if (!person || (await findSubject(tx, person))?.kind !== 'person') return [];
      const reason = status === 'left' && told.finding !== 'none' ? told.finding : null;
      const source = told.datesMadeUp ? `${told.source}, day not stated` : told.source;
      await insertServices(tx, [{ person, category: 'officer', status, validFrom: dayOf(told), reason, source }]);
      return [];
    },
  };
}

export const plays: readonly Play<Tx>[] = [
  serve('people.insertServices', 'active', { types: ['appointment'], steps: ['join'] }),
  serve('people.insertServices', 'left', { types: ['exit-step'], steps: ['leave'] }),
];
