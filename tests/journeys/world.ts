/**
 * One invented service for all journeys, as a visitor of the demonstration meets it: the real faces, the real sign-in, a
 * real browser without script. Built once a run; each file of journeys starts from a copy of it.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { generate } from '../../demo/generate/generate.ts';
import { fit, type House, startPublic, startStaff } from '../../src/main.ts';
import { takeCheckpoint } from '../../src/platform/ledger.ts';
import { mustTransact } from '../../src/platform/transaction.ts';
import { insertGrant } from '../../src/rooms/access/index.ts';
import { openDemoCases } from '../../src/rooms/cases/index.ts';
import { loadService } from '../../src/rooms/concerns/index.ts';
import { openDemoSweep } from '../../src/rooms/patterns/index.ts';
import { startDevProvider } from '../../src/web/dev-provider.ts';
import type { RunningFace } from '../../src/web/server.ts';
import { groundOfWorld, type TestGround } from '../database.ts';

const chromiumPath = process.env.CANDOUR_CHROMIUM ?? '/usr/bin/chromium';
const firstDay = '2026-06-30';

interface Named {
  readonly person: string;
  readonly sub: string;
  readonly name: string;
  readonly role: string;
  readonly story: string;
}

export interface JourneyWorld {
  readonly ground: TestGround;
  readonly house: House;
  readonly staff: RunningFace;
  readonly open: RunningFace;
  readonly browser: Browser;
  /** Everybody whom the sign-in page offers, by what a sign-in claims: `assessor`, `friend`. */
  readonly cast: ReadonlyMap<string, Named>;
}

async function buildService(ground: TestGround): Promise<readonly Named[]> {
  fit(ground);
  const folder = mkdtempSync(join(tmpdir(), 'candour-journeys-'));
  try {
    await generate({ people: 500, years: 8, seed: 'journeys', until: firstDay, out: folder });
    const loaded = await loadService(ground, folder);
    if ('refused' in loaded) throw new Error(loaded.words);
    const subject = loaded.named.find(({ sub }) => sub === 'complained-about');
    assert.ok(subject);
    // He could look people up in his own work: what is tried here is that he cannot look up himself.
    await mustTransact(ground, 'clerks', { actor: null, face: 'command' }, (tx) =>
      insertGrant(tx, { person: subject.person, role: 'investigator', validFrom: tx.today, reason: 'for this test' }),
    );
    await openDemoSweep(ground, [subject.person]);
    await openDemoCases(ground, loaded.named);
    return loaded.named;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openWorld(): Promise<JourneyWorld & { readonly close: () => Promise<void> }> {
  const { buildAssets } = (await import(resolve(import.meta.dirname, '../../bin/build-assets.mjs'))) as {
    buildAssets: () => Promise<boolean>;
  };
  await buildAssets();
  const { ground, built: people } = await groundOfWorld(
    'journeys',
    { today: firstDay, seed: 'journeys' },
    buildService,
  );
  fit(ground);
  await takeCheckpoint(ground);
  const provider = await startDevProvider({ port: 0, people, clientId: 'candour' });
  const house: House = { place: ground.server.place, ground, close: ground.close };
  const signIn = { issuer: provider.issuer, clientId: 'candour', people, provider: 'the invented service' };
  const staff = await startStaff(house, { port: 0, signIn });
  const open = await startPublic(house, { port: 0 });
  const { chromium } = await import('playwright-core');
  const args = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking';
  const browser = await chromium.launch({ executablePath: chromiumPath, args: args.split(' ') });
  return {
    ground,
    house,
    staff,
    open,
    browser,
    cast: new Map(people.map((person) => [person.sub, person])),
    close: async () => {
      await browser.close();
      await staff.close();
      await open.close();
      await provider.close();
      await ground.close();
    },
  };
}

let world: ReturnType<typeof openWorld> | null = null;
after(async () => (await world)?.close());

/** A journey. Skipped, and said so, on a machine without a browser; a failure where there must be one. */
export function journey(title: string, run: (world: JourneyWorld, say: (line: string) => void) => Promise<void>): void {
  test(title, { timeout: 800_000 }, async (t) => {
    if (!existsSync(chromiumPath)) {
      assert.notEqual(process.env.CI, 'true', 'no browser on a machine that must have one');
      t.diagnostic('NO BROWSER: this journey was not made');
      t.skip('no browser');
      return;
    }
    world ??= openWorld();
    await run(await world, (line) => t.diagnostic(line));
  });
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
}

/** A browser of one's own, without script. */
export async function visit<T>(
  { browser }: JourneyWorld,
  work: (visit: Visit) => Promise<T>,
  width = 1280,
): Promise<T> {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 900 } });
  context.setDefaultTimeout(60_000);
  try {
    return await work({ context, page: await context.newPage() });
  } finally {
    await context.close();
  }
}

