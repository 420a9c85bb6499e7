/** Every login of the service tries every way to overwrite what is append-only. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type Login, logins, openAdmin, passwordOf } from '../../src/platform/database.ts';
import { appendOnlyTables } from '../../src/platform/ledger.ts';
import { allTables, buildWorld, type World } from './world.ts';

let world: World;
let admin: pg.Client;
let tables: string[];

before(async () => {
  world = await buildWorld('logins');
  admin = await openAdmin(world.ground.server);
  tables = await appendOnlyTables(admin);
});
after(async () => {
  await admin?.end();
  await world?.ground.close();
});

/** A connection of its own: what a login does must not reach another's. */
async function signIn(login: Login): Promise<pg.Client> {
  const { server } = world.ground;
  const client = new pg.Client({
    host: server.address.host,
    port: server.address.port,
    user: `candour_${login}`,
    password: passwordOf(server.place, login),
    database: server.database,
    options: '-c timezone=UTC',
  });
  await client.connect();
  return client;
}

/** No right, or COPY into a table with row security. Any other error would be a refusal by chance. */
const refusals = new Set(['42501', '0A000']);

/** The code of the error that a statement meets, or null where it went through; nothing of it stays. */
async function codeOf(client: pg.Client, statement: string): Promise<string | null> {
  await client.query('begin');
  try {
    await client.query(statement);
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? 'no code';
  } finally {
    await client.query('rollback');
  }
}

const overwrites = (table: string, column: string): string[] => [
  `update ${table} set ${column} = ${column}`,
  `update ${table} set ${column} = ${column} where ${column} is not null returning 1`,
  `delete from ${table}`,
  `truncate ${table}`,
  `truncate ${table} cascade`,
  `merge into ${table} t using (select 1) s on true when matched then delete`,
  `alter table ${table} disable trigger append_only`,
  `alter table ${table} disable trigger all`,
  `alter table ${table} no force row level security`,
  `alter table ${table} disable row level security`,
  `alter table ${table} drop column salt`,
  `alter table ${table} rename to other`,
  `drop trigger append_only on ${table}`,
  `drop table ${table}`,
  `create trigger other before insert on ${table} for each row execute function ledger.refuse_change()`,
  `create rule other as on insert to ${table} do instead nothing`,
  `create policy other on ${table} using (true)`,
  // A grant without the right to grant is a warning only: what counts is that nothing was granted.
  `grant update on ${table} to public; update ${table} set ${column} = ${column}`,
  `copy ${table} from '/tmp/nothing'`,
  `copy ${table} from program 'true'`,
  `copy ${table} to '/tmp/nothing'`,
];

const escalations = [
  'set role candour_owner',
  'set role candour_clerks',
  'set role candour_migrator',
  'set session authorization candour_clerks',
  'set session_replication_role = replica',
  'alter role current_user superuser',
  'alter role current_user bypassrls',
  'create role other',
  'grant candour_owner to current_user',
  'create or replace function ledger.refuse_change() returns trigger language plpgsql as $$ begin return new; end $$',
  'drop schema record cascade',
  'create schema other',
  'create table public.other (id int)',
  `select pg_read_file('postgresql.conf')`,
  `select lo_import('/etc/passwd')`,
  `copy (select 1) to program 'true'`,
];

const columnOf = (table: string): string =>
  table === 'ledger.leaf' ? 'act' : table === 'ledger.cosignature' ? 'line' : 'id';

test('REC-10.3 the list of tables to attack is every append-only table, by trigger and by declaration', () => {
  const declared = [
    ...allTables.map((table) => table.name),
    'ledger.leaf',
    'ledger.checkpoint',
    'ledger.cosignature',
    'access.read_log',
  ];
  assert.deepEqual([...tables].sort(), declared.sort());
});

for (const login of logins)
  test(`REC-10.3 ${login} finds no path that overwrites`, async (t) => {
    const client = await signIn(login);
    const passed: string[] = [];
    let tried = 0;
    const mustFail = async (statement: string) => {
      tried += 1;
      const code = await codeOf(client, statement);
      if (code === null || !refusals.has(code)) passed.push(`${code ?? 'done'}: ${statement}`);
    };
    for (const table of tables) for (const statement of overwrites(table, columnOf(table))) await mustFail(statement);
    // The migrator may become the owner: that is what it is for, and the next test says what the owner cannot do.
    const forbidden = escalations.filter(
      (statement) =>
        !(login === 'migrator' && statement === 'set role candour_owner') &&
        !(login === 'clerks' && statement === 'create schema other') &&
        !(statement.startsWith('set role') && statement.endsWith(login)) &&
        !(statement.startsWith('set session auth') && statement.endsWith(login)),
    );
    for (const statement of forbidden) await mustFail(statement);
    await client.end();
    t.diagnostic(`${login}: ${tried} attempts on ${tables.length} tables, ${passed.length} got through`);
    assert.deepEqual(passed, []);
  });

