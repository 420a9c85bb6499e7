/** One failover: the primary dies while it is written to, the standby takes over, and the dead one comes back. */
import type { Place } from '../../../src/platform/config.ts';
import { openServer, type Server } from '../../../src/platform/database.ts';
import { takeCheckpoint } from '../../../src/platform/ledger.ts';
import { isRefusal } from '../../../src/platform/refusal.ts';
import { act } from '../crash/acts.ts';
import { killServer } from '../crash/strike.ts';
import { openTally, type Tally, tallyActs, tallyLedger } from '../crash/tally.ts';
import { groundOn, within } from '../crash/world.ts';
import { startWriter, type Writing } from '../crash/writing.ts';
import type { Host, Pair } from './pair.ts';

const database = 'candour_pair';

export interface Service {
  readonly pair: Pair;
  readonly place: Place;
  readonly server: Server;
  /** What an undisturbed act looks like. */
  readonly whole: string;
  readonly dice: () => number;
}

/** `DATABASE_URL` with both hosts, as the application has it. */
export const addressOf = (hosts: readonly Host[]): string =>
  `postgres://candour_bootstrap@${hosts.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${database}?target_session_attrs=read-write`;

export const placeOf = (pair: Pair, hosts: readonly Host[]): Place => ({
  folder: pair.folder,
  databaseUrl: addressOf(hosts),
});

export interface FailoverOutcome {
  readonly tally: Tally;
  /** Seconds from the kill until the application, which was told nothing, had the next act acknowledged. */
  readonly outage: number;
  readonly wasStalled: boolean;
  /** Acts that the revived old primary acknowledged, of those asked of it. */
  readonly takenByOld: number;
  readonly askedOfOld: number;
  /** Writes through the address of both hosts that went to the old one. */
  readonly strayed: number;
}

const wait = (milliseconds: number) => new Promise<void>((go) => setTimeout(go, milliseconds));

/** When the first act after what was said by now is acknowledged. */
async function nextAcknowledged({ said }: Writing): Promise<number> {
  const [from, start] = [said.length, performance.now()];
  for (;;) {
    const found = said.slice(from).find(({ line }) => line.startsWith('ack '));
    if (found !== undefined) return found.at;
    if (performance.now() - start > 120_000)
      throw new Error(`no act was taken for two minutes; the last words were ${said.at(-1)?.line}`);
    await wait(10);
  }
}

/** Commits on a host that wait for a standby. */
async function waitingForStandby(pair: Pair, host: Host): Promise<number> {
  const [row] = await pair.ask(host, `select count(*) as n from pg_stat_activity where wait_event = 'SyncRep'`);
  return Number(row?.n);
}

/** Asks the revived old primary itself for acts, as an application would that knows no other host. */
async function askOld({ pair }: Service, old: Host, name: string): Promise<{ asked: number; taken: number }> {
  const ground = groundOn(openServer(placeOf(pair, [old])));
  let taken = 0;
  const asked = 4;
  const asking = Array.from({ length: asked }, (_, n) =>
    act(ground, `${name}-old-${n}`).then(
      () => {
        taken += 1;
      },
      () => {},
    ),
  );
  for (let turns = 0; taken === 0 && (await waitingForStandby(pair, old)) === 0; turns += 1) {
    if (turns > 600) throw new Error('the old primary neither took an act nor held one back');
    await wait(50);
  }
  await wait(1000);
  const result = { asked, taken };
  killServer(old.folder);
  await Promise.all(asking);
  await ground.close();
  return result;
}

/** Writes through the address of both hosts, by a process that knows nothing yet, and sees where they went. */
async function strays({ pair, server }: Service, old: Host, name: string): Promise<number> {
  const fresh = groundOn(openServer(placeOf(pair, [old, ...pair.hosts.filter((host) => host !== old)])));
  try {
    await act(fresh, `${name}-both`);
    const { address } = server;
    const host = await fresh.server.locate();
    return host.port === old.port && address.others !== undefined ? 1 : 0;
  } finally {
    await fresh.close();
  }
}

/**
 * Fails over from `primary` to `standby`. Where `isSafe` is false the primary does not wait for its standby: the control.
 * Afterwards the old primary follows the new one.
 */
export async function failOver(
  service: Service,
  name: string,
  [primary, standby]: readonly [Host, Host],
  { isSafe, isStalled }: { isSafe: boolean; isStalled: boolean },
): Promise<FailoverOutcome> {
  const { pair, place, server, whole, dice } = service;
  const tally = openTally();
  await pair.waitForStandby(primary, isSafe);
  const writing = await startWriter(pair.folder);
  writing.begin({
    place,
    address: null,
    database: null,
    task: { kind: 'acts', prefix: name, lanes: 3, patient: true },
  });
  await nextAcknowledged(writing);
  await wait(300 + dice() * 500);
  if (isSafe) await sign(server, tally);
  if (isStalled) pair.relay.stall();
  await wait(200 + dice() * 400);
  const at = performance.now();
  killServer(primary.folder);
  pair.relay.cut();
  // What was acknowledged before is still on its way to us.
  await wait(50);
  await pair.ask(standby, 'select pg_promote(true, 60)');
  await pair.waitForStandby(standby, false);
  const outage = ((await nextAcknowledged(writing)) - at) / 1000;
  pair.start(primary);
  const [{ standby: isStandby } = {}] = await pair.ask(primary, 'select pg_is_in_recovery() as standby');
  if (isStandby !== false) throw new Error('the old primary did not come back as one, so nothing is shown');
  const strayed = await strays(service, primary, name);
  const old = await askOld(service, primary, name);
  writing.child.kill('SIGKILL');
  await writing.ended(10_000);
  await tallyActs(tally, server, writing.acknowledged, whole);
  if (isSafe) {
    await tallyLedger(tally, server);
    await sign(server, tally);
  }
  await pair.follow(standby, primary);
  return { tally, outage, wasStalled: isStalled, takenByOld: old.taken, askedOfOld: old.asked, strayed };
}

async function sign(server: Server, tally: Tally): Promise<void> {
  const heads = await within(server, (ground) => takeCheckpoint(ground));
  if (isRefusal(heads)) tally.lost.push(`what was signed: ${heads.words}`);
}
