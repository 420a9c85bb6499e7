/** Being let through a wall, and being away, in a real browser without script; every page on the way by axe, at two widths. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { insertDuty } from '../../src/rooms/duties/index.ts';
import { insertTies } from '../../src/rooms/people/index.ts';
import { post } from '../../src/rooms/record/index.ts';
import { compileStyles } from '../../src/web/gallery.ts';
import { type Someone, type StaffWorld, staffWorld } from '../staff-world.ts';

const chromiumPath = process.env.CANDOUR_CHROMIUM ?? '/usr/bin/chromium';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let world: StaffWorld;
let chrome: Browser | null = null;
let subject: Someone;
let asha: Someone;
let dee: Someone;
const found: string[] = [];

before(async () => {
  world = await staffWorld({ styles: await compileStyles() });
  subject = await world.person('Robin Clay');
  asha = await world.person('Asha Bell', { roles: ['assessor'] });
  dee = await world.person('Dee Putty', { roles: ['assessor'] });
  await world.person('Ola Finch', { roles: ['overseer'] });
  await world.person('Charlie Chief', { roles: ['chief-officer'] });
  await world.clerk((tx) =>
    insertTies(tx, [
      { person: asha.id, counterpart: subject.id, kind: 'friend', declared: true, source: 'declaration' },
    ]),
  );
  await world.clerk((tx) =>
    post(tx, {
      kind: 'matter',
      source: 'crime-report',
      type: 'violence',
      step: 'raise',
      knownOn: '2026-01-10',
      basis: 'account',
      finding: 'open',
      parties: [{ role: 'subject', subject: subject.id }],
      summary: 'Said to have struck somebody outside a club.',
    }),
  );
  if (!existsSync(chromiumPath)) return;
  const { chromium } = await import('playwright-core');
  const args = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking';
  chrome = await chromium.launch({ executablePath: chromiumPath, args: args.split(' ') });
});
after(async () => {
  await chrome?.close();
  await world.close();
});

/** A browser without script, signed in as somebody. */
async function as<T>(name: string, work: (page: Page) => Promise<T>): Promise<T> {
  const context = await chrome!.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(60_000);
  // As a cookie of the browser: a header of one's own is not sent after a redirect.
  const [cookie = '', ...value] = world.cookieOf(name).split('=');
  await context.addCookies([{ name: cookie, value: value.join('='), url: world.origin }]);
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

/** The same address where the checker, which is a script, can run. */
async function look(name: string, path: string): Promise<void> {
  for (const width of [1280, 360]) {
    const context = await chrome!.newContext({ viewport: { width, height: 900 }, bypassCSP: true });
    await context.setExtraHTTPHeaders({ cookie: world.cookieOf(name) });
    const tab = await context.newPage();
    await tab.goto(world.origin + path);
    const wide = await tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    if (typeof wide !== 'number' || wide > 0) found.push(`${path} at ${width}: ${String(wide)}px too wide`);
    await tab.evaluate(axe);
    const violations = (await tab.evaluate(
      'axe.run(document).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html.slice(0, 140))))',
    )) as string[];
    for (const violation of violations) found.push(`${name} ${path} at ${width}: ${violation}`);
    await context.close();
  }
}

const heading = async (page: Page): Promise<string> => ((await page.locator('h1').textContent()) ?? '').trim();
const fillDay = async (page: Page, name: string, day: string, month: string, year = '2026') => {
  for (const [part, value] of [
    ['day', day],
    ['month', month],
    ['year', year],
  ] as const)
    await page.locator(`input[name="${name}-${part}"]`).fill(value);
};

function inBrowser(title: string, run: () => Promise<void>): void {
  test(title, { timeout: 800_000 }, async (t) => {
    if (!chrome) {
      assert.notEqual(process.env.CI, 'true', 'no browser on a machine that must have one');
      t.skip('no browser');
      return;
    }
    await run();
  });
}

inBrowser('a walled assessor asks, somebody outside lets them read, and on the day after it is not there', async () => {
  await as('Asha Bell', async (page) => {
    await page.goto(world.origin);
    await page.getByRole('link', { name: 'Let through a wall' }).click();
    await page.getByRole('button', { name: 'Ask a second person' }).click();
    assert.match(await page.title(), /^Error:/);
    await page.getByLabel('Warrant or staff number of the person').fill(subject.number);
    await page.getByLabel('The whole record').check();
    await page.getByLabel('Handing over work that was mine before the tie was known').check();
    await page
      .getByLabel('Why, in a sentence or two')
      .fill('I assessed this before the tie was known and must hand it over.');
    await fillDay(page, 'until', '20', '3');
    await page.getByRole('button', { name: 'Ask a second person' }).click();
    await page.getByText('Until the second person agrees, nothing is open.').waitFor();
    assert.equal((await page.goto(`${world.origin}/people/${subject.id}`))?.status(), 404);
  });
  await as('Ola Finch', async (page) => {
    await page.goto(world.origin);
    await page.getByRole('link', { name: /asks to be let through a wall/ }).click();
    assert.equal(await heading(page), 'Shall they be let through?');
    await look('Ola Finch', new URL(page.url()).pathname);
    await page.getByLabel('They may read the whole record').check();
    await page
      .getByLabel('What you weighed, and why you decide so')
      .fill('The handover cannot be made without reading it once more.');
    await page.getByRole('button', { name: 'Record my answer' }).click();
    await page.getByText('Ola Finch: let through.').waitFor();
  });
  await as('Asha Bell', async (page) => {
    await page.goto(`${world.origin}/overrides`);
    await page.getByRole('link', { name: 'Robin Clay' }).click();
    await page.getByText('You were let through a wall, to read, until Friday 20 March 2026.').waitFor();
    assert.match(await heading(page), /Robin Clay/);
    await look('Asha Bell', '/overrides');
  });
  await as('Ola Finch', async (page) => {
    await page.goto(`${world.origin}/digest`);
    await page.getByRole('cell', { name: 'Robin Clay' }).first().waitFor();
    await look('Ola Finch', '/digest');
  });
  world.ground.clock.setDay('2026-03-21');
  await as('Asha Bell', async (page) =>
    assert.equal((await page.goto(`${world.origin}/people/${subject.id}`))?.status(), 404),
  );
  world.ground.clock.setDay('2026-03-06');
});

inBrowser(
  'somebody is away: their deputy finds what they owe, for whom and until when, and it comes back',
  async () => {
    await world.clerk((tx) =>
      insertDuty(tx, {
        kind: 'follow-up:outcome',
        title: 'Follow up what was agreed',
        visibility: 'guarded',
        ladder: [{ person: asha.id, from: tx.today, due: '2026-03-12' }],
        consequence: 'It climbs.',
        raisedOn: tx.today,
      }),
    );
    await as('Asha Bell', async (page) => {
      await page.goto(world.origin);
      await page.getByRole('link', { name: 'Away', exact: true }).click();
      await look('Asha Bell', '/absence');
      await fillDay(page, 'from', '6', '3');
      await fillDay(page, 'to', '20', '3');
      await page.getByLabel('Who stands in?').fill(dee.number);
      await page.getByRole('button', { name: 'Record it' }).click();
      await page.getByText('What is owed by name on those days goes to whoever stands in.').waitFor();
      await page.goto(world.origin);
      assert.equal(await page.getByText('Follow up what was agreed').count(), 0);
    });
    await as('Dee Putty', async (page) => {
      await page.goto(world.origin);
      await page.getByText('For Asha Bell, until 20 March 2026.').waitFor();
      await look('Dee Putty', '/');
      await page.getByRole('link', { name: 'Follow up what was agreed' }).click();
      await page.getByText('Who held it while its holder was away').waitFor();
      await look('Dee Putty', new URL(page.url()).pathname);
    });
    await as('Asha Bell', async (page) => {
      await page.goto(`${world.origin}/absence`);
      await page.getByLabel('Which?').selectOption({ index: 1 });
      await page.getByRole('button', { name: 'They are back from today' }).click();
      await page.goto(world.origin);
      await page.getByText('Follow up what was agreed').first().waitFor();
    });
  },
);

inBrowser('delegations and units pass the same, and nothing found is left', async () => {
  for (const [name, path] of [
    ['Charlie Chief', '/delegations'],
    ['Charlie Chief', '/units'],
  ] as const)
    await look(name, path);
  const unit = /\/units\/[0-9a-f-]{36}/.exec((await world.browser('Charlie Chief').get('/units')).text)?.[0] ?? '';
  assert.notEqual(unit, '');
  await look('Charlie Chief', unit);
  assert.deepEqual(found, []);
});
