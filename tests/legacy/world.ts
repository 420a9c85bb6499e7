/** An empty place that reads the invented present system night by night. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InventedNight } from '../../demo/generate/legacy.ts';
import { legacyMap, system } from '../../demo/generate/legacy-words.ts';
import { fit } from '../../src/main.ts';
import { addDays } from '../../src/platform/clock.ts';
import { isRefusal } from '../../src/platform/refusal.ts';
import { loadNight, type NightTaken } from '../../src/rooms/concerns/index.ts';
import { testGround } from '../database.ts';
import { faultsAgainst, shownAt } from './as-recorded.ts';

export type LegacyWorld = Awaited<ReturnType<typeof legacyWorld>>;

export async function legacyWorld(seed: string, today: string, map: unknown = legacyMap) {
  const ground = await testGround({ today, seed });
  fit(ground);
  const folder = mkdtempSync(join(tmpdir(), 'candour-legacy-'));
  const mapFile = join(folder, 'legacy-map.json');
  writeFileSync(mapFile, JSON.stringify(map));
  let count = 0;

  /** Writes the files of a night into a folder of their own. */
  const write = (files: Readonly<Record<string, string>>): string => {
    count += 1;
    const night = join(folder, `night-${count}`);
    mkdirSync(night);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(night, name), content);
    return night;
  };
  const load = (files: Readonly<Record<string, string>> | string, accept?: string) =>
    loadNight(ground, {
      folder: typeof files === 'string' ? files : write(files),
      map: mapFile,
      ...(accept ? { accept } : {}),
    });
  /** Reads a night on the morning after it. */
  const take = async (night: InventedNight): Promise<NightTaken> => {
    ground.clock.setDay(addDays(night.night, 1));
    const result = await load(night.files);
    if (isRefusal(result)) throw new Error(`${night.night}: ${result.words}`);
    return result;
  };
  const faults = async (night: InventedNight, at: Date, without?: string): Promise<string[]> =>
    faultsAgainst(night.truth, await shownAt(ground, { system, at, ...(without ? { without } : {}) }));
  const close = async () => {
    await ground.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ground, folder, mapFile, write, load, take, faults, close };
}
