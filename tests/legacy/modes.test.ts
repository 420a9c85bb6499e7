/**
 * Overlay, parallel, primary over the real staff face: put forward by one, signed by another, dated, taken back; and what
 * each does to signals. The pages of the nights in a real browser.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { cutShort, type InventedNight, inventNights } from '../../demo/generate/legacy.ts';
import { type House, startStaff } from '../../src/main.ts';
import { keyFile } from '../../src/platform/config.ts';
import { isRefusal } from '../../src/platform/refusal.ts';
import { mustTransact, query, sql, type Tx } from '../../src/platform/transaction.ts';
import { appoint } from '../../src/rooms/access/index.ts';
import { concernTables, modeOn } from '../../src/rooms/concerns/index.ts';
import { screenForCommand, sweep, sweepNightly } from '../../src/rooms/patterns/index.ts';
import { post } from '../../src/rooms/record/index.ts';
import { formTokens, sealerFor } from '../../src/web/sealed.ts';
import type { RunningFace } from '../../src/web/server.ts';
import { sessionCookie } from '../../src/web/sign-in.ts';
import { type LegacyWorld, legacyWorld } from './world.ts';

const chromiumPath = process.env.CANDOUR_CHROMIUM ?? '/usr/bin/chromium';
let world: LegacyWorld;
let staff: RunningFace;
let nights: InventedNight[];
const people = new Map<string, string>();
const clerk = { actor: null, face: 'clerk' } as const;
const asClerk = <T>(work: (tx: Tx) => Promise<T>) => mustTransact(world.ground, 'clerks', clerk, work);

const session = (claim: string) => ({ subject: claim, id: `session-${claim}` });
const cookieOf = (claim: string): string => {
  const { ground } = world;
  const sealer = sealerFor(keyFile(ground.server.place, 'sessions'), 'session/staff', ground.ids.bytes);
  return sealer.seal({ ...session(claim), issuedAt: ground.clock.now().getTime() });
};
async function ask(claim: string, path: string, fields?: Readonly<Record<string, string>>) {
  const headers = { cookie: `${sessionCookie('staff')}=${cookieOf(claim)}` };
  const token = formTokens(keyFile(world.ground.server.place, 'sessions')).tokenFor(session(claim).id);
  const reply = await fetch(staff.origin + path, {
    redirect: 'manual',
    headers,
    ...(fields ? { method: 'POST', body: new URLSearchParams({ formToken: token, ...fields }) } : {}),
  });
  return { status: reply.status, text: await reply.text(), to: reply.headers.get('location') };
}

before(async () => {
  const { buildAssets } = (await import(resolve(import.meta.dirname, '../../bin/build-assets.mjs'))) as {
    buildAssets: () => Promise<boolean>;
  };
  await buildAssets();
  world = await legacyWorld('modes', '2026-01-05');
  for (const [name, role] of [
    ['Head Reedmere', 'head-of-standards'],
    ['Chief Oakhollow', 'chief-officer'],
    ['Both Marshgate', 'chief-officer,head-of-standards'],
    ['Over Lowbeck', 'overseer'],
    ['Reader Ashbrook', 'assessor'],
  ] as const) {
    const claim = name.split(' ')[0]!.toLowerCase();
    const made = await appoint(world.ground, { name, roles: role.split(','), signIn: claim });
    assert.ok(!isRefusal(made), isRefusal(made) ? made.words : '');
    people.set(claim, made.person);
  }
  const house: House = { place: world.ground.server.place, ground: world.ground, close: world.ground.close };
  staff = await startStaff(house, { port: 0 });
  nights = [...inventNights({ seed: 'modes', nights: 12, first: '2026-01-05' })];
});
after(async () => {
  await staff.close();
  await world.close();
});

const today = () => world.ground.clock.today();
/** Three grave allegations about one person, each by hand: enough for a question where questions are asked. */
async function threeByHand(): Promise<number> {
  await asClerk(async (tx) => {
    const [person] = await query(
      tx,
      sql<{
        id: string;
      }>`select id from people.subject where kind = 'person' and source = 'casework' order by id limit 1`,
    );
    for (const month of ['01', '02', '03'])
      await post(tx, {
        kind: 'matter',
        source: 'internal-report',
        type: 'sexual-misconduct',
        step: 'raise',
        happenedFrom: `2025-${month}-01`,
        knownOn: `2025-${month}-10`,
        basis: 'account',
        finding: 'no-action',
        parties: [{ role: 'subject', subject: person!.id }],
        features: ['woman'],
      });
  });
  return questions();
}
const questions = () =>
  asClerk(async (tx) => {
    const [row] = await query(
      tx,
      sql<{
        n: number;
      }>`select ((select count(*) from patterns.firing) + (select count(*) from duties.duty where kind like 'signal:%')
        + (select count(*) from record.entry where kind = 'signal'))::int as n`,
    );
    return row!.n;
  });
