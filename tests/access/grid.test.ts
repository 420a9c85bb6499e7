/**
 * Every route × every role × every relation, asked over HTTP of the real staff face. The routes are read from the house,
 * so a new one fails here until somebody decides it in decided.json.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { staffRoutes } from '../../src/main.ts';
import { keyFile } from '../../src/platform/config.ts';
import { mustTransact } from '../../src/platform/transaction.ts';
import { insertAccountStop, type Role } from '../../src/rooms/access/index.ts';
import { formTokens } from '../../src/web/sealed.ts';
import { type AccessWorld, accessWorld, claimOf, type Ids, type Relation, relations, roleNames } from './world.ts';

/** shown: the page or the action's own answer. The rest are the doorkeeper's. */
type Outcome = 'shown' | 'may-not' | 'not-found' | 'needs-reason';

/** One word for everybody who may pass, or words by the roles that meet them. */
type Meets = Outcome | Partial<Readonly<Record<Outcome, readonly Role[]>>>;

interface Decided {
  /** Roles that may pass; everyone else is told that they may not. */
  readonly roles: readonly Role[] | 'everybody';
  /** What those who may pass meet, by relation; without a relation where it makes no difference. */
  readonly meets: Meets | Readonly<Record<Relation, Meets>>;
}

const decided = JSON.parse(readFileSync(join(import.meta.dirname, 'decided.json'), 'utf8')) as Readonly<
  Record<string, Decided>
>;

let world: AccessWorld;
before(async () => {
  world = await accessWorld();
});
after(() => world.close());

const nameOf = (route: { method: string; path: string }) => `${route.method} ${route.path}`;

function addressOf(path: string, ids: Ids): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const id = name === 'change' ? 'finding' : ids[name];
    assert.ok(id, `the grid does not know what :${name} in ${path} stands for: add it to tests/access/world.ts`);
    return id;
  });
}

const byStatus: Readonly<Record<number, Outcome>> = {
  403: 'may-not',
  404: 'not-found',
  428: 'needs-reason',
  401: 'needs-reason',
};

async function ask(method: string, address: string, claim: string): Promise<Outcome> {
  const token = formTokens(keyFile(world.ground.server.place, 'sessions')).tokenFor(`session-${claim}`);
  const response = await fetch(`${world.staff.origin}${address}`, {
    method,
    redirect: 'manual',
    headers: {
      cookie: world.cookieOf(claim),
      ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(method === 'POST' ? { body: new URLSearchParams({ formToken: token }).toString() } : {}),
  });
  const text = await response.text();
  assert.ok(response.status < 500, `${method} ${address} failed with ${response.status}: ${text.slice(0, 300)}`);
  if (text.includes('Why do you need this record?')) return 'needs-reason';
  return byStatus[response.status] ?? 'shown';
}

function expected(rule: Decided, role: Role, relation: Relation): Outcome | 'undecided' {
  if (rule.roles !== 'everybody' && !rule.roles.includes(role)) return 'may-not';
  const meets: Meets =
    typeof rule.meets === 'object' && relation in rule.meets
      ? (rule.meets as Record<Relation, Meets>)[relation]
      : (rule.meets as Meets);
  if (typeof meets === 'string') return meets;
  for (const outcome of ['shown', 'needs-reason', 'not-found'] as const)
    if (meets[outcome]?.includes(role)) return outcome;
  return 'undecided';
}

test('every route of the staff face is decided, and nothing is decided that is no route', () => {
  const routes = staffRoutes(world.ground).map(nameOf);
  assert.deepEqual(
    routes.filter((name) => !(name in decided)),
    [],
    'decide these in tests/access/decided.json',
  );
  assert.deepEqual(
    Object.keys(decided).filter((name) => !routes.includes(name)),
    [],
    'these are no routes any more',
  );
});

test('P-02 P-21 the access grid: every route, role and relation meets what was decided', async (t) => {
  const wrong: string[] = [];
  let cells = 0;
  const claims = new Map<Role, string>();
  for (const role of roleNames) claims.set(role, await claimOf(world.ground, world.holder.get(role)!));
  for (const route of staffRoutes(world.ground)) {
    const rule = decided[nameOf(route)];
    if (!rule) continue;
    const touches = /:(?!batch|upload)/.test(route.path);
    for (const role of roleNames) {
      for (const relation of touches ? relations : (['unrelated'] as const)) {
        const met = await ask(route.method, addressOf(route.path, world.idsFor(role, relation)), claims.get(role)!);
        cells += 1;
        const wanted = expected(rule, role, relation);
        if (met !== wanted) wrong.push(`${nameOf(route)} as ${role}, ${relation}: met ${met}, decided ${wanted}`);
      }
    }
  }
  t.diagnostic(`${cells} cells, ${wrong.length} wrong`);
  assert.deepEqual(wrong, []);
});

test('nobody signed in meets the sign-in page and nothing else', async () => {
  for (const route of staffRoutes(world.ground)) {
    const response = await fetch(
      `${world.staff.origin}${addressOf(route.path, world.idsFor('assessor', 'unrelated'))}`,
      { method: route.method, redirect: 'manual' },
    );
    assert.ok([302, 303, 401, 403].includes(response.status), `${nameOf(route)} answered ${response.status} to nobody`);
  }
});

test('control: a grid in which one wall is decided wrongly is found out', async () => {
  const claim = await claimOf(world.ground, world.holder.get('assessor')!);
  const met = await ask('GET', `/people/${world.idsFor('assessor', 'tied').person}`, claim);
  assert.notEqual(met, 'shown');
  assert.equal(met, 'not-found');
});

test('a stopped account opens nothing, whatever its role: every route refuses it', async (t) => {
  await mustTransact(world.ground, 'clerks', { actor: null, face: 'clerk' }, async (tx) => {
    for (const person of world.holder.values())
      await insertAccountStop(tx, { person, reason: 'Every account of this world is stopped' });
  });
  const wrong: string[] = [];
  let cells = 0;
  for (const role of roleNames) {
    const cookie = world.cookieOf(await claimOf(world.ground, world.holder.get(role)!));
    for (const route of staffRoutes(world.ground)) {
      const address = addressOf(route.path, world.idsFor(role, 'assigned'));
      const { status } = await fetch(`${world.staff.origin}${address}`, {
        method: route.method,
        redirect: 'manual',
        headers: { cookie },
      });
      cells += 1;
      if (![302, 303, 401, 403].includes(status)) wrong.push(`${nameOf(route)} as a stopped ${role}: ${status}`);
    }
  }
  t.diagnostic(`${cells} cells, ${wrong.length} wrong`);
  assert.deepEqual(wrong, []);
});
