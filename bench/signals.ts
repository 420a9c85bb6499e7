/**
 * A new entry to its signals, committed, at a million entries: the same entries posted with and without the hooks that the
 * house fits, in turn.
 *
 * The cheapest dishonest way to the figure: post about people with nothing on record, for whom no detector has anything to
 * say. So everybody here has three matters or more, and the bench counts in how many commits a signal was raised or changed.
 */
import { createDice } from '../src/engines/statistics/random.ts';
import { fit } from '../src/main.ts';
import { type Ground, mustTransact, query, sql } from '../src/platform/transaction.ts';
import { post } from '../src/rooms/record/index.ts';
import { against, type BenchRow, complaintAbout, promised, quantile, type Say } from './scratch.ts';
import type { LoadedService } from './service.ts';

const usual = 400;
const clerk = { actor: null, face: 'clerk' } as const;

async function postOne(ground: Ground, person: string): Promise<number> {
  const start = performance.now();
  await mustTransact(ground, 'clerks', clerk, (tx) => post(tx, complaintAbout(person, tx.today)));
  return performance.now() - start;
}

/** People of the service with three matters or more. */
const listOften = (ground: Ground): Promise<{ subject: string }[]> =>
  mustTransact(ground, 'clerks', clerk, (tx) =>
    query(
      tx,
      sql<{ subject: string }>`select i.subject from record.involvement i join record.entry e on e.id = i.entry
        where i.role = 'subject' and e.kind = 'matter' and i.subject in (select person from people.service)
        group by i.subject having count(*) >= 3 order by i.subject`,
    ),
  );

const firings = async (ground: Ground): Promise<number> =>
  (
    await mustTransact(ground, 'clerks', clerk, (tx) =>
      query(tx, sql<{ count: number }>`select count(*) from patterns.firing`),
    )
  )[0]!.count;

/** Entry to signal, committed. */
export async function benchSignals(
  { ground: plain, entries }: LoadedService,
  say: Say,
  posts = usual,
): Promise<BenchRow[]> {
  const hooked = fit({ ...plain, beforeCommit: [] });
  const people = await listOften(plain);
  const dice = createDice(11);
  say(
    `signals: ${posts} entries with the hooks and without, over ${people.length} people with three matters or more, in a record of ${entries} entries`,
  );
  const [without, within]: [number[], number[]] = [[], []];
  const before = await firings(plain);
  for (let turn = 0; turn < posts + 20; turn += 1) {
    const person = () => people[dice.below(people.length)]!.subject;
    const [bare, full] = [await postOne(plain, person()), await postOne(hooked, person())];
    if (turn < 20) continue; // the first plan their statements
    without.push(bare);
    within.push(full);
  }
  const raised = (await firings(plain)) - before;
  say(`  ${raised} signals raised or changed`);
  const rows = [0.5, 0.95, 0.99].map((share) =>
    against(
      `an entry with its signals in the commit, ${share * 100} of 100 within; held against the same commit without`,
      'ms',
      quantile(within, share),
      quantile(without, share),
    ),
  );
  return [
    ...rows,
    against('signals raised or changed in one such commit', '', raised / (posts + 20), null),
    promised(
      1,
      against(
        `a new entry to its signals, committed, 99 of 100, at ${entries} entries (at most 50 ms)`,
        'ms',
        quantile(within, 0.99),
        50,
      ),
    ),
  ];
}
