/**
 * What its leaves cost the transaction that writes them: the same commits, an entry with its signals, with leaves and
 * without, in turn. It is measured in a database of its own that is thrown away, since a row without its leaf is a fault.
 *
 * The cheapest dishonest way to the figure: weigh the leaves against a transaction that does nearly nothing else or a great
 * deal more. This is the commonest act of the service, one entry by hand, as the house fits it.
 */
import { join } from 'node:path';
import { generate } from '../demo/generate/generate.ts';
import { createDice } from '../src/engines/statistics/random.ts';
import { fit } from '../src/main.ts';
import { isRefusal } from '../src/platform/refusal.ts';
import { type Ground, mustTransact, query, sql } from '../src/platform/transaction.ts';
import { loadService } from '../src/rooms/concerns/index.ts';
import { post } from '../src/rooms/record/index.ts';
import { against, type BenchRow, complaintAbout, median, openScratch, promised, type Say } from './scratch.ts';

const usual = { people: 4000, turns: 400 };
const clerk = { actor: null, face: 'clerk' } as const;

/** Milliseconds of the whole transaction, and of the appending within it. */
async function postOnce(ground: Ground, person: string, withLeaves: boolean): Promise<{ all: number; append: number }> {
  let append = 0;
  const start = performance.now();
  await mustTransact(ground, 'clerks', clerk, async (tx) => {
    const { leaves } = tx;
    const real = leaves.append.bind(leaves);
    leaves.append = async (client) => {
      if (!withLeaves) return;
      const from = performance.now();
      await real(client);
      append = performance.now() - from;
    };
    return post(tx, complaintAbout(person, tx.today));
  });
  return { all: performance.now() - start, append };
}

/** Leaves against their transaction. */
export async function benchAppend(say: Say, { people: many, turns } = usual): Promise<BenchRow[]> {
  const scratch = openScratch();
  try {
    const plain = await scratch.database('append');
    const folder = join(scratch.folder, 'service');
    await generate({ people: many, years: 10, seed: 'bench', until: '2026-06-30', out: folder });
    const loaded = await loadService(plain, folder);
    if (isRefusal(loaded)) throw new Error(loaded.words);
    const ground = fit({ ...plain, beforeCommit: [] });
    const people = await mustTransact(plain, 'clerks', clerk, (tx) =>
      query(
        tx,
        sql<{
          subject: string;
        }>`select i.subject from record.involvement i join people.service s on s.person = i.subject
          where i.role = 'subject' group by i.subject having count(distinct i.entry) >= 3 order by i.subject`,
      ),
    );
    say(`append: ${turns} entries with their leaves and without, in turn, in a record of ${loaded.entries} entries`);
    const dice = createDice(11);
    const [within, without, appends]: [number[], number[], number[]] = [[], [], []];
    for (let turn = 0; turn < turns + 20; turn += 1) {
      const person = () => people[dice.below(people.length)]!.subject;
      // Which goes first changes from turn to turn: the second of a pair may find what the first left warm.
      const first = await postOnce(ground, person(), turn % 2 === 0);
      const second = await postOnce(ground, person(), turn % 2 !== 0);
      if (turn < 20) continue; // the first plan their statements
      const [full, bare] = turn % 2 === 0 ? [first, second] : [second, first];
      within.push(full.all);
      appends.push(full.append);
      without.push(bare.all);
    }
    return [
      promised(
        1.111,
        against(
          'an entry with its signals and its leaves, held against the same without leaves (a tenth of the whole is 1.111)',
          'ms',
          median(within),
          median(without),
        ),
      ),
      against('appending leaves, of its whole transaction', 'ms', median(appends), median(within)),
    ];
  } finally {
    await scratch.end();
  }
}
