/**
 * Are the locks still on? Triggers, row security, rights and the functions themselves: somebody who can switch a guard
 * off can switch it on again, so what they did shows in the rows; a guard that is still off shows here.
 */
import type pg from 'pg';
import { logins } from '../database.ts';
import { migrations } from '../migrate.ts';
import type { Table } from '../transaction.ts';
import type { Problem } from './problems.ts';

/** Append-only tables whose rows have no leaves of their own: the ledger itself, and reads, which go in by the hour. */
export const otherwiseCovered: readonly string[] = [
  'ledger.leaf',
  'ledger.checkpoint',
  'ledger.cosignature',
  'access.read_log',
];

const schemaOf = (table: string): string => table.split('.')[0] as string;
const schemasOf = (tables: readonly Table[]): string[] => [
  ...new Set([...tables.map((each) => schemaOf(each.name)), ...otherwiseCovered.map(schemaOf)]),
];

/** Names of the tables that the database guards as append-only. */
export async function appendOnlyTables(client: pg.ClientBase | pg.Pool): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
      join pg_namespace n on n.oid = c.relnamespace where t.tgname = 'append_only' order by 1`,
  );
  return rows.map((row) => row.name);
}

/** Sentences that say where a list of tables and the database differ. Empty when every append-only table is listed. */
export async function tableListFaults(client: pg.ClientBase | pg.Pool, tables: readonly Table[]): Promise<string[]> {
  const guarded = (await appendOnlyTables(client)).filter((name) => !otherwiseCovered.includes(name));
  const listed = tables.map((each) => each.name);
  return [
    ...guarded
      .filter((name) => !listed.includes(name))
      .map((name) => `${name} is append-only and not in the list of ledgered tables: add its declaration.`),
    ...listed
      .filter((name) => !guarded.includes(name))
      .map(
        (name) => `${name} is in the list of ledgered tables and the database does not guard it: ledger.protect it.`,
      ),
    ...listed.filter((name, at) => listed.indexOf(name) !== at).map((name) => `${name} is listed twice.`),
  ];
}

interface GuardRow {
  readonly table: string;
  readonly rows_on: boolean;
  readonly whole_on: boolean;
  readonly secured: boolean;
  readonly seen_whole: boolean;
  readonly rights: string[];
}

// tgtype: 1 for each row, 2 before, 8 delete, 16 update, 32 truncate.
const guardQuery = `
  select n.nspname || '.' || c.relname as table,
    exists (select 1 from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'append_only' and t.tgenabled = 'A' and t.tgtype = 27
      and t.tgqual is null and cardinality(t.tgattr) = 0 and t.tgfoid = 'ledger.refuse_change()'::regprocedure) as rows_on,
    exists (select 1 from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'append_only_whole' and t.tgenabled = 'A' and t.tgtype = 34
      and t.tgqual is null and t.tgfoid = 'ledger.refuse_change()'::regprocedure) as whole_on,
    c.relrowsecurity and c.relforcerowsecurity as secured,
    exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*')
        and 'candour_auditor'::regrole = any (p.polroles) and pg_get_expr(p.polqual, p.polrelid) = 'true')
      and not exists (select 1 from pg_policy p where p.polrelid = c.oid and not p.polpermissive and p.polcmd in ('r', '*')
        and (0 = any (p.polroles) or 'candour_auditor'::regrole = any (p.polroles))) as seen_whole,
    array(select r.rolname || ' ' || lower(p.privilege) from pg_roles r, (values ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('TRIGGER')) p(privilege)
      where r.rolname = any ($2) and (has_table_privilege(r.oid, c.oid, p.privilege)
        or (p.privilege = 'UPDATE' and has_any_column_privilege(r.oid, c.oid, 'UPDATE')))) as rights
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname || '.' || c.relname = any ($1) order by 1`;

const off = (table: string, words: string): Problem => ({ kind: 'guard-off', table, words });

function guardProblems(row: GuardRow): Problem[] {
  const { table } = row;
  return [
    ...(row.rows_on ? [] : [off(table, 'The trigger that refuses update and delete is off, changed or gone.')]),
    ...(row.whole_on ? [] : [off(table, 'The trigger that refuses truncate is off, changed or gone.')]),
    ...(row.secured ? [] : [off(table, 'Row security is not forced.')]),
    ...(row.seen_whole ? [] : [off(table, 'A policy may hide rows from the auditor.')]),
    ...row.rights.map((right) => off(table, `A login has a right that nobody has here: ${right}.`)),
  ];
}

async function roleProblems(client: pg.ClientBase): Promise<Problem[]> {
  const { rows } = await client.query<{ name: string; power: string }>(
    `select r.rolname as name, case when r.rolsuper then 'is a superuser' when r.rolbypassrls then 'passes by row security'
        when r.rolcreaterole then 'may make roles' else 'may act as another role' end as power
      from pg_roles r where r.rolname = any ($1) and (r.rolsuper or r.rolbypassrls or r.rolcreaterole
        or exists (select 1 from pg_auth_members m where m.member = r.oid
          and not (r.rolname = 'candour_migrator' and m.roleid = 'candour_owner'::regrole)))`,
    [logins.map((login) => `candour_${login}`)],
  );
  return rows.map((row) => ({ kind: 'guard-off', words: `${row.name} ${row.power}.` }));
}

/** Functions of ours whose body stands in no migration of this release. */
async function functionProblems(client: pg.ClientBase, schemas: readonly string[]): Promise<Problem[]> {
  const { rows } = await client.query<{ name: string; body: string }>(
    `select n.nspname || '.' || p.proname as name, p.prosrc as body from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = any ($1) and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`,
    [[...schemas, 'public']],
  );
  const known = migrations().map((migration) => migration.sql);
  return rows
    .filter((row) => !known.some((sql) => sql.includes(row.body)))
    .map((row) => ({
      kind: 'guard-off',
      table: row.name,
      words: 'The body of this function is not the one that this release installs.',
    }));
}

/** Every guard that is not as it should be. */
export async function checkGuards(client: pg.ClientBase, tables: readonly Table[]): Promise<Problem[]> {
  const names = [...tables.map((each) => each.name), ...otherwiseCovered];
  const { rows } = await client.query<GuardRow>(guardQuery, [names, logins.map((login) => `candour_${login}`)]);
  const missing = names.filter((name) => !rows.some((row) => row.table === name));
  const listed = await tableListFaults(client, tables);
  return [
    ...missing.map((table): Problem => ({ kind: 'table-broken', table, words: 'The table is not there.' })),
    ...listed.map((words): Problem => ({ kind: 'table-unlisted', table: words.split(' ')[0] as string, words })),
    ...rows.flatMap(guardProblems),
    ...(await roleProblems(client)),
    ...(await functionProblems(client, schemasOf(tables))),
  ];
}

// ---- Projections

interface Projection {
  readonly table: string;
  readonly rebuilder: string | null;
  readonly columns: string[];
}

const projectionQuery = `
  select n.nspname || '.' || c.relname as table,
    (select n.nspname || '.' || p.proname from pg_proc p where p.pronamespace = n.oid and p.proname = 'rebuilt_' || c.relname and p.pronargs = 0) as rebuilder,
    array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any ($1) and c.relkind in ('r', 'p')
    and not exists (select 1 from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'append_only')
    and not n.nspname || '.' || c.relname = any ($2) order by 1`;

const mostNamed = 100;

/** The record that a row of a projection is about: its entry where it names one. */
const objectOf = (row: Readonly<Record<string, unknown>>): string | undefined => {
  const id = row.entry ?? row.id ?? Object.values(row)[0];
  return typeof id === 'string' ? id : undefined;
};

async function differences(client: pg.ClientBase, { table, rebuilder, columns }: Projection): Promise<Problem[]> {
  const list = columns.map((column) => `"${column.replaceAll('"', '""')}"`).join(', ');
  const { rows } = await client.query<{ row: Record<string, unknown>; times: number }>(
    `select row_to_json(d) as row, times::int from (
        select ${list}, sum(n) as times from (select ${list}, 1 as n from ${table} union all select ${list}, -1 from ${rebuilder}()) b
        group by ${list} having sum(n) <> 0) x, lateral (select ${columns.map((column) => `x."${column.replaceAll('"', '""')}"`).join(', ')}) d
      order by row_to_json(d)::text limit ${mostNamed}`,
  );
  return rows.map(({ row, times }) => {
    const object = objectOf(row);
    const words =
      times > 0 ? 'holds a row that nothing on the record gives rise to' : 'lacks a row that the record gives rise to';
    return {
      kind: 'projection-differs',
      table,
      ...(object === undefined ? {} : { object }),
      words: `${table} ${words}: ${JSON.stringify(row)}.`,
    };
  });
}

/**
 * Rebuilds every table that may change from what may not, and compares. By convention the projection `room.thing` is
 * rebuilt by the function `room.rebuilt_thing()`; a table that may change and has no such function cannot be checked.
 */
export async function checkProjections(client: pg.ClientBase, tables: readonly Table[]): Promise<Problem[]> {
  const guarded = [...tables.map((each) => each.name), ...otherwiseCovered];
  const { rows } = await client.query<Projection>(projectionQuery, [schemasOf(tables), guarded]);
  const problems: Problem[] = [];
  for (const projection of rows) {
    if (projection.rebuilder === null)
      problems.push({
        kind: 'projection-unchecked',
        table: projection.table,
        words: `${projection.table} may change and nothing rebuilds it: add the function rebuilt_${projection.table.split('.')[1]}().`,
      });
    else problems.push(...(await differences(client, projection)));
  }
  return problems;
}
