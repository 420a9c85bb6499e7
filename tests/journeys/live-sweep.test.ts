/** From a sizing to a live sweep: run by one person, put forward with its assessment, confirmed by another. */
import assert from 'node:assert/strict';
import { mustTransact } from '../../src/platform/transaction.ts';
import { listSweeps } from '../../src/rooms/patterns/index.ts';
import { as, faultsOf, heading, journey, text } from './world.ts';

journey(
  'P-20 P-27 SIG-08.4 a live sweep needs its assessment and a second person at their own keyboard',
  async (world) => {
    const sweeps = () => mustTransact(world.ground, 'clerks', { actor: null, face: 'clerk' }, (tx) => listSweeps(tx));
    const before = (await sweeps()).length;
    await as(world, 'second-person', async (page) => {
      await page.getByRole('link', { name: 'Sweeps' }).first().click();
      assert.match(await text(page), /Nothing on this page names anybody/);
      await page.getByLabel('Hours that reviewers have').fill('many');
      await page.getByRole('button', { name: 'Run in shadow' }).click();
      assert.match(await text(page), /Give the hours as a number/);
      await page.getByLabel('Hours that reviewers have').fill('40');
      await page.getByRole('button', { name: 'Run in shadow' }).click();
      assert.equal(new URL(page.url()).pathname, '/sweeps');
      assert.match(await text(page), /Reviewers have 40 hours/);
      assert.equal((await sweeps()).length, before + 1);

      await page.getByRole('link', { name: 'Put a live sweep forward' }).click();
      await page.getByLabel('Data protection assessment').fill('DPIA 7 of 3 March, signed');
      await page.getByRole('button', { name: 'Put it forward' }).click();
      assert.match(await text(page), /Give the equality assessment/);
      assert.equal(await page.getByLabel('Data protection assessment').inputValue(), 'DPIA 7 of 3 March, signed');
      await page.getByLabel('Equality assessment').fill('EqIA 3: no group differs by more than chance');
      await page.getByLabel('Legal basis').fill('Data Protection Act 2018, section 35');
      await page.getByLabel('Where the public can read').fill('Register of tools, entry 12');
      await page.getByLabel('Hours that reviewers have for it').fill('40');
      await page.getByRole('button', { name: 'Put it forward' }).click();
      assert.match(await text(page), /waits for the overseer/);
      assert.deepEqual(await faultsOf(page), []);
      assert.equal((await sweeps()).filter((each) => each.stage === 'live').length, 1, 'nothing has run');
    });
    await as(world, 'overseer', async (page) => {
      await page.getByRole('link', { name: 'Confirm or refuse a live sweep' }).click();
      assert.equal(await heading(page), 'Confirm or refuse a live sweep');
      assert.match(await text(page), /EqIA 3: no group differs by more than chance/);
      assert.deepEqual(await faultsOf(page), []);
      await page.getByLabel('Confirm: run it now').check();
      await page.getByRole('button', { name: 'Record my decision' }).click();
      assert.match(await text(page), /Say in a sentence what you read/);
      assert.ok(await page.getByLabel('Confirm: run it now').isChecked());
      await page
        .getByLabel('What you read, and why')
        .fill('I read both assessments and the counts; the hours fit the reviewers there are.');
      await page.getByRole('button', { name: 'Record my decision' }).click();
      assert.equal(new URL(page.url()).pathname, '/sweeps');
    });
    const [live] = (await sweeps()).filter((each) => each.stage === 'live');
    assert.equal(live?.approved_by, world.cast.get('second-person')?.person);
    assert.equal(live?.second_person, world.cast.get('overseer')?.person);
    assert.equal(Number(live?.capacity_hours), 40);
    await as(world, 'overseer', async (page) => {
      assert.equal(
        await page.getByRole('link', { name: 'Confirm or refuse a live sweep' }).count(),
        0,
        'it is answered',
      );
    });
  },
);
