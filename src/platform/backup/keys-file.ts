/**
 * The keys of guarded words, in a file of their own beside the backup of the record: the sealing key, and the wrapped key
 * of each record at the same moment. It is to be kept apart and not for long: while a thief has both files and the key
 * that opens them, erasing a record here does not reach the copy there.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';
import type { Place } from '../config.ts';
import { makeDurably } from '../durable-file.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { sealingKey } from '../seal/tokens.ts';
import { Damaged, type Frame, frame, nextFrame, readFrames } from './frames.ts';
import { unseal } from './sealed-stream.ts';

const format = 'candour-keys/1';
const headShape = z.object({
  format: z.literal(format),
  made: z.string(),
  sealing: z.string(),
  records: z.number(),
});
type Head = z.infer<typeof headShape>;

export const keysFileOf = (backup: string): string => `${backup}.keys`;

const columns = 'id, wrapped, wrapped_by, covert_list';

/** How many records have a key; null in a place from before words were sealed. */
export async function keysIn(client: pg.ClientBase): Promise<number | null> {
  const { rows } = await client.query<{ has: boolean }>(`select to_regclass('seal.data_key') is not null as has`);
  if (rows[0]?.has !== true) return null;
  return (await client.query<{ n: number }>('select count(*) as n from seal.data_key')).rows[0]?.n ?? 0;
}

/** What the file holds. The client is in the moment that is backed up. */
export async function* keysContents(
  client: pg.ClientBase,
  place: Place,
  about: { readonly made: string; readonly records: number },
): AsyncGenerator<Buffer, void> {
  yield frame('H', { format, ...about, sealing: sealingKey(place).toString('base64') } satisfies Head);
  for await (const chunk of client.query(copyTo(`copy seal.data_key (${columns}) to stdout`)))
    yield frame('R', chunk as Buffer);
  yield frame('Z', { records: about.records });
}

export interface KeysFile {
  readonly head: Head;
  readonly frames: AsyncGenerator<Frame, void>;
  readonly close: () => void;
}

function readHead(bytes: Buffer): Head {
  try {
    return headShape.parse(JSON.parse(bytes.toString()));
  } catch {
    throw new Damaged('the head of its file of keys is not one of ours');
  }
}

const sealingFile = (place: Place): string => join(place.folder, 'keys', 'sealing');

function whyNotHere(head: Head, made: string, place: Place): Refusal | null {
  if (head.made !== made)
    return refuse('other-keys', 'The file of keys was made with another backup: take the one made beside this one.');
  const own = existsSync(sealingFile(place)) ? readFileSync(sealingFile(place), 'utf8') : head.sealing;
  return own === head.sealing
    ? null
    : refuse('other-sealing-key', `${sealingFile(place)} is another key than that of the backup: move it away first.`);
}

/** Opens the file of keys that belongs to a backup. Nothing is written. */
export async function openKeys(
  file: string,
  identities: readonly string[],
  { made, place }: { readonly made: string; readonly place: Place },
): Promise<KeysFile | Refusal> {
  if (!existsSync(file)) return refuse('no-file', `There is no file ${file}.`);
  const opened = await unseal(file, identities);
  if (isRefusal(opened)) return opened;
  const frames = readFrames(opened.plain);
  const head = readHead(await nextFrame(frames, 'H'));
  const refusal = whyNotHere(head, made, place);
  if (refusal === null) return { head, frames, close: opened.close };
  opened.close();
  return refusal;
}

async function* rowsOf(frames: AsyncGenerator<Frame, void>): AsyncGenerator<Buffer, void> {
  for await (const { kind, bytes } of frames) {
    if (kind === 'Z') return;
    if (kind !== 'R') throw new Damaged('the parts of its file of keys are not in their order');
    yield bytes;
  }
  throw new Damaged('its file of keys ends in the middle');
}

/** Puts the keys into a place that has none. */
export async function loadKeys(keys: KeysFile, client: pg.ClientBase, place: Place): Promise<number> {
  await pipeline(
    Readable.from(rowsOf(keys.frames), { objectMode: false }),
    client.query(copyFrom(`copy seal.data_key (${columns}) from stdin`)),
  );
  if ((await keysIn(client)) !== keys.head.records)
    throw new Damaged('its file of keys has not the keys that its head counts');
  if (!existsSync(sealingFile(place))) {
    mkdirSync(join(place.folder, 'keys'), { recursive: true, mode: 0o700 });
    makeDurably(sealingFile(place), keys.head.sealing);
  }
  return keys.head.records;
}
