/** The kinds of work that are killed: what each is asked to do, and what must be true of it afterwards. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ledgeredTables } from '../../../src/main.ts';
import { restoreBackup } from '../../../src/platform/backup/restore.ts';
import { writeBackup } from '../../../src/platform/backup/write-backup.ts';
import { wallClock } from '../../../src/platform/clock.ts';
import type { Server } from '../../../src/platform/database.ts';
import { randomIds } from '../../../src/platform/ids.ts';
import { takeCheckpoint } from '../../../src/platform/ledger.ts';
import { ensureDatabase, migrate, prepareDatabase } from '../../../src/platform/migrate.ts';
import { isRefusal, type Refusal } from '../../../src/platform/refusal.ts';
import { importFile } from '../../../src/rooms/concerns/index.ts';
import { schemaOf, type Tally, tallyActs, tallyLedger } from './tally.ts';
import { asAdmin, type World, within } from './world.ts';
import type { Flaw, Task } from './writer.ts';
import type { Writing } from './writing.ts';

/** The database in use, and what is known of it. */
export interface Epoch {
  readonly server: Server;
  /** What an undisturbed act looks like there. */
  readonly whole: string;
  /** A backup of it, for restores. */
  readonly backup: string;
  readonly identities: string;
}

export interface Job {
  readonly task: Task;
  readonly database: string;
  /** Holds what is there against what the writer was told, and does the work again where it did not finish. */
  readonly settle: (tally: Tally, writing: Writing) => Promise<void>;
}

type MakeJob = (world: World, epoch: Epoch, name: string) => Job;

const finished = ({ said }: Writing): boolean => said.some(({ line }) => line === 'done');
function well<T>(result: T | Refusal): T {
  if (isRefusal(result)) throw new Error(result.words);
  return result as T;
}

export const actsJob = (_world: World, { server, whole }: Epoch, name: string, flaw?: Flaw): Job => ({
  task: { kind: 'acts', prefix: name, lanes: 3, ...(flaw ? { flaw } : {}) },
  database: server.database,
  settle: async (tally, { acknowledged }) => {
    await tallyActs(tally, server, acknowledged, whole);
    await tallyLedger(tally, server);
  },
});

const rowsOfFile = 3000;
const mapOfFile = {
  ...{ kind: 'entries', source: 'public-complaint', step: 'receive', basis: 'account', matter: 'complaint' },
  person: { id: 'officer', scheme: 'force-number', else: 'create' },
  happened: { column: 'day', precision: 'day' },
  knownOn: { column: 'day' },
  type: { column: 'kind', vocabulary: { Force: 'excessive-force' } },
  detail: { column: 'kind' },
};

/** Entries of the batches of a file, and entries of batches that nobody noted. */
const importedFrom = (server: Server, file: string): Promise<{ entries: number; batches: number; strays: number }> =>
  asAdmin(server, async (client) => {
    const { rows } = await client.query<{ entries: number; batches: number; strays: number }>(
      `select (select count(*) from record.entry e join record.batch b on b.id = e.batch where b.file_name = $1) as entries,
        (select count(*) from record.batch where file_name = $1) as batches,
        (select count(*) from record.entry e where e.batch is not null and not exists (select 1 from record.batch b where b.id = e.batch)) as strays`,
      [file],
    );
    return rows[0] ?? { entries: 0, batches: 0, strays: 0 };
  });

const importJob: MakeJob = ({ folder }, { server }, name) => {
  const file = join(folder, 'files', `${name}.csv`);
  const map = join(folder, 'files', 'map.json');
  const rows = Array.from({ length: rowsOfFile }, (_, n) => `${name}-${n % 400},${name}-${n},2020-01-02,Force`);
  writeFileSync(file, `officer,complaint,day,kind\n${rows.join('\n')}\n`);
  writeFileSync(map, JSON.stringify(mapOfFile));
  return {
    task: { kind: 'import', file, map },
    database: server.database,
    settle: async (tally, writing) => {
      const { entries, batches, strays } = await importedFrom(server, `${name}.csv`);
      if (finished(writing)) tally.acknowledged += 1;
      if (finished(writing) && batches === 0) tally.lost.push(`the import ${name}`);
      if (entries !== batches * rowsOfFile || strays > 0)
        tally.halfApplied.push(`${entries} rows of the import ${name}, ${batches} batches, ${strays} strays`);
      await tallyLedger(tally, server);
      const again = well(await within(server, (ground) => importFile(ground, { file, map, progress: false })));
      const expected = batches === 0 ? [rowsOfFile, 0] : [0, rowsOfFile];
      if (again.accepted !== expected[0] || again.duplicates !== expected[1])
        tally.halfApplied.push(`the import ${name} again took ${again.accepted} and knew ${again.duplicates}`);
    },
  };
};

