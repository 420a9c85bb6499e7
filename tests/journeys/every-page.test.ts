/** Every page that a role can reach: with a keyboard alone, by the rules of WCAG 2.2 AA at two widths, and on paper. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { as, faultsOf, heading, type JourneyWorld, journey, openPerson, said } from './world.ts';

const widths = [1280, 360] as const;

async function look(page: Page, where: string, found: string[]): Promise<void> {
  for (const width of widths)
    for (const fault of await faultsOf(page, width)) found.push(`${where} at ${width}: ${fault}`);
}

/** What the page is made of: one that is made of nothing new needs no second look. */
const madeOf = (page: Page): Promise<string> =>
  page
    .locator('body *')
    .evaluateAll((all) =>
      [...new Set(all.map((one) => `${one.tagName}.${one.getAttribute('class') ?? ''}`))].sort().join(' '),
    );

/** Fits a phone: asked of every page of every role. */
async function fits(page: Page, where: string, found: string[]): Promise<void> {
  await page.setViewportSize({ width: 360, height: 900 });
  const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  if (typeof wide !== 'number' || wide > 0) found.push(`${where} at 360: ${String(wide)}px too wide`);
  await page.setViewportSize({ width: 1280, height: 900 });
}

const pathOf = (page: Page): string => new URL(page.url()).pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id');

/** Pages under the navigation that this release opens by link from the first page of it. */
const onward: Readonly<Record<string, string>> = {
  '/signals': '.stream__main tbody a',
  '/tray': 'tbody a',
  '/imports': 'tbody a',
  '/registers': 'main li a, tbody a',
  '/cases': 'tbody a',
};

interface Round {
  readonly found: string[];
  /** What pages looked at closely were made of. */
  readonly looked: Set<string>;
  pages: number;
}

async function lookAt(page: Page, sub: string, round: Round): Promise<void> {
  const where = `${sub} ${pathOf(page)}`;
  round.pages += 1;
  await fits(page, where, round.found);
  const made = `${pathOf(page)} ${await madeOf(page)}`;
  if (round.looked.has(made)) return;
  round.looked.add(made);
  await look(page, where, round.found);
}

async function lookAround(world: JourneyWorld, sub: string, round: Round): Promise<void> {
  await as(world, sub, async (page) => {
    const hrefs = (part: string) =>
      page.locator(part).evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? '/'));
    const nav = await hrefs('.nav a');
    const start = await hrefs('.ways a');
    for (const href of [...new Set([...nav, ...start, '/about', '/accessibility'])]) {
      const shown = await page.goto(world.staff.origin + href);
      assert.equal(shown?.status(), 200, `${sub} is offered ${href} and gets ${shown?.status()}`);
      await lookAt(page, sub, round);
      const next = onward[href] ? page.locator(onward[href]).first() : null;
      if (!next || (await next.count()) === 0) continue;
      const under = await page.goto(world.staff.origin + (await next.getAttribute('href')));
      assert.equal(under?.status(), 200, `${sub} follows a link from ${href} and gets ${under?.status()}`);
      await lookAt(page, sub, round);
    }
  });
}

journey(
  'every page that is offered to anybody passes axe at 1280 and 360 pixels and never scrolls sideways',
  async (world, say) => {
    const round: Round = { found: [], looked: new Set(), pages: 0 };
    for (const sub of world.cast.keys()) await lookAround(world, sub, round);
    assert.deepEqual([...new Set(round.found)], []);
    say(`${round.pages} pages fit a phone; ${round.looked.size} different ones pass every rule at two widths`);
  },
);

journey(
  'the timeline, one entry, a question and who looked pass the same, with a day, a filter and an error',
  async (world) => {
    const found: string[] = [];
    const subject = world.cast.get('complained-about')!;
    await as(world, 'second-person', async (page) => {
      const at = `${world.staff.origin}/people/${subject.person}`;
      await openPerson(page, world, subject.person);
      await look(page, 'timeline', found);
      await page.locator('details.more summary').first().click();
      await page
        .getByRole('link', { name: /Open this entry/ })
        .first()
        .click();
      await look(page, 'entry', found);
      for (const more of [
        '?as-at=2016-06-30',
        '?as-at=2099-01-01',
        '?kind=account&order=newest',
        '?kind=nothing',
        '/reads',
        '/outcomes',
        '/identity',
      ]) {
        await page.goto(at + more);
        await look(page, `timeline ${more}`, found);
      }
    });
    await as(world, 'assessor', async (page) => {
      await page.goto(`${world.staff.origin}/people/${world.cast.get('supervisor')!.person}`);
      await look(page, await heading(page), found);
      await page.goto(`${world.staff.origin}/people?q=ha`);
      await look(page, 'found people', found);
      await page.goto(`${world.staff.origin}/people?q=zzzz`);
      await look(page, 'nobody found', found);
      await page.goto(`${world.staff.origin}/nothing-here`);
      await look(page, 'not found', found);
    });
    await as(world, 'reviewer-outside-chain', async (page) => {
      await page.goto(`${world.staff.origin}/signals`);
      await page.locator('.stream__main tbody a').first().click();
      await page.getByRole('button', { name: 'Record my answer' }).click();
      await look(page, 'question with errors', found);
    });
    assert.deepEqual([...new Set(found)], []);
  },
);

