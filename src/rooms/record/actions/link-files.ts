/**
 * Joining the rows of one or two files that are one person, for the person at the shell. Reads no database and writes
 * none: what is found is pairs in a file, for people to look at, and a model card beside it.
 */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { bitsOf } from '../../../engines/linkage/explain.ts';
import { type Linked, linkRecords } from '../../../engines/linkage/link.ts';
import { type ModelCard, modelCardOf } from '../../../engines/linkage/model-card.ts';
import { chanceOf } from '../../../engines/linkage/weights.ts';
import { compileMap } from '../../../engines/mapping/compile.ts';
import type { Side } from '../../../engines/mapping/compile-stop.ts';
import type { RecordsMap } from '../../../engines/mapping/map.ts';
import { stopwatch } from '../../../platform/clock.ts';
import { openCsv } from '../../../platform/csv-rows.ts';
import { type GivenMap, readMapOfKind } from '../../../platform/input-files.ts';
import { isRefusal, type Refusal, refuse } from '../../../platform/refusal.ts';

export interface LinkFiles {
  readonly left: string;
  readonly right?: string;
  /** A map of kind `records`: a path, or the map itself. */
  readonly map: GivenMap;
  /** Where the pairs go. The model card goes beside it. */
  readonly out: string;
  readonly seed?: number;
  /** With two files: duplicates within each are looked for too. */
  readonly within?: boolean;
  readonly say?: (words: string) => void;
}

export interface LinkedFiles {
  readonly leftRows: number;
  readonly rightRows: number;
  /** Rows that the map refuses, with the first reason. */
  readonly rejected: number;
  readonly firstRejected: string | null;
  readonly pairsScored: number;
  /** Pairs written, doubtful ones among them. */
  readonly pairs: number;
  /** Pairs at one half or more. */
  readonly links: number;
  readonly seconds: number;
  readonly model: string;
  readonly parameters: ModelCard;
}

/** Characters that are written together. */
const pieceLength = 1 << 16;
/** A pair is a link from here on. */
const linkFrom = 0.5;

interface RecordsFile {
  readonly ids: readonly string[];
  /** Values by compared column. */
  readonly columns: readonly (readonly string[])[];
  readonly rejected: number;
  readonly firstRejected: string | null;
}

async function readRecords(path: string, map: RecordsMap, side: Side): Promise<RecordsFile | Refusal> {
  const file = await openCsv(path);
  if (!file.ok) return refuse('file-unreadable', file.reason);
  const compiled = compileMap(map, file.header, side);
  if (!compiled.ok) return refuse('map-wrong', compiled.reason);
  const ids: string[] = [];
  const columns: string[][] = map.compare.map(() => []);
  let rejected = 0;
  let firstRejected: string | null = null;
  for await (const batch of file.batches) {
    if (batch.stopped !== null) return refuse('file-unreadable', `${path}: ${batch.stopped}`);
    rejected += batch.malformed.length;
    const bad = batch.malformed[0];
    if (bad) firstRejected ??= `${path}, line ${bad.line}: ${bad.reason}`;
    for (const { line, values } of batch.rows) {
      const row = compiled.row(values);
      if (row.ok) {
        ids.push(row.record.id);
        for (let at = 0; at < columns.length; at++) columns[at]!.push(row.record.values[at]!);
      } else {
        rejected++;
        firstRejected ??= `${path}, line ${line}: ${row.reason}`;
      }
    }
  }
  return { ids, columns, rejected, firstRejected };
}

const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const shortNumber = (value: number): string => String(Math.round(value * 1000) / 1000);

/** Puts names on a row of the engine: which file, which reference. */
function namer(linked: Linked, left: RecordsFile, right: RecordsFile | null) {
  const { leftRows } = linked.table;
  const [leftOrder, rightOrder] = linked.table.order;
  return (row: number): { readonly place: number; readonly id: string } => {
    if (row < leftRows) {
      const place = leftOrder![row]!;
      return { place, id: left.ids[place]! };
    }
    const place = rightOrder![row - leftRows]!;
    return { place: left.ids.length + place, id: right!.ids[place]! };
  };
}