const part = (iso: string) => {
  const [year, month, day] = iso.split('-');
  return { 'from-day': String(Number(day)), 'from-month': String(Number(month)), 'from-year': year! };
};
const because = { reason: 'Fourteen nights met every total, and the unions were told' };
const openDuty = () =>
  asClerk(async (tx) => {
    const [row] = await query(
      tx,
      sql<{ duty: string }>`select duty from concerns.mode_proposal order by recorded_at desc limit 1`,
    );
    return row!.duty;
  });

test('overlay begins with the first night read into an empty record, and flags nobody whatever is posted', async () => {
  assert.equal(await asClerk((tx) => modeOn(tx, today())), null);
  for (const night of nights.slice(0, 4)) assert.equal((await world.take(night)).mode, 'overlay');
  assert.equal(await asClerk((tx) => modeOn(tx, today())), 'overlay');
  assert.equal(await threeByHand(), 0, 'a signal, firing or duty was written in overlay');
  const nightly = await sweepNightly(world.ground, today());
  assert.ok(!isRefusal(nightly) && nightly.stage === 'shadow');
  assert.ok(nightly.sizing.peopleNamed > 0, 'the shadow run counts whom it would ask about');
  assert.equal(await questions(), 0);
  const live = await sweep(world.ground, {
    asAt: today(),
    stage: 'live',
    assessment: { dpia: 'made', equality: 'made', legalBasis: 'given', publishedRecord: 'there' },
    approvedBy: people.get('head')!,
    secondPerson: people.get('over')!,
  });
  assert.ok(isRefusal(live) && live.code === 'overlay');
  const screened = await screenForCommand(world.ground, { say: () => {} });
  assert.ok(screened.signals.length === 0 && screened.sizing.peopleNamed > 0, 'the command names nobody in overlay');
});