journey('on paper: the words of the timeline, none cut off, and none of the machinery', async (world) => {
  const subject = world.cast.get('complained-about')!;
  await as(world, 'second-person', async (page) => {
    await openPerson(page, world, subject.person);
    await page.emulateMedia({ media: 'print' });
    // A4 with its margins, in CSS pixels.
    await page.setViewportSize({ width: 718, height: 1000 });
    const cut =
      (await page.evaluate(`[...document.querySelectorAll('main p, main li, main h1, main h3, main h4, main td, main dd')]
      .filter((e) => e.offsetParent !== null && (e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth + 1))
      .filter((e) => getComputedStyle(e).display !== 'inline' && !e.classList.contains('govuk-visually-hidden'))
      .map((e) => e.className + ': ' + e.textContent.trim().slice(0, 60))`)) as string[];
    assert.deepEqual(cut, []);
    for (const machinery of ['.nav', '.filters', '.page-links__list', '.header__who form'])
      assert.ok(!(await page.locator(machinery).first().isVisible()), `${machinery} is printed`);
    assert.ok(await page.locator('.timeline__title').first().isVisible());
    assert.ok(await page.locator('.threshold__title').first().isVisible());
  });
});

/** The thing that has the keyboard, and whether one can see that it has. */
const focused = (page: Page) =>
  page.evaluate(`(() => {
    const e = document.activeElement;
    const s = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    const label = e.labels && e.labels[0] ? e.labels[0].innerText : '';
    return { tag: e.tagName, text: (e.innerText || label || e.getAttribute('aria-label') || e.name || '').trim().slice(0, 60), name: e.name || '',
      shows: (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none' || (e.labels && [...e.labels].some((l) => getComputedStyle(l, '::before').boxShadow !== 'none')) || false,
      inSight: box.width > 0 && box.height > 0 };
  })()`) as Promise<{ tag: string; text: string; name: string; shows: boolean; inSight: boolean }>;

async function tabTo(page: Page, wanted: (at: Awaited<ReturnType<typeof focused>>) => boolean, most = 120) {
  const unseen: string[] = [];
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (!at.shows || !at.inSight) unseen.push(`${at.tag} ${at.text}`);
    if (wanted(at)) {
      assert.deepEqual(unseen, [], 'whatever has the keyboard must be seen to have it');
      return at;
    }
  }
  return assert.fail(`not reached in ${most} presses of Tab`);
}

journey('with a keyboard alone: from the skip link through the queue to an answer', async (world) => {
  await as(world, 'reviewer-outside-chain', async (page) => {
    await page.goto(`${world.staff.origin}/signals`);
    await page.keyboard.press('Tab');
    assert.match((await focused(page)).text, /Skip to main content/);
    await page.keyboard.press('Enter');
    await tabTo(page, (at) => /^For me/.test(at.text));
    await page.keyboard.press('Enter');
    await page.waitForURL(/whose=mine/);
    const firstName = (await said(page.locator('.stream__main tbody a').first())).trim();
    await tabTo(page, (at) => at.text === firstName);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/signals\/[0-9a-f-]{36}/);
    await tabTo(page, (at) => at.tag === 'INPUT' && at.name.startsWith('factor-'));
    await page.keyboard.press('Space');
    assert.ok(await page.locator('fieldset.factor input[type=radio]:checked').first().isVisible());
    await tabTo(page, (at) => at.tag === 'TEXTAREA');
    await page.keyboard.type('Typed without a mouse');
    await tabTo(page, (at) => at.tag === 'BUTTON' && /Record my answer/.test(at.text));
  });
});
