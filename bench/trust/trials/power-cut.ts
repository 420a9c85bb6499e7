/**
 * Power cuts: the database works on a disk of its own, the disk is copied while it is written to, and the service is
 * started on the copy.
 *
 * The cheapest dishonest ways to pass: to let the file system write everything out before the copy (nothing is unmounted
 * or synced; with fsync off the same trial loses, which the control shows); to count only what was acknowledged long
 * before (it counts up to the moment at which PostgreSQL stands still); and to look at rows only (acts are compared whole,
 * the ledger is checked, and the signer, whose memory is on the same disk, must go on).
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDice } from '../../../src/engines/statistics/random.ts';
import type { Place } from '../../../src/platform/config.ts';
import { openServer } from '../../../src/platform/database.ts';
import { takeCheckpoint } from '../../../src/platform/ledger.ts';
import { ensureDatabase } from '../../../src/platform/migrate.ts';
import { isRefusal } from '../../../src/platform/refusal.ts';
import type { Say } from '../../scratch.ts';
import { act, actsFound } from '../crash/acts.ts';
import { copyAtCut, makeDisk, mountCopy, whyNoDisk } from '../crash/disk.ts';
import { openTally, type Tally, tallyActs, tallyLedger } from '../crash/tally.ts';
import { asAdmin, within } from '../crash/world.ts';
import { startWriter, type Writing } from '../crash/writing.ts';
import type { Count, Size, Trial } from '../trial.ts';

const wait = (milliseconds: number) => new Promise<void>((go) => setTimeout(go, milliseconds));

/** Starts the service on the copy and holds it against what had been acknowledged. */
async function judge(folder: string, acknowledged: readonly string[], whole: string): Promise<Tally> {
  const tally = openTally();
  const place: Place = { folder: join(folder, 'place'), databaseUrl: null };
  try {
    const server = openServer(place);
    try {
      await tallyActs(tally, server, acknowledged, whole);
      await tallyLedger(tally, server);
      const heads = await within(server, (ground) => takeCheckpoint(ground));
      if (isRefusal(heads)) tally.halfApplied.push(`the signer does not go on: ${heads.words}`);
    } finally {
      server.stop();
    }
  } catch (error) {
    tally.lost.push(`everything: ${(error as Error).message.split('\n')[0]}`);
  }
  return tally;
}

interface Cuts {
  readonly times: number;
  readonly isDurable: boolean;
  readonly dice: () => number;
  readonly say: Say;
}

/** Cuts a database holds, so that the whole check stays quick. */
const cutsADisk = 10;

async function cutOneDisk(parent: string, name: string, cuts: Cuts): Promise<Tally[]> {
  const disk = makeDisk(parent, name, 1500);
  const place: Place = { folder: join(disk.folder, 'place'), databaseUrl: null };
  mkdirSync(place.folder);
  const server = openServer(place, { durable: cuts.isDurable });
  const tallies: Tally[] = [];
  let writing: Writing | null = null;
  try {
    await ensureDatabase(server);
    await within(server, (ground) => act(ground, 'undisturbed'));
    const [whole = ''] = (await asAdmin(server, actsFound)).values();
    writing = await startWriter(parent);
    writing.begin({ place, address: null, database: null, task: { kind: 'checkpoint', prefix: name } });
    for (let n = 0; n < cuts.times; n += 1) {
      const before = writing.acknowledged.length;
      while (writing.acknowledged.length < before + 5) {
        if (writing.child.exitCode !== null) throw new Error(`the writer ended: ${writing.said.at(-1)?.line}`);
        await wait(5);
      }
      await wait(cuts.dice() * 400);
      let acknowledged: readonly string[] = [];
      const copy = join(parent, `${name}-cut.img`);
      await copyAtCut(disk, place.folder, copy, () => {
        acknowledged = [...(writing?.acknowledged ?? [])];
      });
      const after = mountCopy(copy, join(parent, `${name}-cut`));
      const tally = await judge(after.folder, acknowledged, whole);
      after.unmount();
      rmSync(copy);
      cuts.say(`${name}, cut ${n}: ${tally.acknowledged} acknowledged, ${tally.lost.length} lost`);
      for (const words of tally.halfApplied.slice(0, 3)) cuts.say(words);
      tallies.push(tally);
    }
  } finally {
    writing?.child.kill('SIGKILL');
    await writing?.ended(10_000);
    server.stop();
    disk.unmount();
    rmSync(disk.image);
  }
  return tallies;
}

async function cut(parent: string, name: string, cuts: Cuts): Promise<Tally[]> {
  const tallies: Tally[] = [];
  for (let disk = 0; tallies.length < cuts.times; disk += 1) {
    const times = Math.min(cutsADisk, cuts.times - tallies.length);
    tallies.push(...(await cutOneDisk(parent, `${name}${disk}`, { ...cuts, times })));
  }
  return tallies;
}

const broke = (tallies: readonly Tally[], of: 'lost' | 'halfApplied') =>
  tallies.filter((tally) => tally[of].length > 0).length;

async function hold(size: Size, seed: number, say: Say): Promise<Count[]> {
  const why = whyNoDisk();
  if (why !== null) throw new Error(`The power cut needs ${why}.`);
  const dice = createDice(seed).next;
  const parent = mkdtempSync(join(tmpdir(), 'candour-power-'));
  try {
    const cuts = await cut(parent, 'safe', { times: size === 'full' ? 100 : 3, isDurable: true, dice, say });
    const control = await cut(parent, 'control', { times: size === 'full' ? 3 : 1, isDurable: false, dice, say });
    const acknowledged = cuts.reduce((sum, tally) => sum + tally.acknowledged, 0);
    const what = 'fsync off';
    return [
      {
        promise: 'Whatever was acknowledged is there after a power cut.',
        done: cuts.length,
        unit: 'power cuts',
        broken: broke(cuts, 'lost'),
        control: { what, done: control.length, broken: broke(control, 'lost') },
        notes: `${acknowledged} acknowledged acts looked for. The copy holds what the machine had sent to its disk: it shows nothing of a disk that answers before it has written.`,
      },
      {
        promise: 'After a power cut no act is there by half, the ledger verifies and the signer goes on.',
        done: cuts.length,
        unit: 'power cuts',
        broken: broke(cuts, 'halfApplied'),
        control: null,
        notes: 'The keys and the signer’s memory are on the same disk as the database.',
      },
    ];
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

export const trial: Trial = { name: 'power-cut', needs: whyNoDisk, hold };
