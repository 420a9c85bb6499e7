/**
 * What somebody can do who holds the database's own superuser password. Each mutation lifts the guards it needs, does its
 * damage, puts the guards back, and says how an honest check must name what was hit. All inside one transaction that the
 * caller rolls back.
 */
import type pg from 'pg';
import { checkpointText, formatNote, signNote } from '../../src/engines/ledger-leaf.ts';
import { rootOf } from '../../src/engines/merkle.ts';
import type { Dice } from '../../src/engines/statistics/random.ts';
import type { LogSigner } from '../../src/platform/ledger/keys.ts';
import { eachLeaf, hashOfColumns, type StoredLeaf } from '../../src/platform/ledger/leaf-stream.ts';
import { commitmentOf, eachRow, shapesOf } from '../../src/platform/ledger/stored-rows.ts';
import type { Problem } from '../../src/platform/ledger.ts';
import { allTables } from './world.ts';

export interface Column {
  readonly name: string;
  readonly type: string;
}

export interface Target {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly ids: readonly string[];
}

export interface Attack {
  readonly db: pg.ClientBase;
  readonly dice: Dice;
  readonly targets: readonly Target[];
  readonly involvements: number;
  /** Leaves of the main log that a checkpoint covers. */
  readonly leaves: number;
}

export interface Damage {
  readonly what: string;
  /** Whether a problem names what was hit. */
  readonly names: (problem: Problem) => boolean;
}

export type Mutation = (attack: Attack) => Promise<Damage>;

