/**
 * What PostgreSQL leaves behind after rows are emptied: dead copies of them in the tables' files, samples of their values
 * in the planner's statistics, and the write-ahead log. Tables are written afresh and old segments of the log removed.
 * A table is locked while it is written afresh: this is for the night.
 */
import type pg from 'pg';
import { openAdmin } from '../database.ts';
import type { Ground } from '../transaction.ts';

/** What goes by itself with the rows that are erased. */
const alongside = ['seal.data_key', 'seal.word', 'record.involvement'];

export interface Scrubbed {
  readonly tables: readonly string[];
  /** What this login may not do on somebody else's server, in words. Empty where all was done. */
  readonly left: readonly string[];
}

/** Samples of what an index of expressions held stay after its table is empty: an analysis finds nothing to put in their place. */
const oldSamples = `delete from pg_catalog.pg_statistic where starelid in
  (select indexrelid from pg_catalog.pg_index where indrelid = any ($1::text[]::regclass[]))`;

const steps: readonly (readonly [string, string])[] = [
  [oldSamples, 'samples of values that indexes held stay in pg_statistic'],
  ['vacuum full pg_catalog.pg_statistic', 'samples of values stay in pg_statistic'],
  ['select pg_switch_wal()', 'the write-ahead log goes on in the same segment'],
  ['checkpoint', 'old segments of the write-ahead log go with the next checkpoint'],
];

/** A transaction that began earlier keeps dead rows alive, an automatic analysis too: waits for those, at most this often. */
const patience = 300;

async function untilAlone(admin: pg.Client): Promise<boolean> {
  for (let turn = 0; turn < patience; turn += 1) {
    const { rows } = await admin.query<{ n: number }>(
      `select count(*)::int as n, pg_sleep(case when count(*) > 0 then 0.2 else 0 end) from pg_stat_activity
        where backend_xmin is not null and pid <> pg_backend_pid() and datname = current_database()`,
    );
    if (rows[0]?.n === 0) return true;
  }
  return false;
}

/** Rewrites the tables that erasures touched and lets go of the old log. Streaming standbys and archives keep their own copies. */
export async function scrub(ground: Ground, tables: readonly string[]): Promise<Scrubbed> {
  if (tables.length === 0) return { tables: [], left: [] };
  const all = [...new Set([...tables, ...alongside])].sort();
  const admin = await openAdmin(ground.server);
  const left: string[] = [];
  try {
    for (const each of all) {
      if (!(await untilAlone(admin))) left.push(`other transactions kept dead rows of ${each} alive: run it again`);
      await admin.query(`vacuum (full, analyze) ${each}`);
    }
    for (const [statement, words] of steps) {
      try {
        await admin.query(statement, statement === oldSamples ? [all] : []);
      } catch (error) {
        if ((error as { code?: string }).code !== '42501') throw error;
        left.push(words);
      }
    }
  } finally {
    await admin.end();
  }
  return { tables: all, left };
}