test('REC-10.3 no login adds rows where it has no business, and none as somebody else', async () => {
  const may = await admin.query<{ login: string; name: string; insert: boolean }>(
    `select r.rolname as login, t.name, has_table_privilege(r.oid, t.name::regclass, 'INSERT') as insert
      from pg_roles r, unnest($1::text[]) as t(name) where r.rolname = any ($2)`,
    [tables, logins.map((login) => `candour_${login}`)],
  );
  let tried = 0;
  for (const login of logins) {
    const client = await signIn(login);
    for (const { name } of may.rows.filter((row) => row.login === `candour_${login}` && !row.insert)) {
      tried += 1;
      assert.equal(await codeOf(client, `insert into ${name} default values`), '42501', `${login} into ${name}`);
    }
    await client.end();
  }
  assert.ok(tried > tables.length * 3, `only ${tried} tables are closed to some login`);
  const writers = (table: string) =>
    may.rows
      .filter((row) => row.name === table && row.insert)
      .map((row) => row.login)
      .sort();
  assert.deepEqual(writers('ledger.leaf'), [], 'leaves go in through ledger.append only');
  for (const table of ['ledger.checkpoint', 'ledger.cosignature']) assert.deepEqual(writers(table), ['candour_signer']);
  for (const login of ['auditor', 'migrator'])
    assert.ok(!may.rows.some((row) => row.login === `candour_${login}` && row.insert), `${login} writes nothing`);
  assert.deepEqual(
    may.rows.filter((row) => row.login === 'candour_eraser' && row.insert).map((row) => row.name),
    ['ledger.erasure'],
    'the eraser writes what it erased, and nothing else',
  );
  const [me = '', other = ''] = world.persons;
  const staff = await signIn('staff');
  await staff.query(`select set_config('app.actor', $1, false), set_config('app.today', '2026-03-06', false)`, [me]);
  const forged = [
    `insert into people.name (id, person, given, source, recorded_at, recorded_by, salt) values ('${other}', '${other}', 'x', 'hr', '2026-03-06', '${other}', '\\x00')`,
    `insert into access.read_log (id, at, actor, face, event, outcome, salt) values ('${other}', '2026-03-06', '${other}', 'staff', 'x', 'shown', '\\x00')`,
    `insert into access.role_grant (id, person, role, valid_from, reason, recorded_at, recorded_by, salt) values ('${other}', '${me}', 'overseer', '2026-03-06', 'x', '2026-03-06', '${me}', '\\x00')`,
    `insert into access.read_root (id, hour, reads, root, recorded_at, salt) values ('${other}', '2026-03-06', 0, '\\x00', '2026-03-06', '\\x00')`,
  ];
  for (const statement of forged) assert.equal(await codeOf(staff, statement), '42501', statement);
  await staff.end();
});

test('REC-10.3 the owner itself is refused by the trigger', async () => {
  const client = await signIn('migrator');
  await client.query('set role candour_owner');
  for (const { name } of allTables)
    for (const statement of [`update ${name} set id = id`, `delete from ${name}`, `truncate ${name}`])
      assert.equal(await codeOf(client, statement), '42501', statement);
  await client.query(`set role candour_owner`);
  assert.equal(await codeOf(client, `update ledger.leaf set act = act`), '42501');
  assert.equal(await codeOf(client, `delete from ledger.checkpoint`), '42501');
  await client.end();
});

test('control: with the trigger disabled by the superuser the same statements go through, so the test can fail', async () => {
  for (const name of tables) {
    const column = columnOf(name);
    assert.equal(
      await codeOf(admin, `update ${name} set ${column} = ${column}`),
      '42501',
      `${name}: the superuser too`,
    );
    await admin.query('begin');
    await admin.query(`alter table ${name} disable trigger append_only`);
    const done = await admin.query(`update ${name} set ${column} = ${column}`);
    const gone = await admin.query(`delete from ${name}`);
    await admin.query('rollback');
    assert.ok((done.rowCount ?? 0) > 0 && (gone.rowCount ?? 0) > 0, `${name} holds no row to overwrite`);
  }
});