/** The family name: a page may show somebody by another given name than the one they joined with. */
export const familyOf = (named: Named | undefined): string => named?.name.split(' ').at(-1) ?? 'nobody';

/** Signs in with one click on the sign-in page. */
export async function signIn(page: Page, { staff, cast }: JourneyWorld, sub: string): Promise<void> {
  await page.goto(`${staff.origin}/sign-in`);
  await page.locator(`a[href="/sign-in?as=${sub}"]`).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  assert.match(await said(page.locator('.header__who')), new RegExp(familyOf(cast.get(sub))));
}

/** Signed in as somebody, in a browser of one's own. */
export const as = <T>(
  world: JourneyWorld,
  sub: string,
  work: (page: Page, context: BrowserContext) => Promise<T>,
): Promise<T> =>
  visit(world, async ({ page, context }) => {
    await signIn(page, world, sub);
    return work(page, context);
  });

/** What a part of the page says. */
export const said = async (part: Locator): Promise<string> =>
  ((await part.textContent()) ?? '').replace(/\s+/g, ' ').trim();

/** What the page says. */
export const text = async (page: Page): Promise<string> => (await said(page.locator('body'))).replace(/\s+/g, ' ');

export const heading = (page: Page): Promise<string> => said(page.locator('h1'));

/** Opens somebody's timeline, giving a reason where one is asked for. */
export async function openPerson(page: Page, { staff }: JourneyWorld, person: string): Promise<void> {
  await page.goto(`${staff.origin}/people/${person}`);
  if ((await heading(page)) !== 'Why do you need this record?') return;
  await page.getByLabel('A new matter about this person has come in').check();
  await page.getByLabel('what are you working on').fill('Today’s complaint needs the whole record in sight.');
  await page.getByRole('button', { name: 'Record my reason' }).click();
}

const axeSource = () => readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let axe: string | null = null;

/** Pages of a browser that runs scripts, in which copies are checked: one for each width, used one at a time. */
const benches = new Map<number, Promise<Page>>();
let atTheBench: Promise<unknown> = Promise.resolve();

function benchFor(page: Page, width: number): Promise<Page> {
  const browser = page.context().browser();
  assert.ok(browser);
  const bench =
    benches.get(width) ??
    browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true }).then((context) => context.newPage());
  benches.set(width, bench);
  return bench;
}

/**
 * What is wrong with the page as it stands: accessibility by WCAG 2.2 AA, and anything that scrolls sideways. The checker
 * is a script, so it is given a copy of the page in a browser that runs them.
 */
export async function faultsOf(page: Page, width = page.viewportSize()?.width ?? 1280): Promise<string[]> {
  const html = await page.content();
  const { origin } = new URL(page.url());
  const turn = atTheBench.then(async () => {
    const copy = await benchFor(page, width);
    if (!copy.url().startsWith(origin)) await copy.goto(`${origin}/about`);
    await copy.setContent(html, { waitUntil: 'load' });
    return check(copy);
  });
  atTheBench = turn.catch(() => undefined);
  return turn;
}

async function check(page: Page): Promise<string[]> {
  axe ??= axeSource();
  await page.evaluate(axe);
  const rules = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }";
  const found = (await page.evaluate(
    `axe.run(document, ${rules}).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + n.html.slice(0, 140))))`,
  )) as string[];
  const wide = (await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )) as number;
  return wide > 0 ? [...found, `${wide}px too wide`] : found;
}
