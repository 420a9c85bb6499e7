/** The named points at which the trial kills: where a half-done thing would be worst. */
import { migrations } from '../../../src/platform/migrate.ts';
import type { Trigger } from './gate.ts';
import type { Task } from './writer.ts';

export interface Point {
  readonly name: string;
  readonly task: Task['kind'];
  readonly trigger: Trigger;
}

const commit = /^commit$/i;
const leaves = /^select ledger\.append/;
const literal = (text: string) => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const at = (task: Task['kind'], name: string, trigger: Trigger): Point => ({ name: `${task}: ${name}`, task, trigger });

/** An act of some twenty rows. Not the first of its kind, so that others stand before it. */
const acts: readonly Point[] = [
  at('acts', 'before its first row', { sql: /^insert into people\.subject/, nth: 20, when: 'before' }),
  at('acts', 'between its rows', { sql: /^insert into record\.entry/, nth: 98, when: 'before' }),
  at('acts', 'entries in, before the duty that follows', { sql: /^insert into duties\.duty/, nth: 78, when: 'before' }),
  at('acts', 'before the leaves', { sql: leaves, nth: 20, when: 'before' }),
  at('acts', 'leaves going in', { sql: leaves, nth: 20, when: 'during', after: 0 }),
  at('acts', 'leaves in, before the commit', { sql: commit, nth: 20, when: 'before' }),
  at('acts', 'commit under way', { sql: commit, nth: 20, when: 'during', after: 0 }),
  at('acts', 'committed, before the answer', { sql: commit, nth: 20, when: 'answered' }),
];

const imports: readonly Point[] = [
  at('import', 'before its lock', { sql: /pg_advisory_xact_lock\(hashtextextended/, when: 'before' }),
  at('import', 'people made, before the entries', { sql: /^copy pg_temp\.staging_record_entry/, when: 'before' }),
  at('import', 'in the middle of a COPY', { sql: /^copy pg_temp\.staging_record_entry/, when: 'flowing' }),
  at('import', 'copied, before the rows go in', { sql: /^insert into record\.entry/, when: 'before' }),
  at('import', 'rows going in', { sql: /^insert into record\.entry/, when: 'during' }),
  at('import', 'rows in, before the note of the batch', { sql: /insert into record\.batch/, when: 'before' }),
  at('import', 'before the leaves', { sql: leaves, when: 'before' }),
  at('import', 'leaves going in', { sql: leaves, when: 'during' }),
  at('import', 'before the commit', { sql: commit, when: 'before' }),
  at('import', 'commit under way', { sql: commit, when: 'during', after: 1 }),
  at('import', 'committed, before its report', { sql: commit, when: 'answered' }),
];

const checkpoints: readonly Point[] = [
  at('checkpoint', 'before the leaves are read', { sql: /7390103/, nth: 3, when: 'before' }),
  at('checkpoint', 'signed and remembered, before the row', {
    sql: /insert into ledger\.checkpoint/,
    nth: 3,
    when: 'before',
  }),
  at('checkpoint', 'before the commit', { sql: commit, nth: 5, when: 'before' }),
  at('checkpoint', 'commit under way', { sql: commit, nth: 5, when: 'during', after: 0 }),
  at('checkpoint', 'committed, before it is remembered as kept', { sql: commit, nth: 5, when: 'answered' }),
  at('checkpoint', 'one log signed, the other not', { sql: /7390103/, nth: 4, when: 'before' }),
];

const files = migrations();
const middle = files[Math.floor(files.length / 2)];
const beginning = (sql: string) => literal(sql.slice(0, 200));

const migrating: readonly Point[] = [
  at('migrate', 'before the database is made', { sql: /^create database/, when: 'before' }),
  at('migrate', 'the database being made', { sql: /^create database/, when: 'during', after: 5 }),
  at('migrate', 'database made, before its rights', { sql: /^revoke all on database/, when: 'before' }),
  at('migrate', 'in the middle of the first file', { sql: beginning(files[0]?.sql ?? ''), when: 'during' }),
  at('migrate', 'in the middle of a file', { sql: beginning(middle?.sql ?? ''), when: 'during' }),
  at('migrate', 'file applied, before it is noted', { sql: /^insert into public\.migration/, nth: 9, when: 'before' }),
  at('migrate', 'before a commit', { sql: commit, nth: 12, when: 'before' }),
  at('migrate', 'between two files', { sql: commit, nth: 15, when: 'answered' }),
  at('migrate', "in the job queue's own", { sql: /create or replace function graphile_worker\.wake/, when: 'before' }),
];

const backups: readonly Point[] = [
  at('backup', 'before its one moment', { sql: /begin transaction isolation/, when: 'before' }),
  at('backup', 'before the first table', { sql: /^copy "/, when: 'before' }),
  at('backup', 'in the middle of a table', { sql: /^copy "record"\."entry"/, when: 'flowing' }),
  at('backup', 'in the middle of the leaves', { sql: /^copy "ledger"\."leaf"/, when: 'flowing' }),
  at('backup', 'at its last table', {
    sql: /^copy "record"\."withdrawal"|^copy "record"\."unplaced"/,
    when: 'answered',
  }),
];

const restores: readonly Point[] = [
  at('restore', 'tables there, before the rows', { sql: /session_replication_role/, when: 'before' }),
  at('restore', 'in the middle of the tables', { sql: /^copy "record"\."entry"/, when: 'during', after: 1 }),
  at('restore', 'rows in, before their commit', { sql: /^copy "record"\."unplaced"/, when: 'answered' }),
  at('restore', 'rows there, before they are checked', { sql: /^analyze$/, when: 'before' }),
  at('restore', 'being checked', { sql: /pg_export_snapshot/, when: 'answered' }),
  at('restore', 'checked, before it gets its name', { sql: /^alter database .* rename/, when: 'before' }),
  at('restore', 'named, before it says so', { sql: /^alter database .* rename/, when: 'answered' }),
];

export const points: readonly Point[] = [...acts, ...imports, ...checkpoints, ...migrating, ...backups, ...restores];
