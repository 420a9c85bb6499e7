/**
 * All detectors over the million entries of a large invented service, in CPU seconds after loading, against one SQL window query for the repeat rule
 * alone over the same tables, in CPU seconds of its PostgreSQL backend, without parallel workers.
 */
import { join } from 'node:path';
import { generate } from '../demo/generate/generate.ts';
import type { History } from '../src/engines/history.ts';
import { openAdmin } from '../src/platform/database.ts';
import { isRefusal } from '../src/platform/refusal.ts';
import { mustTransact } from '../src/platform/transaction.ts';
import { loadService } from '../src/rooms/concerns/index.ts';
import { detectors } from '../src/rooms/patterns/index.ts';
import { streamHistories } from '../src/rooms/record/index.ts';
import { against, type BenchRow, cpuOf, median, openScratch, ownCpu, round, type Say } from './scratch.ts';

/** People of the invented service: with those of the public about 145,000, and a little over a million entries. */
const people = 68_000;
const asAt = '2026-06-30';
const turns = 5;

/**
 * The repeat rule in SQL, as plainly as it can be said: matters of one number are one, eliminated ones are none, two at any
 * distance or three public complaints in 24 months. No scores, no citations, no words: the detectors give those too.
 */
const window = `
  with gone as (
    select unnest(acts_on) as entry from record.entry where kind = 'amendment' and finding = 'eliminated' and known_on <= '${asAt}'
  ), matters as (
    select distinct on (i.subject, coalesce(e.matter, e.id)) i.subject, e.known_on, e.source
    from record.involvement i join record.entry e on e.id = i.entry
    where i.role = 'subject' and e.kind = 'matter' and e.finding <> 'eliminated' and e.known_on <= '${asAt}'
      and not exists (select 1 from gone g where g.entry = e.id)
    order by i.subject, coalesce(e.matter, e.id), e.known_on
  )
  select count(distinct subject) filter (where nth >= 2 or close >= 3) from (
    select subject, row_number() over (partition by subject order by known_on) as nth,
      count(*) filter (where source = 'public-complaint')
        over (partition by subject order by known_on range between interval '24 months' preceding and current row) as close
    from matters
  ) counted`;

const none = { asAt: null, shareWithTwoOrMore: null };

interface Loaded {
  readonly histories: readonly History[];
  readonly cpu: number;
}

/** Every history of the service in memory, and the CPU that reading them took. */
async function loadHistories(stream: AsyncGenerator<History>): Promise<Loaded> {
  const before = ownCpu();
  const histories: History[] = [];
  for await (const history of stream) histories.push(history);
  return { histories, cpu: ownCpu() - before };
}

interface Pass {
  readonly cpu: number;
  readonly found: number;
}

/**
 * All detectors over everything loaded. The cheapest way to make this small would be to do their work while reading, or
 * to remember answers from turn to turn: so reading is measured apart, and a detector that answers differently on a
 * history made afresh fails the tests (`tests/scenarios/detector-laws.test.ts`).
 */
function detectAll(histories: readonly History[]): Pass {
  const before = ownCpu();
  let found = 0;
  for (const history of histories) for (const detector of detectors) if (detector.detect(history, none)) found += 1;
  return { cpu: ownCpu() - before, found };
}

/** The same detectors on each history as it is read, as the nightly sweep does: reading and detecting cannot be told apart exactly. */
async function sweep(stream: AsyncGenerator<History>): Promise<Pass> {
  const before = ownCpu();
  let found = 0;
  for await (const history of stream) for (const detector of detectors) if (detector.detect(history, none)) found += 1;
  return { cpu: ownCpu() - before, found };
}

/** Detectors against the window query, in turn, medians. */
export async function benchDetectors(say: Say): Promise<BenchRow[]> {
  const scratch = openScratch();
  try {
    const ground = await scratch.database('detectors');
    const admin = await openAdmin(ground.server);
    say(`detectors: inventing and loading a service of ${people.toLocaleString('en-GB')} people over ten years`);
    const folder = join(scratch.folder, 'service');
    await generate({ people, years: 10, seed: 'bench', until: asAt, out: folder });
    const loaded = await loadService(ground, folder);
    if (isRefusal(loaded)) throw new Error(loaded.words);
    say(`  ${loaded.entries.toLocaleString('en-GB')} entries loaded in ${loaded.seconds} s`);
    await admin.query('analyze');
    await admin.query('set max_parallel_workers_per_gather = 0');
    const { rows } = await admin.query<{ pid: number }>('select pg_backend_pid() as pid');
    const pid = rows[0]!.pid;
    const asClerk = <Result>(read: (stream: AsyncGenerator<History>) => Promise<Result>): Promise<Result> =>
      mustTransact(ground, 'clerks', { actor: null, face: 'clerk' }, (tx) => read(streamHistories(tx, asAt)));
    // Before anything is held: a full memory is swept again and again by the runtime, and the sweep would pay for it.
    const whole = await asClerk(sweep);
    const { histories, cpu: loading } = await asClerk(loadHistories);
    const [passes, queries]: [number[], number[]] = [[], []];
    for (let turn = 0; turn < turns; turn += 1) {
      const pass = detectAll(histories);
      passes.push(pass.cpu);
      const before = cpuOf(pid);
      await admin.query(window);
      queries.push(cpuOf(pid) - before);
      say(`  detectors ${round(pass.cpu)} s CPU (${pass.found} found), window query ${round(queries.at(-1)!)} s CPU`);
    }
    await admin.end();
    return [
      against(
        `CPU of all detectors over ${loaded.entries} entries, against one SQL window query (at most 1)`,
        's',
        median(passes),
        median(queries),
      ),
      against(
        `loading the service of ${people + loaded.public} people and ${loaded.entries} entries`,
        's',
        loaded.seconds,
        null,
      ),
      against('CPU of reading those histories and holding them all in memory', 's', loading, null),
      against('CPU of reading them and running the detectors in one sweep', 's', whole.cpu, null),
    ];
  } finally {
    await scratch.end();
  }
}
