/** The pages on which somebody adds to the record, in a real browser: no accessibility fault, nothing wider than a phone, no script. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openHandover, proposeElimination } from '../../src/rooms/duties/index.ts';
import { post } from '../../src/rooms/record/index.ts';
import { compileStyles } from '../../src/web/gallery.ts';
import { type Someone, type StaffWorld, staffWorld } from '../staff-world.ts';

const chromiumPath = process.env.CANDOUR_CHROMIUM ?? '/usr/bin/chromium';

let world: StaffWorld;
let asha: Someone;
let rowan: Someone;
let noor: Someone;

before(async () => {
  world = await staffWorld({ styles: await compileStyles() });
  asha = await world.person('Asha Bell', { roles: ['assessor', 'head-of-standards'] });
  await world.person('Ola Finch', { roles: ['overseer'] });
  const sam = await world.person('Sam Pell', { roles: ['supervisor'] });
  noor = await world.person('Noor Vane', { roles: ['supervisor'] });
  rowan = await world.person('Rowan Ashdown', { under: sam });
  await world.assign(asha, rowan);
});
after(() => world.close());

test('every page for adding to the record passes axe and fits a phone, empty and with its faults shown', {
  timeout: 800_000,
}, async (t) => {
  if (!existsSync(chromiumPath)) {
    assert.notEqual(process.env.CI, 'true', 'no browser on a machine that must have one');
    t.skip('no browser');
    return;
  }
  const matter = await world.clerk((tx) =>
    post(tx, {
      kind: 'matter',
      source: 'crime-report',
      type: 'violence',
      step: 'raise',
      knownOn: '2026-01-10',
      basis: 'account',
      finding: 'open',
      parties: [{ role: 'subject', subject: rowan.id }],
      unknown: [{ role: 'affected', given: 'Lee', family: 'Hart' }],
      summary: 'Said to have struck somebody outside a club.',
    }),
  );
  const sam = world.browser('Sam Pell');
  await sam.post('/outcomes/new', {
    number: rowan.number,
    class: 'incivility',
    precision: 'not-known',
    'known-day': '3',
    'known-month': '3',
    'known-year': '2026',
    outcome: 'words-of-advice',
    reason: 'Swore at a caller twice, admitted it at once, and has said sorry to her in writing.',
    action: 'Agreed to hand over difficult calls early; I listen to three of them each week.',
    'followUp-day': '3',
    'followUp-month': '4',
    'followUp-year': '2026',
    tell: 'now',
  });
  const agreement = await world.as(asha, (tx) =>
    proposeElimination(tx, {
      person: rowan.id,
      entry: matter,
      reason: 'On duty across the city that night.',
      evidence: 'Footage shows another man, who has been charged.',
      snapshot: null,
    }),
  );
  const handover = await world.clerk((tx) => openHandover(tx, rowan.id, noor.id));
  const item = /\/tray\/[0-9a-f-]{36}/.exec((await world.browser('Asha Bell').get('/tray')).text)?.[0] ?? '';
  const mine =
    /\/me\/outcomes\/[0-9a-f-]{36}/.exec((await world.browser('Rowan Ashdown').get('/me/outcomes')).text)?.[0] ?? '';
  const at = `/people/${rowan.id}/entries`;
  const pages: readonly (readonly [string, readonly string[]])[] = [
    [
      'Asha Bell',
      [
        `${at}/new`,
        `${at}/${matter}`,
        ...['finding', 'relabel', 'withdrawal', 'correction', 'elimination'].map(
          (change) => `${at}/${matter}/${change}`,
        ),
        `/people/${rowan.id}/outcomes`,
        `/people/${rowan.id}/move`,
        '/registers/eliminations',
        '/registers/outcomes',
        item,
      ],
    ],
    ['Ola Finch', [`/agreements/${String(agreement)}`]],
    ['Sam Pell', ['/outcomes/new']],
    ['Noor Vane', [`/handover/${handover}`]],
    ['Rowan Ashdown', ['/me/outcomes', mine]],
  ];
  const { chromium } = await import('playwright-core');
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const args =
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  const chrome = await chromium.launch({ executablePath: chromiumPath, args: args.split(' ') });
  const found: string[] = [];
  try {
    for (const [name, paths] of pages)
      for (const width of [1280, 360]) {
        // The pages run no script of their own; this context may, so that axe can.
        const context = await chrome.newContext({ viewport: { width, height: 900 }, bypassCSP: true });
        await context.setExtraHTTPHeaders({ cookie: world.cookieOf(name) });
        const tab = await context.newPage();
        const look = async (what: string) => {
          const wide = await tab.evaluate(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          );
          if (typeof wide !== 'number' || wide > 0) found.push(`${what} at ${width}: ${String(wide)}px too wide`);
          await tab.evaluate(axe);
          const violations = (await tab.evaluate(
            'axe.run(document).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html.slice(0, 140))))',
          )) as string[];
          for (const violation of violations) found.push(`${what} at ${width}: ${violation}`);
        };
        for (const path of paths) {
          const reply = await tab.goto(world.origin + path);
          assert.equal(reply?.status(), 200, `${name} ${path}`);
          await look(path);
          const button = tab.locator('main form .govuk-button').last();
          if ((await button.count()) === 0) continue;
          await button.click();
          if ((await tab.title()).startsWith('Error:')) await look(`${path}, with its faults`);
        }
        await context.close();
      }
    assert.deepEqual(found, []);
  } finally {
    await chrome.close();
  }
});
