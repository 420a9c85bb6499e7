/** What it costs a commit that its signals are in it: the same entries posted with and without the hook, in turn. */
import { join } from 'node:path';
import { generate } from '../demo/generate/generate.ts';
import { createDice } from '../src/engines/statistics/random.ts';
import { isRefusal } from '../src/platform/refusal.ts';
import { type Ground, mustTransact, query, sql } from '../src/platform/transaction.ts';
import { loadService } from '../src/rooms/concerns/index.ts';
import { raiseSignals } from '../src/rooms/patterns/index.ts';
import { post } from '../src/rooms/record/index.ts';
import { against, type BenchRow, openScratch, quantile, type Say } from './scratch.ts';

const posts = 200;

async function postOne(ground: Ground, person: string): Promise<number> {
  const start = performance.now();
  await mustTransact(ground, 'clerks', { actor: null, face: 'clerk' }, (tx) =>
    post(tx, {
      kind: 'matter',
      source: 'public-complaint',
      type: 'incivility',
      step: 'raise',
      happenedFrom: tx.today,
      knownOn: tx.today,
      basis: 'account',
      finding: 'open',
      parties: [{ role: 'subject', subject: person }],
    }),
  );
  return performance.now() - start;
}

/** Entry to signal, committed, above the commit itself. */
export async function benchSignals(say: Say): Promise<BenchRow[]> {
  const scratch = openScratch();
  try {
    const plain = await scratch.database('signals');
    const folder = join(scratch.folder, 'service');
    await generate({ people: 2000, years: 10, seed: 'bench', until: plain.clock.today(), out: folder });
    const loaded = await loadService(plain, folder);
    if (isRefusal(loaded)) throw new Error(loaded.words);
    const hooked: Ground = { ...plain, beforeCommit: [raiseSignals] };
    const people = await mustTransact(plain, 'clerks', { actor: null, face: 'clerk' }, (tx) =>
      query(
        tx,
        sql<{ subject: string }>`
          select i.subject from record.involvement i join people.service s on s.person = i.subject
          where i.role = 'subject' group by i.subject having count(distinct i.entry) >= 3 order by i.subject`,
      ),
    );
    const dice = createDice(11);
    say(
      `signals: ${posts} entries with the hook and without, over ${people.length} people of a record of ${loaded.entries} entries`,
    );
    const [without, within]: [number[], number[]] = [[], []];
    for (let turn = 0; turn < posts + 20; turn += 1) {
      const person = () => people[dice.below(people.length)]!.subject;
      const [bare, full] = [await postOne(plain, person()), await postOne(hooked, person())];
      if (turn < 20) continue; // the first plan their statements
      without.push(bare);
      within.push(full);
    }
    const above = (share: number) => quantile(within, share) - quantile(without, share);
    return [
      against(
        'an entry with its signals in the commit, half of them within',
        'ms',
        quantile(within, 0.5),
        quantile(without, 0.5),
      ),
      against(
        'an entry with its signals in the commit, 99 of 100 within',
        'ms',
        quantile(within, 0.99),
        quantile(without, 0.99),
      ),
      against('above the commit itself, 99 of 100 within (at most 10 ms)', 'ms', above(0.99), 10),
    ];
  } finally {
    await scratch.end();
  }
}
