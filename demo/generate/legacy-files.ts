/** Writes the invented present system's nights as folders, its map, and the truth where no reader of the export looks. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inventNights } from './legacy.ts';
import { legacyMap } from './legacy-words.ts';

export interface WriteNights {
  readonly out: string;
  readonly nights: number;
  readonly seed: string;
  /** The first night; early enough that all of them lie in the past. */
  readonly first?: string;
}

/** Writes `night-01`, `night-02` and so on, `legacy-map.json` and `truth/`. */
export function writeNights({ out, nights, seed, first = '2026-01-05' }: WriteNights) {
  if (existsSync(out)) throw new Error(`${out} is there already.`);
  mkdirSync(join(out, 'truth'), { recursive: true });
  writeFileSync(join(out, 'legacy-map.json'), `${JSON.stringify(legacyMap, null, 2)}\n`);
  const folders: string[] = [];
  for (const night of inventNights({ seed, nights, first })) {
    const name = `night-${String(folders.length + 1).padStart(2, '0')}`;
    mkdirSync(join(out, name));
    for (const [file, content] of Object.entries(night.files)) writeFileSync(join(out, name, file), content);
    writeFileSync(join(out, 'truth', `${name}.json`), `${JSON.stringify(night.truth, null, 2)}\n`);
    folders.push(name);
  }
  return { out, map: join(out, 'legacy-map.json'), nights: folders };
}
