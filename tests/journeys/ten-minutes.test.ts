/** The story that the demonstration tells, as far as this release goes, each step by somebody at a keyboard. */
import assert from 'node:assert/strict';
import { as, familyOf, heading, journey, openPerson, said, text } from './world.ts';

const noSuchPerson = '6c0d1f5e-0000-4000-8000-000000000000';

journey('P-01 P-02 the assessor finds the person complained about, says why, and reads one stream', async (world) => {
  const subject = world.cast.get('complained-about')!;
  await as(world, 'assessor', async (page) => {
    await page.getByRole('link', { name: 'Find a person' }).first().click();
    await page.getByLabel('Name, number or reference').fill(familyOf(subject));
    await page.getByRole('button', { name: 'Find' }).click();
    await page.locator(`a[href="/people/${subject.person}"]`).click();
    assert.equal(await heading(page), 'Why do you need this record?');

    // Nothing typed: asked again, nothing shown.
    await page.getByRole('button', { name: 'Record my reason' }).click();
    assert.equal(await heading(page), 'Why do you need this record?');
    await openPerson(page, world, subject.person);
    assert.match(await heading(page), new RegExp(familyOf(subject)));
    const all = await page.locator('.timeline__item:not(.matter), .matter__part').count();
    assert.ok(all > 10, `${all} items`);
    assert.match(await text(page), /their own words are not shown/);

    // As it was known ten years ago: fewer, and nothing later.
    await page.getByLabel('As at').fill('2016-06-30');
    await page.getByRole('button', { name: 'Show' }).click();
    assert.match(await text(page), /As known to the service on Thursday 30 June 2016/);
    const then = await page.locator('.timeline__item').count();
    assert.ok(then > 0 && then < all, `${then} of ${all}`);
    const days = await page.locator('.timeline__when, .timeline__year-heading').allTextContents();
    assert.doesNotMatch(days.join(' '), /20(1[7-9]|2\d)/);
    await page.getByRole('link', { name: 'Show today' }).click();

    // A filter is a link: its state is in the address.
    const filter = page.locator('.filters a.filter', { hasText: 'Public complaint' });
    const complaints = Number.parseInt(await said(filter.locator('.filter__count')), 10);
    await filter.click();
    assert.match(page.url(), /source=public-complaint/);
    assert.equal(
      await page.locator('.timeline__item:not(.timeline__item--career):not(.matter), .matter__part').count(),
      complaints,
    );
    assert.ok((await filter.getAttribute('aria-current')) === 'true');
  });
});

journey(
  'REC-03.3 P-11 the head of standards sees where a rule was first met, and who has looked and why',
  async (world) => {
    const subject = world.cast.get('complained-about')!;
    await as(world, 'assessor', (page) => openPerson(page, world, subject.person));
    await as(world, 'second-person', async (page) => {
      await openPerson(page, world, subject.person);
      const marker = page.locator('.threshold').first();
      assert.match(await said(marker), /A rule was first met here/);
      assert.match(await said(marker), /within 30 days|Within 30 days|30 days are up/);
      await page.getByRole('link', { name: 'Who looked at this record' }).click();
      const reads = await said(page.locator('table'));
      assert.match(reads, new RegExp(familyOf(world.cast.get('assessor'))));
      assert.match(reads, /Today’s complaint needs the whole record in sight/);
    });
  },
);

journey(
  'P-21 his friend meets an ordinary page that is not there, byte for byte, and does not find him',
  async (world) => {
    const subject = world.cast.get('complained-about')!;
    await as(world, 'friend', async (page, context) => {
      const [his, nobodys] = await Promise.all(
        [`/people/${subject.person}`, `/people/${noSuchPerson}`].map((path) =>
          context.request.get(world.staff.origin + path),
        ),
      );
      assert.equal(his!.status(), 404);
      assert.equal(nobodys!.status(), 404);
      assert.equal(await his!.text(), await nobodys!.text());
      const anything = await context.request.get(`${world.staff.origin}/no-such-page`);
      assert.equal(await his!.text(), await anything.text());
      await page.goto(`${world.staff.origin}/people?q=${encodeURIComponent(familyOf(subject))}`);
      assert.equal(await page.locator(`a[href="/people/${subject.person}"]`).count(), 0);
      for (const path of ['entries/new', 'outcomes'])
        assert.equal(
          (await context.request.get(`${world.staff.origin}/people/${subject.person}/${path}`)).status(),
          404,
          path,
        );
    });
  },
);

journey(
  'P-21 he himself is answered as if nothing were there, and two people in different chains are to ask him',
  async (world) => {
    const subject = world.cast.get('complained-about')!;
    await as(world, 'complained-about', async (page, context) => {
      const own = await context.request.get(`${world.staff.origin}/people/${subject.person}`);
      assert.equal(own.status(), 404);
      assert.equal(
        await own.text(),
        await (await context.request.get(`${world.staff.origin}/people/${noSuchPerson}`)).text(),
      );
      await page.goto(`${world.staff.origin}/people/${subject.person}`);
      assert.equal(await heading(page), 'Page not found');
    });
    for (const sub of ['second-person', 'overseer']) {
      await as(world, sub, async (page) => {
        const duty = page.getByRole('link', { name: 'tried to look up their own record' }).first();
        assert.ok(await duty.isVisible(), `${sub} has no duty to ask him`);
        await duty.click();
        assert.match(await text(page), new RegExp(familyOf(subject)));
      });
    }
  },
);
