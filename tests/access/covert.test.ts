/**
 * A covert matter leaves no trace outside its named list: the same service is built with and without one, and every
 * surface is compared byte for byte as everybody sees it. Ids and signatures are random in any service, so each is
 * replaced by the order in which it first appears; everything else must be the same.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ledgeredTables, staffRoutes, startPublic } from '../../src/main.ts';
import { setClock } from '../../src/platform/clock.ts';
import { seededIds } from '../../src/platform/ids.ts';
import { takeCheckpoint, verifyLedger } from '../../src/platform/ledger.ts';
import { type Ground, mustTransact, query, sql } from '../../src/platform/transaction.ts';
import { insertCovertReader, type Role } from '../../src/rooms/access/index.ts';
import { screen } from '../../src/rooms/patterns/index.ts';
import { personForCommand, post } from '../../src/rooms/record/index.ts';
import type { RunningFace } from '../../src/web/server.ts';
import { type AccessWorld, accessWorld, claimOf, complaint, relations, roleNames } from './world.ts';

const list = '5f0c2b1e-8a54-4d0e-9a3b-2f5f4f5d9a10';
const clerk = { actor: null, face: 'clerk' } as const;
const onList: Role = 'custodian';

let plain: AccessWorld;
let withCovert: AccessWorld;
const publicFaces: RunningFace[] = [];

/** Posts covert matters with a clock and ids of their own, so that the ordinary ones stand as if nothing had been done. */
async function addCovert(world: AccessWorld): Promise<void> {
  const aside: Ground = { ...world.ground, clock: setClock('2026-03-06'), ids: seededIds('covert') };
  const target = world.idsFor('assessor', 'unrelated').person!;
  await mustTransact(aside, 'clerks', clerk, async (tx) => {
    await insertCovertReader(tx, { list, person: world.holder.get(onList)!, validFrom: '2026-01-01' });
  });
  for (const knownOn of ['2025-02-01', '2025-08-01', '2025-11-01']) {
    await mustTransact(aside, 'clerks', clerk, (tx) =>
      post(
        tx,
        complaint(target, knownOn, {
          source: 'internal-report',
          type: 'sexual-misconduct',
          visibility: 'covert',
          covertList: list,
          features: ['sexual', 'woman'],
          summary: 'COVERT-CANARY held apart',
        }),
      ),
    );
  }
}

/** Ordinary life goes on after it: another complaint about the same person, and one about somebody else. */
async function goOn(world: AccessWorld): Promise<void> {
  // The one with something covert comes last: what its second run takes from the row of ids is then taken from nobody.
  for (const relation of ['assigned', 'unrelated'] as const) {
    await mustTransact(world.ground, 'clerks', clerk, (tx) =>
      post(tx, complaint(world.idsFor('assessor', relation).person!, '2026-03-01', { finding: 'open' })),
    );
  }
  world.ground.clock.setDay('2026-03-09');
  await takeCheckpoint(world.ground);
}

before(async () => {
  plain = await accessWorld({ seed: 'covert-worlds' });
  withCovert = await accessWorld({ seed: 'covert-worlds' });
  await addCovert(withCovert);
  for (const world of [plain, withCovert]) {
    await goOn(world);
    publicFaces.push(
      await startPublic(
        { place: world.ground.server.place, ground: world.ground, close: world.ground.close },
        { port: 0 },
      ),
    );
  }
});
after(async () => {
  for (const face of publicFaces) await face.close();
  await plain.close();
  await withCovert.close();
});

