/**
 * Files made to overwhelm, mislead, reach outside or run, each through the reader that uploads meet.
 *
 * The cheapest dishonest ways to a clean count: files that no reader minds; any refusal taken for the right one (a missing
 * file is refused too); memory not looked at; a cap so low that every file is refused. So each file says which words refuse
 * it, or which rows and notes it is read to; the memory of the reader's process is that of the system; good files of the
 * same make are among them and must be read; and the control gives one of the bombs to the same reader with its caps
 * lifted, where it must take more than the memory that is allowed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopwatch } from '../../../src/platform/clock.ts';
import { usualCaps } from '../../../src/platform/files/caps.ts';
import { openTable, type TableLimits, usualLimits } from '../../../src/platform/files/open-table.ts';
import { hostileSheets } from '../files/hostile-sheets.ts';
import { hostileTexts } from '../files/hostile-texts.ts';
import { type Hostile, hostileZips } from '../files/hostile-zips.ts';
import { xlsxParts } from '../files/make-sheets.ts';
import { makeZip, partOf } from '../files/make-zip.ts';
import type { Count, Trial } from '../trial.ts';

export const hostileFiles: readonly Hostile[] = [...hostileZips, ...hostileSheets, ...hostileTexts];
const mostSeconds = 60;

export interface Met {
  readonly refused: string | null;
  readonly rows: string;
  readonly notes: string;
  readonly peakBytes: number;
  readonly seconds: number;
}

/** Reads a file as an upload is read. */
export async function meet(path: string, limits: Partial<TableLimits>): Promise<Met> {
  const clock = stopwatch();
  const table = await openTable(path, { limits });
  if (!table.ok) return { refused: table.reason, rows: '', notes: '', peakBytes: table.peakBytes, seconds: clock() };
  const rows: (readonly string[])[] = [];
  let refused: string | null = null;
  for await (const batch of table.batches) {
    rows.push(...batch.rows.map(({ values }) => values));
    refused ??= batch.stopped;
  }
  const notes = refused === null ? table.end().notes.join(' ') : '';
  return { refused, rows: JSON.stringify(rows), notes, peakBytes: table.peakBytes(), seconds: clock() };
}

/** What is wrong with how a file was met, or null. */
export function faultOf(hostile: Hostile, met: Met): string | null {
  if (met.peakBytes > usualLimits.memoryBytes) return `took ${Math.round(met.peakBytes / 1024 ** 2)} MB`;
  if (met.seconds > mostSeconds) return `took ${met.seconds} s`;
  if (met.refused !== null)
    return hostile.refused?.test(met.refused) ? null : `was refused with other words: ${met.refused}`;
  if (hostile.rows?.test(met.rows) !== true) return `was read: ${met.rows.slice(0, 200)}`;
  return hostile.notes === undefined || hostile.notes.test(met.notes)
    ? null
    : `was read with other notes: ${met.notes}`;
}

/** Three hundred megabytes of text that cells share, in a file of one or two. */
function sharedBomb(): Buffer {
  const text = `<si><t>${'A'.repeat(999_000)}</t></si>`;
  const parts = xlsxParts({ sheets: [{ name: 'S', rows: [['id'], [1]] }] });
  return makeZip(
    parts.map((part) =>
      part.name.endsWith('sharedStrings.xml')
        ? partOf(part.name, `<sst xmlns="x"><si><t>id</t></si>${text.repeat(300)}</sst>`)
        : part,
    ),
  );
}

/** Watched as ever, but with room to show how much it would take. */
const lifted: Partial<TableLimits> = {
  memoryBytes: 8 * 1024 ** 3,
  heapMegabytes: 6_000,
  caps: {
    ...usualCaps,
    inflatedBytes: 8 * 1024 ** 3,
    ratio: 10_000,
    sharedCharacters: 8 * 1024 ** 3,
  },
};

async function hold(): Promise<readonly Count[]> {
  const folder = mkdtempSync(join(tmpdir(), 'candour-hostile-'));
  const faults: string[] = [];
  let [refused, peak, slowest] = [0, 0, 0];
  try {
    for (const [at, hostile] of hostileFiles.entries()) {
      const path = join(folder, `${at}.upload`);
      writeFileSync(path, hostile.bytes());
      const met = await meet(path, hostile.caps ? { caps: { ...usualCaps, ...hostile.caps } } : {});
      const fault = faultOf(hostile, met);
      if (fault !== null) faults.push(`${hostile.name} ${fault}`);
      if (met.refused !== null) refused += 1;
      peak = Math.max(peak, met.peakBytes);
      slowest = Math.max(slowest, met.seconds);
      rmSync(path);
    }
    const bomb = join(folder, 'bomb.xlsx');
    writeFileSync(bomb, sharedBomb());
    const kept = await meet(bomb, {});
    if (!/400 times its size/.test(kept.refused ?? '')) faults.push(`the bomb of the control met ${kept.refused}`);
    const { peakBytes } = await meet(bomb, lifted);
    return [
      {
        promise: 'A file made to do harm is refused with words that say why, or read without doing any, within 256 MB.',
        done: hostileFiles.length,
        unit: 'hostile files',
        broken: faults.length,
        control: {
          what: 'a bomb read with the caps lifted takes more than 256 MB',
          done: 1,
          broken: peakBytes > usualLimits.memoryBytes ? 1 : 0,
        },
        notes: [
          `${refused} refused, ${hostileFiles.length - refused} read without harm`,
          `at most ${Math.round(peak / 1024 ** 2)} MB and ${slowest} s`,
          `the bomb of the control took ${Math.round(peakBytes / 1024 ** 2)} MB`,
          ...faults.slice(0, 10),
        ].join('; '),
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const trial: Trial = { name: 'hostile-files', needs: () => null, hold };