test('every page says overlay', async () => {
  for (const path of ['/', '/systems', '/sweeps', '/people'])
    assert.match((await ask('head', path)).text, /mode__word">Overlay<\/strong>/, path);
});

test('P-20 a change is put forward by one and signed by another; nobody signs their own', async () => {
  const refused = await ask('head', '/systems/mode', { mode: 'primary', ...because, ...part(today()) });
  assert.match(refused.text, /From overlay the next step is parallel/);
  const past = await ask('head', '/systems/mode', { mode: 'parallel', ...because, ...part('2026-01-01') });
  assert.match(past.text, /never in the past/);
  assert.equal((await ask('reader', '/systems/mode', { mode: 'parallel', ...because, ...part(today()) })).status, 403);
  const done = await ask('both', '/systems/mode', { mode: 'parallel', ...because, ...part(today()) });
  assert.equal(done.to, '/systems', done.text.slice(0, 400));
  const duty = await openDuty();
  const again = await ask('head', '/systems/mode', { mode: 'parallel', ...because, ...part(today()) });
  assert.match(again.text, /waits for its signature/);
  const own = await ask('both', `/systems/mode/${duty}`, { answer: 'sign', ...because });
  assert.match(own.text, /cannot be the one who signs it/);
  assert.equal((await ask('head', `/systems/mode/${duty}`, { answer: 'sign', ...because })).status, 403);
  assert.equal(await asClerk((tx) => modeOn(tx, today())), 'overlay');
  const signed = await ask('chief', `/systems/mode/${duty}`, { answer: 'sign', ...because });
  assert.equal(signed.to, '/systems', signed.text.slice(0, 400));
  assert.equal(await asClerk((tx) => modeOn(tx, today())), 'parallel');
  assert.match(
    (await ask('chief', `/systems/mode/${duty}`, { answer: 'refuse', ...because })).text,
    /answered already/,
  );
});

test('the database refuses a mode signed by whoever put it forward', async () => {
  const [proposal] = await asClerk((tx) =>
    query(tx, sql<{ id: string; proposed_by: string }>`select id, proposed_by from concerns.mode_proposal limit 1`),
  );
  const forged = mustTransact(world.ground, 'staff', { actor: proposal!.proposed_by, face: 'staff' }, async (tx) => {
    await tx.client.query(
      `insert into concerns.mode (id, mode, valid_from, proposal, reason, signed_by, recorded_at, recorded_by, salt)
       select $1, 'parallel', valid_from, id, 'for myself', proposed_by, $2, proposed_by, $3 from concerns.mode_proposal where id = $4`,
      [tx.ids.next(), tx.at, tx.ids.bytes(16), proposal!.id],
    );
  });
  await assert.rejects(forged, /row-level security/);
  assert.ok(concernTables.mode);
});

test('in parallel signals ask, and nights are still read; back in overlay nothing new is asked', async () => {
  const before = await questions();
  const after = await threeByHand();
  assert.ok(after > before, 'nothing was asked in parallel');
  assert.equal((await world.take(nights[4]!)).mode, 'parallel');
  assert.equal(await questions(), after, 'reading a night asked somebody something');
  await ask('head', '/systems/mode', { mode: 'overlay', ...because, ...part(today()) });
  assert.equal(
    (await ask('chief', `/systems/mode/${await openDuty()}`, { answer: 'sign', ...because })).to,
    '/systems',
  );
  assert.equal(await threeByHand(), after, 'something new was asked after going back to overlay');
});

test('a change signed today for a later day begins on that day; in primary no export is read over the record', async () => {
  const move = async (mode: string, from: string) => {
    const done = await ask('head', '/systems/mode', { mode, ...because, ...part(from) });
    assert.equal(done.to, '/systems', done.text.slice(0, 300));
    assert.equal(
      (await ask('chief', `/systems/mode/${await openDuty()}`, { answer: 'sign', ...because })).to,
      '/systems',
    );
  };
  await move('parallel', '2026-01-12');
  assert.equal(await asClerk((tx) => modeOn(tx, today())), 'overlay');
  assert.equal((await world.take(nights[5]!)).mode, 'overlay');
  assert.equal((await world.take(nights[6]!)).mode, 'parallel');
  await move('primary', today());
  world.ground.clock.setDay('2026-01-13');
  const primary = await world.load(nights[7]!.files);
  assert.ok(isRefusal(primary) && primary.code === 'primary');
  await move('parallel', today());
  assert.equal((await world.take(nights[7]!)).mode, 'parallel');
  assert.deepEqual(await world.faults(nights[7]!, world.ground.clock.now()), []);
});

test('a case is found by its old number and by its new one', async () => {
  const rekeyed = await asClerk((tx) =>
    query(
      tx,
      sql<{
        was: string;
        now: string;
      }>`select e.source_ref as was, a.source_ref as now from record.entry a join record.entry e on e.id = a.acts_on[1]
        where a.kind = 'amendment' and a.source_ref <> e.source_ref order by a.recorded_at limit 1`,
    ),
  );
  assert.ok(rekeyed[0], 'no case was re-keyed in these nights');
  for (const number of [rekeyed[0].was, rekeyed[0].now.toLowerCase()]) {
    const found = await ask('reader', `/people?q=${encodeURIComponent(number)}`);
    assert.match(found.text, /llegations? under the number/, number);
    assert.match(found.text, /href="\/people\/[0-9a-f-]{36}"/);
  }
});

test('the nights and their reconciliation in a browser, at two widths', { timeout: 800_000 }, async (t) => {
  world.ground.clock.setDay('2026-01-15');
  assert.ok(isRefusal(await world.load(cutShort(nights[9]!, 0.4))), 'a cut night was taken');
  const changed = nights[8]!.files['manifest.json']!.replace(
    /"all": (\d+)/,
    (_, all: string) => `"all": ${Number(all) + 2}`,
  );
  assert.ok(!isRefusal(await world.load({ ...nights[8]!.files, 'manifest.json': changed })));
  const [night] = await asClerk((tx) =>
    query(
      tx,
      sql<{ id: string }>`select id from concerns.night where outcome = 'taken' order by recorded_at desc limit 1`,
    ),
  );
  const page = await ask('head', `/systems/${night!.id}`);
  assert.match(page.text, /the source’s own rows add up to \d+/);
  const systems = await ask('head', '/systems');
  assert.match(systems.text, /Refused/);
  assert.match(systems.text, /1 night has not come since/);
  if (!existsSync(chromiumPath)) {
    assert.notEqual(process.env.CI, 'true', 'no browser on a machine that must have one');
    t.skip('no browser');
    return;
  }
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  });
  try {
    for (const width of [1280, 360]) {
      const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 900 } });
      await context.addCookies([{ name: sessionCookie('staff'), value: cookieOf('head'), url: staff.origin }]);
      const tab = await context.newPage();
      for (const [name, path] of [
        ['systems', '/systems'],
        ['night', `/systems/${night!.id}`],
        ['mode', '/systems/mode'],
        ['sign', `/systems/mode/${await openDuty()}`],
      ] as const) {
        await tab.goto(staff.origin + path);
        const overflow = await tab.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        assert.ok((overflow as number) <= 0, `${name} is ${String(overflow)} px too wide at ${width}`);
        if (process.env.CANDOUR_PICTURES)
          await tab.screenshot({ path: `${process.env.CANDOUR_PICTURES}/${name}-${width}.png`, fullPage: true });
      }
      await context.close();
    }
  } finally {
    await browser.close();
  }
});