/** Ids, form tokens, ports, keys, signatures and sums over them by the order in which they appear. */
function levelled(text: string): string {
  const seen = new Map<string, string>();
  return text.replace(
    /[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|127\.0\.0\.1:\d+|[A-Za-z0-9+/_-]{40,}={0,2}|candour\/[0-9a-f]{16}\/main|Candour (?:[0-9a-f]{4} ){4}on|check [0-9a-f]{4}(?=<)/g,
    (found) => {
      if (!seen.has(found)) seen.set(found, `#${seen.size}`);
      return seen.get(found)!;
    },
  );
}

const addresses = (world: AccessWorld, role: Role): string[] =>
  staffRoutes(world.ground)
    .filter((route) => route.method === 'GET')
    .flatMap(({ path }) =>
      path.includes(':')
        ? relations.map((relation) =>
            path.replace(/:(\w+)/g, (_, name: string) => world.idsFor(role, relation)[name] ?? 'none'),
          )
        : [path],
    )
    .concat(['/people?q=Target', '/people?q=Holder', '/signals?whose=late']);

async function look(world: AccessWorld, role: Role): Promise<{ address: string; seen: string }[]> {
  const claim = await claimOf(world.ground, world.holder.get(role)!);
  const pages = [];
  for (const address of addresses(world, role)) {
    const response = await fetch(`${world.staff.origin}${address}`, {
      redirect: 'manual',
      headers: { cookie: world.cookieOf(claim) },
    });
    const headers = [...response.headers]
      .filter(([name]) => !['date', 'set-cookie', 'etag'].includes(name))
      .map((pair) => pair.join(': '));
    pages.push({
      address: levelled(address),
      seen: levelled(`${response.status}\n${headers.join('\n')}\n${await response.text()}`),
    });
  }
  return pages;
}

test('covert: every page of every role outside the list is the same, byte for byte, in both worlds', async (t) => {
  let pages = 0;
  for (const role of roleNames.filter((each) => each !== onList)) {
    const [one, other] = [await look(plain, role), await look(withCovert, role)];
    pages += one.length;
    for (const [index, page] of one.entries())
      assert.equal(other[index]!.seen, page.seen, `${role} sees a difference at ${page.address}`);
    assert.ok(!other.some((page) => page.seen.includes('COVERT-CANARY')));
  }
  t.diagnostic(`${pages} pages compared`);
});

test('covert: the public face is the same in both worlds', async () => {
  for (const path of ['/', '/proof', '/about', '/accessibility', '/nothing-here']) {
    const [one, other] = await Promise.all(
      publicFaces.map(async (face) => levelled(await (await fetch(`${face.origin}${path}`)).text())),
    );
    assert.equal(other, one, path);
  }
});

test('covert: counts of the ledger, the command and a sweep are the same in both worlds', async () => {
  const facts = async (world: AccessWorld) => {
    const person = world.idsFor('assessor', 'unrelated').person!;
    const verified = await verifyLedger(world.ground, ledgeredTables);
    const screened = await mustTransact(world.ground, 'clerks', clerk, (tx) =>
      screen(tx, { asAt: '2026-03-09', top: null }),
    );
    const shown = await personForCommand(world.ground, person);
    const rows = await mustTransact(
      world.ground,
      'staff',
      { actor: world.holder.get('assessor')!, face: 'staff' },
      (tx) =>
        query(
          tx,
          sql<{
            n: number;
          }>`select (select count(*) from record.entry) + (select count(*) from record.involvement) + (select count(*) from duties.duty) + (select count(*) from patterns.firing) + (select count(*) from access.covert_reader) as n`,
        ),
    );
    const { seconds: _seconds, ...rest } = screened;
    return levelled(
      JSON.stringify({
        ok: verified.ok,
        leaves: verified.leaves,
        checkpoints: verified.checkpoints,
        rest,
        shown,
        rows,
      }),
    );
  };
  assert.equal(await facts(withCovert), await facts(plain));
});

test('covert: the list itself does see it, and a question of its own is raised (control: the comparison can fail)', async () => {
  const [one, other] = [await look(plain, onList), await look(withCovert, onList)];
  const differs = one.filter((page, index) => page.seen !== other[index]!.seen);
  assert.ok(differs.length > 0, 'the member of the list sees no difference, so this test could not fail');
  const raised = await mustTransact(withCovert.ground, 'clerks', clerk, (tx) =>
    query(tx, sql<{ n: number }>`select count(*)::int as n from patterns.firing where covert_list = ${list}`),
  );
  assert.ok(raised[0]!.n > 0, 'a covert question was raised for the list');
});
