/**
 * What was erased, in a file beside the database and not in it: a restored backup is older than some erasures, and they
 * are done again before anybody can read it. Ids and rules, never content. Keep a copy where the backups are.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Place } from '../config.ts';

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const lineShape = z.object({
  order: uuid,
  rule: z.string(),
  authority: z.string(),
  proposedBy: uuid,
  secondPerson: uuid,
  erasedOn: z.string(),
  rows: z.record(z.string(), z.array(uuid)),
});
export type ErasureLine = z.infer<typeof lineShape>;

export const erasureListOf = (place: Place): string => join(place.folder, 'erasures.jsonl');

const listed = (files: readonly (string | undefined)[]): string[] =>
  files.filter((file): file is string => file !== undefined && file !== '');

/** Adds a line to the place's own list, and to a second one elsewhere where `CANDOUR_ERASURES` names it. */
export function noteErasure(place: Place, line: ErasureLine): void {
  for (const file of listed([erasureListOf(place), process.env.CANDOUR_ERASURES])) {
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600, flush: true });
  }
}

/** Every erasure of a list, oldest first. Throws on a line that is none: a list that cannot be read must not be passed over. */
export function readErasures(file: string): ErasureLine[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((text, at) => {
    if (text.trim() === '') return [];
    const line = lineShape.safeParse(fromJson(text));
    if (!line.success) throw new Error(`${file}: line ${at + 1} is not an erasure.`);
    return [line.data];
  });
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const marked = (place: Place): string => join(place.folder, 'erasures.cleared');

/** Erasures whose tables have not been written afresh since. `done` notes that they have. */
export function notCleared(place: Place): { readonly lines: readonly ErasureLine[]; readonly done: () => void } {
  const all = readErasures(erasureListOf(place));
  const cleared = existsSync(marked(place)) ? Number(readFileSync(marked(place), 'utf8')) : 0;
  return {
    lines: all.slice(cleared),
    done: () => writeFileSync(marked(place), String(all.length), { mode: 0o600 }),
  };
}