const pick = <T>(dice: Dice, list: readonly T[]): T => list[dice.below(list.length)] as T;
const uuidOf = (dice: Dice): string => {
  const hex = Array.from({ length: 32 }, () => dice.below(16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};

/** What the database holds that can be hit. */
export async function listTargets(db: pg.ClientBase): Promise<Target[]> {
  const targets: Target[] = [];
  for (const { name } of allTables) {
    const columns = await db.query<Column>(
      `select attname as name, format_type(atttypid, null) as type from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
      [name],
    );
    const ids = await db.query<{ id: string }>(`select id from ${name} order by id`);
    targets.push({ name, columns: columns.rows, ids: ids.rows.map((row) => row.id) });
  }
  return targets;
}

/** Lifts a table's guards, and every constraint that would stand in the way. */
async function unlock(db: pg.ClientBase, table: string): Promise<void> {
  await db.query(`alter table ${table} disable trigger user`);
  const { rows } = await db.query<{ drop: string }>(
    `select format('alter table ${table} drop constraint %I', conname) as drop from pg_constraint where conrelid = $1::regclass and contype in ('c', 'u', 'f')
     union all select format('drop index if exists %s', indexrelid::regclass) from pg_index i where indrelid = $1::regclass and indisunique and not indisprimary
       and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)`,
    [table],
  );
  for (const { drop } of rows) await db.query(drop);
}

/** Puts the guards back as if nothing had been. */
async function relock(db: pg.ClientBase, table: string): Promise<void> {
  for (const trigger of ['append_only', 'append_only_whole'])
    await db.query(`alter table ${table} enable always trigger ${trigger}`);
}

async function hit(db: pg.ClientBase, table: string, statement: string, values: readonly unknown[] = []) {
  await unlock(db, table);
  const done = await db.query(statement, [...values]);
  if ((done.rowCount ?? 0) === 0) throw new Error(`a mutation hit nothing: ${statement}`);
  await relock(db, table);
}

const namesRow =
  (table: string, ...ids: readonly string[]) =>
  (problem: Problem): boolean =>
    problem.table === table && problem.object !== undefined && ids.includes(problem.object);

/** Another value of the column's type, as near to the old one as the type allows. */
function otherValue({ name, type }: Column, dice: Dice): string {
  const column = `"${name}"`;
  switch (type) {
    case 'text':
      return `coalesce(${column}, '') || ' '`;
    case 'uuid':
      return `'${uuidOf(dice)}'`;
    case 'date':
      return `coalesce(${column}, '2001-01-01') - 1`;
    case 'timestamp with time zone':
      return `${column} - interval '1 microsecond'`;
    case 'boolean':
      return `not coalesce(${column}, false)`;
    case 'integer':
    case 'bigint':
      return `coalesce(${column}, 0) + 1`;
    case 'numeric':
      return `coalesce(${column}, 0) + 0.00000000000000000001`;
    case 'double precision':
      return `${column} * 1.0000000000000004`;
    case 'jsonb':
      return `coalesce(${column}, '[]') || '[1]'`;
    case 'uuid[]':
      return `array_append(coalesce(${column}, '{}'), '${uuidOf(dice)}')`;
    case 'text[]':
      return `array_append(coalesce(${column}, '{}'), 'other')`;
    case 'bytea':
      return `set_byte(${column}, 0, (get_byte(${column}, 0) + 1) % 256)`;
    default:
      throw new Error(`no other value for a column of type ${type}`);
  }
}

/** One column of one row changed by as little as its type allows. */
export const editColumn =
  (target: Target, column: Column): Mutation =>
  async ({ db, dice }) => {
    const id = pick(dice, target.ids);
    await hit(
      db,
      target.name,
      `update ${target.name} set "${column.name}" = ${otherValue(column, dice)} where id = $1`,
      [id],
    );
    return { what: `edit ${target.name}.${column.name} (${column.type})`, names: namesRow(target.name, id) };
  };

export const nullColumn: Mutation = async ({ db, dice, targets }) => {
  for (;;) {
    const { name, columns, ids } = pick(dice, targets);
    const column = pick(dice, columns);
    const id = pick(dice, ids);
    const held = await db.query(`select 1 from ${name} where id = $1 and "${column.name}" is not null`, [id]);
    if (column.name === 'id' || held.rowCount === 0) continue;
    await db.query(`alter table ${name} alter column "${column.name}" drop not null`);
    await hit(db, name, `update ${name} set "${column.name}" = null where id = $1`, [id]);
    return { what: `null ${name}.${column.name}`, names: namesRow(name, id) };
  }
};

export const swapRows: Mutation = async ({ db, dice, targets }) => {
  const { name, columns, ids } = pick(
    dice,
    targets.filter((each) => each.ids.length > 1),
  );
  const first = pick(dice, ids);
  const second = pick(
    dice,
    ids.filter((id) => id !== first),
  );
  const list = columns
    .filter((column) => column.name !== 'id')
    .map((column) => `"${column.name}"`)
    .join(', ');
  await hit(
    db,
    name,
    `update ${name} t set (${list}) = (select ${list} from ${name} o where o.id = case t.id when $1::uuid then $2::uuid else $1::uuid end) where t.id in ($1, $2)`,
    [first, second],
  );
  return { what: `swap two rows of ${name}`, names: namesRow(name, first, second) };
};

export const insertRow: Mutation = async ({ db, dice, targets }) => {
  const { name, columns, ids } = pick(dice, targets);
  const id = uuidOf(dice);
  const list = columns
    .filter((column) => column.name !== 'id')
    .map((column) => `"${column.name}"`)
    .join(', ');
  await hit(db, name, `insert into ${name} (id, ${list}) select $1, ${list} from ${name} where id = $2`, [
    id,
    pick(dice, ids),
  ]);
  return { what: `insert a row into ${name}`, names: namesRow(name, id) };
};

export const deleteRow: Mutation = async ({ db, dice, targets }) => {
  const { name, ids } = pick(dice, targets);
  const id = pick(dice, ids);
  await hit(db, name, `delete from ${name} where id = $1`, [id]);
  return { what: `delete a row of ${name}`, names: namesRow(name, id) };
};

export const backdate: Mutation = async ({ db, dice, targets }) => {
  const { name, columns, ids } = pick(dice, targets);
  const times = columns.filter((column) => ['known_on', 'recorded_at', 'hour'].includes(column.name));
  const column = pick(dice, times);
  const id = pick(dice, ids);
  await hit(db, name, `update ${name} set "${column.name}" = "${column.name}" - interval '30 days' where id = $1`, [
    id,
  ]);
  return { what: `backdate ${name}.${column.name}`, names: namesRow(name, id) };
};

export const changeSalt: Mutation = async ({ db, dice, targets }) => {
  const { name, ids } = pick(dice, targets);
  const id = pick(dice, ids);
  const salt = Buffer.from(uuidOf(dice).replaceAll('-', ''), 'hex');
  await hit(db, name, `update ${name} set salt = $2 where id = $1`, [id, salt]);
  return { what: `another salt in ${name}`, names: namesRow(name, id) };
};

// ---- The ledger itself

const spans = (seq: number) => (problem: Problem) =>
  problem.seq !== undefined &&
  (problem.seq === seq || (problem.until !== undefined && problem.seq <= seq && seq < problem.until));

export const editLeaf: Mutation = async ({ db, dice, leaves }) => {
  const seq = dice.below(leaves);
  const column = pick(dice, ['at', 'act', 'actor', 'object_table', 'object', 'commitment', 'hash'] as const);
  const values = {
    at: `at - interval '1 microsecond'`,
    act: `act || '.'`,
    actor: `'${uuidOf(dice)}'`,
    object_table: `'people.subject '`,
    object: `'${uuidOf(dice)}'`,
    commitment: `set_byte(commitment, 31, (get_byte(commitment, 31) + 1) % 256)`,
    hash: `set_byte(hash, 0, (get_byte(hash, 0) + 1) % 256)`,
  };
  await hit(db, 'ledger.leaf', `update ledger.leaf set ${column} = ${values[column]} where log = 'main' and seq = $1`, [
    seq,
  ]);
  return { what: `edit ledger.leaf.${column}`, names: spans(seq) };
};

export const swapLeaves: Mutation = async ({ db, dice, leaves }) => {
  const seq = dice.below(leaves - 1);
  await hit(
    db,
    'ledger.leaf',
    `update ledger.leaf set seq = -1 - seq where log = 'main' and seq in ($1::bigint, $1::bigint + 1)`,
    [seq],
  );
  await hit(db, 'ledger.leaf', `update ledger.leaf set seq = (2 * $1::bigint + 2) + seq where seq < 0`, [seq]);
  return { what: 'swap two leaves', names: spans(seq) };
};

export const deleteLeaves: Mutation = async ({ db, dice, leaves }) => {
  const seq = dice.below(leaves - 5);
  const count = 1 + dice.below(4);
  await hit(
    db,
    'ledger.leaf',
    `delete from ledger.leaf where log = 'main' and seq >= $1::bigint and seq < $1::bigint + $2::bigint`,
    [seq, count],
  );
  return { what: 'delete leaves in the middle', names: spans(seq) };
};

const readLeaf = async (db: pg.ClientBase, seq: number): Promise<StoredLeaf> => {
  let found: StoredLeaf | null = null;
  await eachLeaf(db, { log: 'main', from: seq, to: seq + 1 }, (leaf) => {
    found = { ...leaf, commitment: Buffer.from(leaf.commitment), hash: Buffer.from(leaf.hash) };
  });
  if (found === null) throw new Error(`there is no leaf ${seq}`);
  return found;
};

/** Cuts leaves from the end, and the rows that they speak of. */
export async function cutTail(db: pg.ClientBase, from: number): Promise<void> {
  const { rows } = await db.query<{ object_table: string; object: string }>(
    `select object_table, object from ledger.leaf where log = 'main' and seq >= $1`,
    [from],
  );
  for (const row of rows)
    await hit(db, row.object_table, `delete from ${row.object_table} where id = $1`, [row.object]);
  if (rows.length > 0) await hit(db, 'ledger.leaf', `delete from ledger.leaf where log = 'main' and seq >= $1`, [from]);
}

export const cutSignedTail: Mutation = async ({ db, dice, leaves }) => {
  const from = leaves - 1 - dice.below(6);
  await cutTail(db, from);
  if (dice.below(2) === 0)
    await hit(db, 'ledger.checkpoint', `delete from ledger.checkpoint where log = 'main' and size > $1`, [from]);
  return { what: 'cut the tail, rows and leaves, below a checkpoint', names: spans(from) };
};

/** Changes a row and makes its leaf agree: every hash in the database is right again. */
async function rewriteRow(db: pg.ClientBase, seq: number): Promise<StoredLeaf> {
  const leaf = await readLeaf(db, seq);
  const shape = (await shapesOf(db, allTables)).get(leaf.table);
  if (shape === undefined) throw new Error(`no such table: ${leaf.table}`);
  await hit(db, leaf.table, `update ${leaf.table} set recorded_at = recorded_at - interval '1 day' where id = $1`, [
    leaf.object,
  ]);
  let made: Buffer | null = null;
  await eachRow(
    db,
    shape,
    (row) => {
      made = commitmentOf(shape, row);
    },
    `where t.id = '${leaf.object}'`,
  );
  const next: StoredLeaf = { ...leaf, commitment: made ?? Buffer.alloc(32) };
  await hit(db, 'ledger.leaf', `update ledger.leaf set commitment = $2, hash = $3 where log = 'main' and seq = $1`, [
    seq,
    next.commitment,
    hashOfColumns(next),
  ]);
  return next;
}

export const rewrite: Mutation = async ({ db, dice, leaves }) => {
  const seq = dice.below(leaves);
  await rewriteRow(db, seq);
  return { what: 'rewrite a row and its leaf', names: spans(seq) };
};

export const rewriteAndForget: Mutation = async ({ db, dice, leaves }) => {
  const seq = dice.below(leaves);
  await rewriteRow(db, seq);
  await hit(db, 'ledger.checkpoint', `delete from ledger.checkpoint where log = 'main'`);
  return { what: 'rewrite a row and its leaf, and delete every checkpoint', names: spans(seq) };
};

export const editCheckpoint: Mutation = async ({ db, dice }) => {
  const { rows } = await db.query<{ id: string; size: number; log: string }>(
    'select id, log, size::int as size from ledger.checkpoint order by id',
  );
  const row = pick(dice, rows);
  const column = pick(dice, ['id', 'size', 'root', 'note', 'signed_at'] as const);
  const other = uuidOf(dice);
  const values = {
    id: `'${other}'`,
    size: 'size + 1000',
    root: 'set_byte(root, 3, (get_byte(root, 3) + 1) % 256)',
    // Whatever stands there, another character takes its place.
    note: `overlay(note placing case when substr(note, length(note) - 20, 1) = 'x' then 'y' else 'x' end from length(note) - 20 for 1)`,
    signed_at: `signed_at - interval '1 microsecond'`,
  };
  await hit(db, 'ledger.checkpoint', `update ledger.checkpoint set ${column} = ${values[column]} where id = $1`, [
    row.id,
  ]);
  return { what: `edit ledger.checkpoint.${column}`, names: namesRow('ledger.checkpoint', row.id, other) };
};

export const deleteCheckpoint: Mutation = async ({ db, dice }) => {
  const { rows } = await db.query<{ id: string; log: string; size: number }>(
    'select id, log, size::int as size from ledger.checkpoint order by id',
  );
  const row = pick(dice, rows);
  await hit(db, 'ledger.checkpoint', 'delete from ledger.checkpoint where id = $1', [row.id]);
  return {
    what: 'delete a checkpoint',
    names: (problem) => problem.kind === 'checkpoint-missing' && problem.log === row.log && problem.seq === row.size,
  };
};

// ---- What is derived, and what is read

export const changeInvolvement =
  (how: 'edit' | 'insert' | 'delete'): Mutation =>
  async ({ db, dice, involvements }) => {
    const chosen = `(select i.ctid from record.involvement i order by i.subject, i.entry, i.role offset ${dice.below(involvements)} limit 1)`;
    const column = pick(dice, [
      `known_on = known_on - 1`,
      `visibility = 'open'`,
      `role = 'witness'`,
      `subject = '${uuidOf(dice)}'`,
    ]);
    const statements = {
      edit: `update record.involvement set ${column} where ctid = ${chosen} returning entry`,
      insert: `insert into record.involvement select '${uuidOf(dice)}', entry, role, known_on, visibility, covert_list from record.involvement where ctid = ${chosen} returning entry`,
      delete: `delete from record.involvement where ctid = ${chosen} returning entry`,
    };
    const done = await db.query<{ entry: string }>(statements[how]);
    return { what: `${how} record.involvement`, names: namesRow('record.involvement', done.rows[0]?.entry ?? '') };
  };

export const changeReads =
  (how: 'edit' | 'insert' | 'delete'): Mutation =>
  async ({ db, dice }) => {
    const chosen = `(select l.id from access.read_log l order by l.id offset ${dice.below(8)} limit 1)`;
    const column = pick(dice, [
      `actor = '${uuidOf(dice)}'`,
      `subject = null`,
      `at = at - interval '2 hours'`,
      `outcome = 'refused'`,
      `detail = '{}'`,
    ]);
    const statements = {
      edit: `update access.read_log set ${column} where id = ${chosen}`,
      insert: `insert into access.read_log select '${uuidOf(dice)}', at, actor, face, event, purpose, assignment, subject, outcome, detail, salt from access.read_log where id = ${chosen}`,
      delete: `delete from access.read_log where id = ${chosen}`,
    };
    await hit(db, 'access.read_log', statements[how]);
    return {
      what: `${how} access.read_log in a closed hour`,
      names: (problem) => problem.kind === 'reads-differ' && problem.table === 'access.read_log',
    };
  };

/** The function behind a derived column is changed, the column computed again, the function put back. */
export const pierceDerived: Mutation = async ({ db, dice, targets }) => {
  const entries = targets.find((target) => target.name === 'record.entry') as Target;
  const id = pick(dice, entries.ids);
  const { rows } = await db.query<{ body: string }>(
    `select pg_get_functiondef('public.record_involved(jsonb)'::regprocedure) as body`,
  );
  await db.query(
    `create or replace function public.record_involved(parties jsonb) returns uuid[] language sql immutable parallel safe as $$ select array['${uuidOf(dice)}'::uuid] $$`,
  );
  await hit(db, 'record.entry', 'update record.entry set type = type where id = $1', [id]);
  await db.query(rows[0]?.body ?? '');
  return { what: 'change a derived column through its function', names: namesRow('record.entry', id) };
};

/** Guards left open, with nothing changed yet. */
export const openGuard: Mutation = async ({ db, dice, targets }) => {
  const { name } = pick(dice, targets);
  const names = (problem: Problem) => problem.kind === 'guard-off' && problem.table === name;
  const [what, statement] = pick(dice, [
    ['disable a trigger', `alter table ${name} disable trigger append_only`],
    ['let a replica pass a trigger', `alter table ${name} enable trigger append_only`],
    ['drop a trigger', `drop trigger append_only_whole on ${name}`],
    ['grant update', `grant update on ${name} to candour_staff`],
    ['grant delete to everybody', `grant delete on ${name} to public`],
    ['grant one column', `grant update (id) on ${name} to candour_clerks`],
    ['unforce row security', `alter table ${name} no force row level security`],
    [
      'hide rows from the auditor',
      `create policy hide on ${name} as restrictive for select to candour_auditor using (false)`,
    ],
  ] as const);
  await db.query(statement);
  return { what, names };
};

/** The function that refuses is made to agree. */
export const emptyRefusal: Mutation = async ({ db }) => {
  await db.query(
    `create or replace function ledger.refuse_change() returns trigger language plpgsql as $$ begin return coalesce(new, old); end $$`,
  );
  return { what: 'empty the function that refuses', names: (problem) => problem.table === 'ledger.refuse_change' };
};

// ---- What shows to nobody inside

async function drop(db: pg.ClientBase, table: string, where: string): Promise<void> {
  await unlock(db, table);
  await db.query(`delete from ${table} where ${where}`);
  await relock(db, table);
}

/** Yesterday's copy put back: all that came after an earlier checkpoint is gone, and so is what told of it. */
export const oldBackup: Mutation = async ({ db, dice }) => {
  const { rows } = await db.query<{ size: number }>(
    `select size::int as size from ledger.checkpoint where log = 'main' order by size desc offset 1`,
  );
  const { size } = pick(dice, rows);
  await cutTail(db, size);
  for (const table of ['ledger.checkpoint', 'ledger.cosignature'])
    await drop(db, table, `log = 'main' and size > ${size}`);
  await db.query('delete from record.involvement where entry not in (select id from record.entry)');
  return { what: 'put an old copy back', names: spans(size) };
};

/** One who has the signer's key as well writes another history: every leaf, root and signature in the database agrees. */
export const rewriteAll =
  (signer: LogSigner): Mutation =>
  async ({ db, dice, leaves }) => {
    const seq = dice.below(leaves);
    await rewriteRow(db, seq);
    const hashes: Buffer[] = [];
    await eachLeaf(db, { log: 'main', from: 0 }, (leaf) => hashes.push(Buffer.from(leaf.hash)));
    const { rows } = await db.query<{ id: string; size: number; note: string }>(
      `select id, size::int as size, note from ledger.checkpoint where log = 'main' and size > $1`,
      [seq],
    );
    await drop(db, 'ledger.cosignature', `log = 'main' and size > ${seq}`);
    await unlock(db, 'ledger.checkpoint');
    for (const { id, size, note } of rows) {
      const root = rootOf(hashes.slice(0, size));
      const [origin = '', , , ...extensions] = note.slice(0, note.lastIndexOf('\n\n')).split('\n');
      const text = checkpointText({ origin, size, root, extensions });
      const signed = formatNote(text, [signNote(text, signer.key, signer.sign)]);
      await db.query('update ledger.checkpoint set root = $2, note = $3 where id = $1', [id, root, signed]);
    }
    await relock(db, 'ledger.checkpoint');
    return { what: 'rewrite the history and sign it again with the stolen key', names: spans(seq) };
  };

export const editCosignature: Mutation = async ({ db, dice }) => {
  const { rows } = await db.query<{ witness: string; size: number }>(
    'select witness, size::int as size from ledger.cosignature order by size',
  );
  const row = pick(dice, rows);
  const column = pick(dice, ['size', 'witness', 'line'] as const);
  const values = {
    size: 'size - 1',
    witness: `witness || '2'`,
    line: `overlay(line placing case when substr(line, length(line) - 20, 1) = 'x' then 'y' else 'x' end from length(line) - 20 for 1)`,
  };
  await hit(db, 'ledger.cosignature', `update ledger.cosignature set ${column} = ${values[column]} where size = $1`, [
    row.size,
  ]);
  return {
    what: `edit ledger.cosignature.${column}`,
    names: (problem) => problem.kind === 'cosignature-altered' && problem.table === 'ledger.cosignature',
  };
};
