/**
 * What doubling the data costs: two services made alike, one with twice the people of the other, loaded, swept, read and
 * checked in turn. The cheapest dishonest way to a low ratio is a fixed cost that swamps both sides, so the smaller one is
 * large already, and what starts and stops around each measure is left out.
 */
import { startFaceProcess, stopAll } from '../src/platform/faces.ts';
import { screenForCommand } from '../src/rooms/patterns/index.ts';
import { agent, ask, openPeople, signedIn, type Target } from './pages.ts';
import { against, type BenchRow, median, promised, type Say } from './scratch.ts';
import { type LoadedService, openService } from './service.ts';
import { verifyOnce } from './verify.ts';

const usual = { fewer: 17_000, turns: 3, requests: 150 };

async function sweepOnce({ ground }: LoadedService): Promise<number> {
  const { seconds } = await screenForCommand(ground, { asAt: '2026-06-30', top: 1, say: () => {} });
  return seconds;
}

/** A person page of each service, in turn, one request at a time. */
async function pagesOf(services: readonly LoadedService[], requests: number): Promise<number[]> {
  const faces = [];
  const targets: Target[] = [];
  try {
    for (const service of services) {
      const reader = service.named.find(({ sub }) => sub === 'assessor')!.person;
      const people = await openPeople(service.ground, reader);
      const face = await startFaceProcess('staff', ['--port', '0', '--data', service.place.folder], {});
      faces.push(face);
      let turn = 0;
      const path = (): string => `/people/${people[turn++ % people.length]}`;
      targets.push({ origin: face.origin, cookie: signedIn(service, 'assessor'), path, words: /timeline/i });
    }
    const taken: number[][] = services.map(() => []);
    for (let turn = 0; turn < requests + 20; turn += 1)
      for (const [at, target] of targets.entries()) {
        const { ms } = await ask(target);
        if (turn >= 20) taken[at]!.push(ms);
      }
    return taken.map(median);
  } finally {
    await stopAll(faces);
    agent.destroy();
  }
}

/** Doubling, for loading, a sweep, a page and verify. */
export async function benchScale(say: Say, { fewer, turns, requests } = usual): Promise<BenchRow[]> {
  const services: LoadedService[] = [];
  try {
    for (const people of [fewer, fewer * 2]) services.push(await openService(people, null, say));
    const [half, full] = services as [LoadedService, LoadedService];
    const sizes = `${half.entries} to ${full.entries} entries`;
    const [sweeps, checks]: [number[][], number[][]] = [
      [[], []],
      [[], []],
    ];
    for (let turn = 0; turn < turns; turn += 1)
      for (const [at, service] of services.entries()) {
        sweeps[at]!.push(await sweepOnce(service));
        checks[at]!.push(await verifyOnce(service.ground));
        say(`  ${service.entries} entries: sweep ${sweeps[at]!.at(-1)} s, verify ${checks[at]!.at(-1)} s`);
      }
    const [smallPage, largePage] = await pagesOf(services, requests);
    const growth = full.entries / half.entries;
    const twice = (what: string, unit: string, large: number, small: number): BenchRow =>
      promised(2.2, against(`${what}, from ${sizes} (${Math.round(growth * 100) / 100} times)`, unit, large, small));
    return [
      twice('loading', 's', full.seconds, half.seconds),
      twice('a sweep of everyone', 's', median(sweeps[1]!), median(sweeps[0]!)),
      twice('verify', 's', median(checks[1]!), median(checks[0]!)),
      twice('a person page', 'ms', largePage!, smallPage!),
    ];
  } finally {
    for (const service of services) await service.end();
  }
}