const checkpointJob: MakeJob = (_world, { server, whole }, name) => ({
  task: { kind: 'checkpoint', prefix: name },
  database: server.database,
  settle: async (tally, { acknowledged, said }) => {
    await tallyActs(tally, server, acknowledged, whole);
    const kept = await asAdmin(server, async (client) => {
      const { rows } = await client.query<{ head: string }>(
        `select size || ' ' || encode(root, 'hex') as head from ledger.checkpoint where log = 'main'`,
      );
      return new Set(rows.map(({ head }) => head));
    });
    const signed = said.flatMap(({ line }) => (line.startsWith('signed ') ? [line.slice(7)] : []));
    tally.acknowledged += signed.length;
    for (const head of signed) if (!kept.has(head)) tally.lost.push(`the checkpoint at ${head}`);
    await tallyLedger(tally, server);
    const next = await within(server, (ground) => takeCheckpoint(ground));
    if (isRefusal(next)) tally.halfApplied.push(`the signer does not go on: ${next.words}`);
  },
});

const exists = (server: Server): Promise<boolean> =>
  asAdmin(
    server,
    async (client) =>
      (await client.query('select 1 from pg_database where datname = $1', [server.database])).rows.length > 0,
    'postgres',
  );

const drop = (server: Server): Promise<unknown> =>
  asAdmin(server, (client) => client.query(`drop database if exists "${server.database}" with (force)`), 'postgres');

const appliedIn = (server: Server): Promise<string[]> =>
  asAdmin(server, async (client) => {
    const made = await client.query(`select to_regclass('public.migration') is not null as made`);
    if (made.rows[0]?.made !== true) return [];
    const { rows } = await client.query<{ name: string }>('select name from public.migration order by 1');
    return rows.map((row) => row.name);
  });

const migrateJob: MakeJob = (world, epoch, name) => {
  const server = world.server(name);
  return {
    task: { kind: 'migrate' },
    database: name,
    settle: async (tally, writing) => {
      if (await exists(server)) {
        const undisturbed = world.server(`${name}_undisturbed`);
        await prepareDatabase(undisturbed);
        await migrate(undisturbed, new Set(await appliedIn(server)));
        const [is, ought] = [await asAdmin(server, schemaOf), await asAdmin(undisturbed, schemaOf)];
        if (is !== ought) tally.halfApplied.push(`the migrations of ${name} left a part of one`);
        await drop(undisturbed);
      } else if (finished(writing)) tally.lost.push(`the database ${name}`);
      await ensureDatabase(server);
      const [is, ought] = [await asAdmin(server, schemaOf), await asAdmin(epoch.server, schemaOf)];
      if (is !== ought) tally.halfApplied.push(`migrated again, ${name} is not as the others are`);
      await drop(server);
    },
  };
};

const restored = ({ place }: World, server: Server, { backup, identities }: Epoch) =>
  restoreBackup({
    ...{ file: backup, place, server, identities, tables: ledgeredTables, clock: wallClock(), ids: randomIds },
  });

const backupJob: MakeJob = (world, epoch, name) => {
  const file = join(world.folder, 'files', `${name}.backup`);
  const { identities, server } = epoch;
  const restoreTo = world.server(`${name}_restored`);
  return {
    task: { kind: 'backup', file, identities },
    database: server.database,
    settle: async (tally, writing) => {
      if (finished(writing)) tally.acknowledged += 1;
      if (finished(writing) && !existsSync(file)) tally.lost.push(`the backup ${name}`);
      await tallyLedger(tally, server);
      const partial = `${file}.partial`;
      if (existsSync(partial)) {
        const taken = await restored(world, restoreTo, { ...epoch, backup: partial });
        if (!isRefusal(taken)) tally.halfApplied.push(`half the backup ${name} was taken for a whole one`);
      }
      if (!existsSync(file)) well(await within(server, (ground) => writeBackup(ground, { file, identities })));
      const back = await restored(world, restoreTo, { ...epoch, backup: file });
      if (isRefusal(back)) tally.halfApplied.push(`the backup ${name} does not come back: ${back.words}`);
      await drop(restoreTo);
      await drop(world.server(`${restoreTo.database}_restoring`));
    },
  };
};

const restoreJob: MakeJob = (world, epoch, name) => {
  const server = world.server(name);
  return {
    task: { kind: 'restore', file: epoch.backup, identities: epoch.identities },
    database: name,
    settle: async (tally, writing) => {
      const isOpen = await exists(server);
      if (finished(writing) && !isOpen) tally.lost.push(`the restore ${name}`);
      if (isOpen) await tallyLedger(tally, server);
      else {
        const again = await restored(world, server, epoch);
        if (isRefusal(again)) tally.halfApplied.push(`the restore ${name} cannot be run again: ${again.words}`);
        else await tallyLedger(tally, server);
      }
      const found = await asAdmin(server, (client) => client.query('select count(*) as n from ledger.leaf'));
      if (found.rows[0]?.n !== leavesIn(epoch))
        tally.halfApplied.push(`the restore ${name} has ${found.rows[0]?.n} leaves`);
      await drop(server);
    },
  };
};

/** Leaves of both logs in the epoch's backup: written beside it when it was made. */
const leavesIn = ({ backup }: Epoch): number => Number(readFileSync(`${backup}.leaves`, 'utf8'));

export const jobs: Readonly<Record<Task['kind'], MakeJob>> = {
  acts: actsJob,
  import: importJob,
  checkpoint: checkpointJob,
  migrate: migrateJob,
  backup: backupJob,
  restore: restoreJob,
};
