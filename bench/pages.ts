/**
 * Pages of the staff face, a process of its own over a million entries, against a bare page of the same size from the same
 * stack: the same server, templates, layout, session and form token, the same door (who asks, whether they may, the line in
 * the read log), and no query of its own. A page without even the door is measured and shown beside it. Twenty requests a
 * second arrive whether or not the last was answered, so that a slow page is not asked for more seldom; the sides take turns.
 *
 * The cheapest dishonest way to the figure: ask for one person again and again, or for people with nothing on record. Every
 * request here is for another person with three matters or more, and a page that is not shown (another status, or none of
 * the words it must hold) ends the bench.
 */
import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createDice } from '../src/engines/statistics/random.ts';
import { keyFile } from '../src/platform/config.ts';
import { startFaceProcess, stopAll } from '../src/platform/faces.ts';
import { type Ground, mustTransact, query, sql } from '../src/platform/transaction.ts';
import { insertAssignment } from '../src/rooms/access/index.ts';
import { sealerFor } from '../src/web/sealed.ts';
import { against, type BenchRow, promised, quantile, round, type Say } from './scratch.ts';
import type { LoadedService } from './service.ts';

const aSecond = 20;
const usual = { seconds: 10, rounds: 3 };
const clerk = { actor: null, face: 'clerk' } as const;

export interface Target {
  readonly origin: string;
  readonly cookie: string;
  readonly path: () => string;
  /** Words that the page holds when it is the right one. */
  readonly words: RegExp;
}

export const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Milliseconds from asking to the last byte, and how many bytes. */
export function ask({ origin, cookie, path, words }: Target): Promise<{ ms: number; bytes: number }> {
  return new Promise((done, failed) => {
    const start = performance.now();
    const at = path();
    const asked = request(`${origin}${at}`, { agent, headers: { cookie } }, (reply) => {
      const parts: Buffer[] = [];
      reply.on('data', (part: Buffer) => parts.push(part));
      reply.on('error', failed);
      reply.on('end', () => {
        const ms = performance.now() - start;
        const body = Buffer.concat(parts);
        if (reply.statusCode !== 200 || !words.test(body.toString('utf8')))
          return failed(new Error(`${at} answered ${reply.statusCode} without ${words}`));
        done({ ms, bytes: body.length });
      });
    });
    asked.on('error', failed);
    asked.end();
  });
}

/** Open loop: each request starts at its own moment. */
async function load(target: Target, forSeconds: number): Promise<number[]> {
  const start = performance.now();
  const asked = Array.from({ length: forSeconds * aSecond }, async (_, turn) => {
    const wait = Math.max(0, start + (turn * 1000) / aSecond - performance.now());
    await new Promise((later) => setTimeout(later, wait));
    return (await ask(target)).ms;
  });
  return Promise.all(asked);
}

/** People whose page has something to show, and a task that lets the reader open it. */
export async function openPeople(ground: Ground, reader: string): Promise<string[]> {
  return mustTransact(ground, 'clerks', clerk, async (tx) => {
    const rows = await query(
      tx,
      sql<{ subject: string }>`
        select subject from (
          select i.subject from record.involvement i join record.entry e on e.id = i.entry
          where i.role = 'subject' and e.kind = 'matter' and i.subject in (select person from people.service)
            and i.subject not in (select counterpart from people.ties_of(${reader}, ${tx.today}))
          group by i.subject having count(*) >= 3) often
        order by md5(subject::text) limit 400`,
    );
    const people = rows.map((row) => row.subject);
    for (const subject of people)
      await insertAssignment(tx, { person: reader, subject, purpose: 'Assessment', validFrom: '2020-01-01' });
    return people;
  });
}

/** The cookie of somebody who signed in just now. */
export function signedIn({ place, ground }: LoadedService, sub: string): string {
  const { seal } = sealerFor(keyFile(place, 'sessions'), 'session/staff', ground.ids.bytes);
  return `candour-staff=${seal({ subject: sub, id: `bench ${sub}`, issuedAt: ground.clock.now().getTime() })}`;
}

/** The bare side: a process like the face's own. */
function startBare(key: string, place = ''): Promise<{ origin: string; child: ReturnType<typeof fork> }> {
  return new Promise((done, failed) => {
    const child = fork(join(import.meta.dirname, 'bare-face.ts'), [key, place], {
      execArgv: ['--no-warnings'],
      stdio: 'inherit',
    });
    child.once('message', (message) => done({ origin: (message as { origin: string }).origin, child }));
    child.once('exit', (code) => failed(new Error(`the bare face ended with ${code}`)));
  });
}

