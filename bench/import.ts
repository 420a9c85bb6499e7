/**
 * Importing a file against a bare COPY of the rows that it ends up as, into the same tables, indexes and checks of
 * another fresh database, by a superuser whom row security does not touch.
 */
import { createReadStream, createWriteStream, existsSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { createDice } from '../src/engines/statistics/random.ts';
import { stopwatch } from '../src/platform/clock.ts';
import { openAdmin } from '../src/platform/database.ts';
import { isRefusal } from '../src/platform/refusal.ts';
import type { Ground } from '../src/platform/transaction.ts';
import { importFile } from '../src/rooms/concerns/index.ts';
import { against, type BenchRow, median, openScratch, ownCpu, type Say } from './scratch.ts';

const map = resolve(import.meta.dirname, '../maps/new-york-allegations.json');
const publicFile = resolve(import.meta.dirname, '../../shared/data/new-york/allegations.csv.gz');
const rounds = 3;

/** Rows of the shape of the public file, for a machine that does not have it. */
function inventedFile(folder: string): string {
  const { next } = createDice(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const lines = ['officer_id,complaint_id,incident_date,fado_type,allegation,board_disposition'];
  for (let row = 0; row < 175_505; row += 1) {
    const year = 2000 + Math.floor(next() * 24);
    const day = `${year}-${String(1 + Math.floor(next() * 12)).padStart(2, '0')}-15`;
    const officer = String(Math.floor(next() ** 2 * 80_000)).padStart(6, '0');
    const complaint = `${year}${String(Math.floor(next() * 8_000)).padStart(5, '0')}`;
    const found = pick(['Unsubstantiated', 'Exonerated', 'Unfounded', 'Substantiated', 'Complaint Withdrawn']);
    lines.push(
      [officer, complaint, day, pick(['Force', 'Discourtesy', 'Abuse of Authority']), 'Word', found].join(','),
    );
  }
  const path = join(folder, 'invented.csv');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

interface Dump {
  readonly table: string;
  readonly columns: string;
  readonly path: string;
}

/** Everything that the import wrote, table by table, as COPY writes it. */
async function dumpAll(admin: pg.Client, folder: string): Promise<Dump[]> {
  const tables = await admin.query<{ name: string; columns: string }>(`
    select n.nspname || '.' || c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and n.nspname in ('people', 'record', 'ledger') and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by 1 order by 1`);
  const dumps: Dump[] = [];
  for (const { name, columns } of tables.rows) {
    const path = join(folder, `${name}.copy`);
    const out = admin.query(copyTo(`copy (select ${columns} from ${name}) to stdout`));
    await pipeline(out, createWriteStream(path));
    if ((await stat(path)).size > 0) dumps.push({ table: name, columns, path });
  }
  return dumps;
}

async function bareCopy(admin: pg.Client, dumps: readonly Dump[]): Promise<number> {
  const clock = stopwatch();
  await admin.query('begin');
  for (const { table, columns, path } of dumps)
    await pipeline(createReadStream(path), admin.query(copyFrom(`copy ${table} (${columns}) from stdin`)));
  await admin.query('commit');
  return clock();
}

interface Round {
  readonly importSeconds: number;
  readonly importCpu: number;
  readonly copySeconds: number;
  readonly rows: number;
}

async function oneRound(ground: Ground, bare: Ground, file: string, folder: string): Promise<Round> {
  const admin = await openAdmin(ground.server);
  const other = await openAdmin(bare.server);
  try {
    await admin.query('checkpoint');
    const before = ownCpu();
    const done = await importFile(ground, { file, map, progress: false });
    if (isRefusal(done)) throw new Error(done.words);
    const importCpu = ownCpu() - before;
    const dumps = await dumpAll(admin, folder);
    await other.query('checkpoint');
    const copySeconds = await bareCopy(other, dumps);
    return { importSeconds: done.seconds, importCpu, copySeconds, rows: done.accepted };
  } finally {
    await admin.end();
    await other.end();
  }
}

/** Import against bare COPY, rounds in turn, medians. */
export async function benchImport(say: Say): Promise<BenchRow[]> {
  const scratch = openScratch();
  try {
    const file = existsSync(publicFile) ? publicFile : inventedFile(scratch.folder);
    say(
      `import: ${file === publicFile ? 'the public New York allegations' : 'invented rows of the same shape'}, ${rounds} rounds`,
    );
    const results: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const ground = await scratch.database(`import_${round}`);
      const bare = await scratch.database(`bare_${round}`);
      const result = await oneRound(ground, bare, file, scratch.folder);
      say(
        `  import ${result.importSeconds.toFixed(1)} s (${result.importCpu.toFixed(1)} s of it CPU here), bare COPY ${result.copySeconds.toFixed(1)} s`,
      );
      results.push(result);
    }
    const seconds = median(results.map((each) => each.importSeconds));
    const bare = median(results.map((each) => each.copySeconds));
    const ratio = median(results.map((each) => each.importSeconds / each.copySeconds));
    return [
      {
        ...against('import against bare COPY of the same rows (at most 4)', 's', seconds, bare),
        ratio: Math.round(ratio * 1000) / 1000,
      },
      against('rows imported in a second', '1/s', results[0]!.rows / seconds, null),
    ];
  } finally {
    await scratch.end();
  }
}
