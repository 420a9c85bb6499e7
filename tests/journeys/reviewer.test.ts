/** A reviewer answers a question with causes and a reason; what nobody answers climbs. Last of the journeys: it moves the clock. */
import assert from 'node:assert/strict';
import { addDays } from '../../src/platform/clock.ts';
import { as, heading, journey, openPerson, said, text } from './world.ts';

const reviewer = 'reviewer-outside-chain';

journey(
  'SIG-01.4 P-24 a reviewer answers each reason with its cause; what was typed is kept; banter closes nothing',
  async (world) => {
    await as(world, reviewer, async (page) => {
      await page
        .getByRole('link', { name: /signals to answer/ })
        .first()
        .click();
      const before = Number.parseInt(await said(page.locator('.stat__value').first()), 10);
      assert.ok(before > 3, `${before} questions for the reviewer`);
      const first = page.locator('table tbody a').first();
      const about = await said(first);
      await first.click();
      const address = page.url();
      assert.match(await text(page), /Innocent explanations to rule out/);
      assert.match(await text(page), /The officer and a court may one day read/);

      // Nothing chosen: each reason is asked about, in a summary that leads to it.
      await page.getByRole('button', { name: 'Record my answer' }).click();
      assert.match(await text(page), /There is a problem/);
      assert.match(await page.title(), /^Error: /);

      // Dismissed without a cause, with words: the words are kept.
      const factors = await page.locator('fieldset.factor').all();
      assert.ok(factors.length > 0);
      for (const factor of factors) await factor.getByLabel('Dismiss', { exact: true }).check();
      await factors[0]!.getByLabel('In your words').fill('It was banter.');
      await page.getByRole('button', { name: 'Record my answer' }).click();
      assert.match(await text(page), /Choose the cause/);
      assert.equal(await page.locator('fieldset.factor textarea').first().inputValue(), 'It was banter.');
      assert.ok(await page.locator('fieldset.factor').first().getByLabel('Dismiss', { exact: true }).isChecked());

      // Banter is no reason, whatever the cause.
      for (const factor of await page.locator('fieldset.factor').all())
        await factor.getByLabel('If dismissed, the cause').selectOption('one-event');
      await page.getByRole('button', { name: 'Record my answer' }).click();
      assert.match(await text(page), /banter/);
      assert.equal(await page.locator('fieldset.factor textarea').first().inputValue(), 'It was banter.');
      assert.equal(page.url(), address);

      await page
        .locator('fieldset.factor textarea')
        .first()
        .fill(
          'Both reports were read against the duty roster and the footage, which shows the same handover told twice.',
        );
      await page.getByRole('button', { name: 'Record my answer' }).click();
      assert.match(await text(page), /Answered by/);
      assert.match(await text(page), /Outcome: Dismiss/);

      await page.getByRole('link', { name: 'Signals', exact: true }).first().click();
      const left = Number.parseInt(await said(page.locator('.stat__value').first()), 10);
      assert.equal(left, before - 1, `${about} is gone from the queue`);

      // The decision stands in the stream of the person it is about.
      await page.goto(address);
      const person = /\/people\/([0-9a-f-]{36})/.exec(
        (await page.getByRole('link', { name: /The whole timeline of/ }).getAttribute('href')) ?? '',
      )?.[1];
      await openPerson(page, world, person ?? '');
      assert.match(await said(page.locator('.timeline')), /Signal answered: dismiss/);
    });
  },
);

journey('P-22 silence climbs to the head of standards and stays with the reviewer', async (world) => {
  world.ground.clock.setDay(addDays(world.ground.clock.today(), 16));
  await as(world, 'second-person', async (page) => {
    assert.match(await text(page), /It has climbed to you/);
    await page.getByRole('link', { name: 'Signals', exact: true }).first().click();
    const climbed = page.locator('tbody tr', { hasText: 'climbed after silence' }).first();
    assert.match(await said(climbed), /Late/);
    await climbed.locator('a').click();
    assert.match(await text(page), /silence has moved it up once/);
    assert.ok(await page.getByRole('button', { name: 'Record my answer' }).isVisible());
  });
  await as(world, reviewer, async (page) => {
    assert.equal(await heading(page).then((words) => words.startsWith('Good day')), true);
    assert.ok(
      Number.parseInt(await said(page.locator('.stat__value').first()), 10) > 0,
      'it is still owed by the reviewer too',
    );
  });
});