/** The bare page that comes nearest to a size. */
async function bareOf(size: number, target: Target): Promise<Target> {
  const sizeOf = async (lines: number) => (await ask({ ...target, path: () => `/bare/${lines}` })).bytes;
  const [none, hundred] = [await sizeOf(0), await sizeOf(100)];
  const lines = Math.max(0, Math.round((size - none) / ((hundred - none) / 100)));
  return { ...target, path: () => `/bare/${lines}` };
}

interface Asked {
  readonly name: string;
  readonly page: Target;
  /** A page of its size behind the same door. */
  readonly bare: Target;
  /** The same without a door. */
  readonly open: Target;
}

async function measure({ name, page, bare, open }: Asked, say: Say, { seconds, rounds } = usual): Promise<BenchRow[]> {
  for (let turn = 0; turn < 20; turn += 1) for (const each of [page, bare, open]) await ask(each);
  const [full, empty, doorless]: [number[], number[], number[]] = [[], [], []];
  for (let turn = 0; turn < rounds; turn += 1) {
    doorless.push(...(await load(open, seconds)));
    empty.push(...(await load(bare, seconds)));
    full.push(...(await load(page, seconds)));
  }
  const line = (values: readonly number[]) =>
    [0.5, 0.95].map((share) => round(quantile(values, share), 1)).join(' and ');
  say(`  ${name}: ${line(full)} ms (50 and 95 of 100), bare ${line(empty)} ms, without a door ${line(doorless)} ms`);
  return [
    against(
      `${name}, 50 of 100 within; held against a bare page of its size`,
      'ms',
      quantile(full, 0.5),
      quantile(empty, 0.5),
    ),
    promised(
      3,
      against(
        `${name}, 95 of 100 within, at ${aSecond} requests a second; held against a bare page of its size`,
        'ms',
        quantile(full, 0.95),
        quantile(empty, 0.95),
      ),
    ),
    against(
      `${name}, 95 of 100 within; held against a bare page without even a door`,
      'ms',
      quantile(full, 0.95),
      quantile(doorless, 0.95),
    ),
  ];
}

/** The pages that people live in. */
export async function benchPages(service: LoadedService, say: Say, span = usual): Promise<BenchRow[]> {
  const { place, ground, named, entries } = service;
  const personOf = (sub: string): string => named.find((each) => each.sub === sub)!.person;
  const people = await openPeople(ground, personOf('assessor'));
  say(`pages: ${people.length} people with three matters or more, in a record of ${entries} entries`);
  const face = await startFaceProcess('staff', ['--port', '0', '--data', place.folder], { CANDOUR_LOG: 'silent' });
  const key = keyFile(place, 'sessions');
  const bare = await startBare(key.toString('base64'), place.folder);
  const open = await startBare(key.toString('base64'));
  try {
    const cookieOf = (sub: string): string => signedIn(service, sub);
    const dice = createDice(5);
    const pick = (): string => people[dice.below(people.length)]!;
    const target = (sub: string, path: () => string, words: RegExp): Target => ({
      origin: face.origin,
      cookie: cookieOf(sub),
      path,
      words,
    });
    const families = ['Khan', 'Smith', 'Owusu', 'Palmer', 'Silva', 'Novak', 'Bello', 'Janssen'];
    const pages: [string, Target][] = [
      ['a person', target('assessor', () => `/people/${pick()}`, /timeline/i)],
      ['home', target('supervisor', () => '/', /My duties/)],
      ['the queue of signals', target('reviewer-outside-chain', () => '/signals', /Signals/)],
      ['find', target('assessor', () => `/people?q=${families[dice.below(families.length)]}`, /Find a person/)],
    ];
    const rows: BenchRow[] = [];
    for (const [name, page] of pages) {
      const sizes: number[] = [];
      for (let turn = 0; turn < 40; turn += 1) sizes.push((await ask(page)).bytes);
      const size = quantile(sizes, 0.5);
      const plain = await bareOf(size, { ...page, origin: bare.origin, words: /Nothing to see/ });
      const doorless = { ...plain, origin: open.origin };
      const { bytes } = await ask(plain);
      if (Math.abs(bytes / size - 1) > 0.05) throw new Error(`the bare page has ${bytes} bytes, and ${name} ${size}`);
      rows.push(
        ...(await measure(
          { name: `${name} (${Math.round(size / 1000)} kB)`, page, bare: plain, open: doorless },
          say,
          span,
        )),
      );
    }
    return rows;
  } finally {
    bare.child.kill();
    open.child.kill();
    await stopAll([face]);
    agent.destroy();
  }
}
