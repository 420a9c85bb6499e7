/** An invented service, loaded as a place of its own, so that its faces can be served by the real processes. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generate } from '../demo/generate/generate.ts';
import { wallClock } from '../src/platform/clock.ts';
import type { Place } from '../src/platform/config.ts';
import { openAdmin, openServer } from '../src/platform/database.ts';
import { randomIds } from '../src/platform/ids.ts';
import { ensureDatabase } from '../src/platform/migrate.ts';
import { isRefusal } from '../src/platform/refusal.ts';
import { type Ground, makeGround } from '../src/platform/transaction.ts';
import { loadService } from '../src/rooms/concerns/index.ts';
import type { Say } from './scratch.ts';

/** What loading it gave: kept beside the database, so that a kept service need not be loaded twice. */
interface Facts {
  readonly people: number;
  readonly public: number;
  readonly entries: number;
  readonly seconds: number;
  /** Who signs in, by what the sign-in service calls them. */
  readonly named: readonly { readonly person: string; readonly sub: string }[];
}

export interface LoadedService extends Facts {
  readonly place: Place;
  readonly ground: Ground;
  readonly end: () => Promise<void>;
}

/** People of the invented service: with those of the public about 148,000, and a little over a million entries in ten years. */
export const millionPeople = 68_000;

async function load(ground: Ground, folder: string, people: number): Promise<Facts> {
  const files = join(folder, 'generated');
  await generate({ people, years: 10, seed: 'bench', until: '2026-06-30', out: files });
  const loaded = await loadService(ground, files);
  if (isRefusal(loaded)) throw new Error(loaded.words);
  rmSync(files, { recursive: true, force: true });
  const admin = await openAdmin(ground.server);
  await admin.query('vacuum analyze');
  await admin.query('checkpoint');
  await admin.end();
  return { ...loaded, named: loaded.named.map(({ person, sub }) => ({ person, sub })) };
}

/** Loads a service of so many people into a folder, or joins the one that is kept there. */
export async function openService(people: number, kept: string | null, say: Say): Promise<LoadedService> {
  const folder = kept === null ? mkdtempSync(join(tmpdir(), 'candour-bench-')) : resolve(kept);
  mkdirSync(folder, { recursive: true });
  const place: Place = { folder, databaseUrl: null };
  const server = openServer(place);
  await ensureDatabase(server);
  const ground = makeGround(server, wallClock(), randomIds);
  const file = join(folder, 'loaded.json');
  if (!existsSync(file)) {
    say(`inventing and loading a service of ${people.toLocaleString('en-GB')} people over ten years`);
    writeFileSync(file, JSON.stringify(await load(ground, folder, people)));
  }
  const facts = JSON.parse(readFileSync(file, 'utf8')) as Facts;
  say(`  ${facts.entries.toLocaleString('en-GB')} entries, loaded in ${facts.seconds} s`);
  const end = async () => {
    await ground.close();
    server.stop();
    if (kept === null) rmSync(folder, { recursive: true, force: true });
  };
  return { ...facts, place, ground, end };
}