async function write(stream: WriteStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

interface WritePairs {
  readonly path: string;
  readonly linked: Linked;
  readonly name: ReturnType<typeof namer>;
  /** Compared columns, in the order of the map. */
  readonly columns: readonly string[];
}

/** Comparisons in the order of the map; a whole name gives several, side by side. */
function inMapOrder({ slots }: Linked, columns: readonly string[]): number[] {
  const placeOf = (name: string) => columns.findIndex((column) => name === column || name.startsWith(`${column} (`));
  return slots.map((_, at) => at).sort((a, b) => placeOf(slots[a]!.column) - placeOf(slots[b]!.column) || a - b);
}

/** Writes the pairs, likeliest first, each with what every comparison adds in bits. */
async function writePairs(order: WritePairs): Promise<Counts> {
  const { path, linked, name } = order;
  const { joined, table, sides } = linked;
  const isAcross = sides.leftRows !== sides.rows;
  const stream = createWriteStream(path, { mode: 0o600 });
  const failed = new Promise<never>((_, reject) => stream.once('error', reject));
  const slots = inMapOrder(linked, order.columns);
  const columns = slots.map((at) => cell(linked.slots[at]!.column));
  const counts = { pairs: 0, links: 0 };
  const likeliest = Int32Array.from({ length: joined.count }, (_, at) => at);
  likeliest.sort((a, b) => joined.odds[b]! - joined.odds[a]! || joined.left[a]! - joined.left[b]! || a - b);
  const writing = (async () => {
    let lines = `${['left', 'right', 'probability', 'weight', ...columns, 'household', 'held_back'].join(',')}\n`;
    for (const at of likeliest) {
      const [i, j] = [joined.left[at]!, joined.right[at]!];
      if (isAcross && i < table.leftRows === j < table.leftRows) continue;
      const [x, y] = [name(i), name(j)];
      const ids = x.place < y.place ? `${cell(x.id)},${cell(y.id)}` : `${cell(y.id)},${cell(x.id)}`;
      const bits = bitsOf(linked, i, j);
      const probability = chanceOf(joined.odds[at]!);
      lines += `${ids},${probability.toPrecision(9)},${shortNumber(bits.weight)}`;
      for (const slot of slots) lines += `,${shortNumber(bits.slots[slot]!)}`;
      lines += `,${shortNumber(bits.household)},${bits.heldBack ?? ''}\n`;
      if (lines.length > pieceLength) {
        await write(stream, lines);
        lines = '';
      }
      counts.pairs++;
      if (probability >= linkFrom) counts.links++;
    }
    stream.end(lines);
    await once(stream, 'finish');
    return counts;
  })();
  return Promise.race([writing, failed]);
}

interface Counts {
  readonly pairs: number;
  readonly links: number;
}

const cardPath = (out: string): string => `${out.replace(/\.csv$/i, '')}.model.json`;

/** Links two files, or finds the duplicates of one, with the map alone. */
export async function linkFiles(request: LinkFiles): Promise<LinkedFiles | Refusal> {
  const seconds = stopwatch();
  const map = await readMapOfKind(request.map, 'records');
  if (isRefusal(map)) return map;
  const left = await readRecords(request.left, map, 'left');
  if (isRefusal(left)) return left;
  const right = request.right === undefined ? null : await readRecords(request.right, map, 'right');
  if (right && isRefusal(right)) return right;
  const files = right ? [left, right] : [left];
  const few = files.find((file) => file.ids.length === 0);
  if (few || (!right && left.ids.length < 2))
    return refuse('nothing-to-link', few?.firstRejected ?? 'There is nothing to compare: a file holds no rows.');
  const linked = linkRecords({
    fields: map.compare,
    left: left.columns,
    right: right?.columns,
    within: request.within,
    block: map.block,
    seed: request.seed,
    onStage: request.say,
  });
  const counts = await writePairs({
    path: request.out,
    linked,
    name: namer(linked, left, right),
    columns: map.compare.map(({ column }) => column),
  }).catch((error: Error) => refuse('out-unwritable', `${request.out} cannot be written: ${error.message}`));
  if (isRefusal(counts)) return counts;
  const parameters = modelCardOf(linked);
  const model = cardPath(request.out);
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0);
  const firstRejected = files.find((file) => file.firstRejected !== null)?.firstRejected ?? null;
  const rows = { leftRows: left.ids.length, rightRows: right?.ids.length ?? 0, rejected };
  const card = { ...parameters, map, ...rows, ...counts, linkFrom };
  await writeFile(model, `${JSON.stringify(card, null, 2)}\n`, { mode: 0o600 });
  return { ...rows, firstRejected, pairsScored: linked.pairsScored, ...counts, seconds: seconds(), model, parameters };
}
