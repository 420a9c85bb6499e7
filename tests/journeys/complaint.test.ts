/** A complaint from the call to the closed case, in a browser without script; then the wall, and the quick road. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { mustTransact, query, sql } from '../../src/platform/transaction.ts';
import { as, faultsOf, heading, type JourneyWorld, journey, said, text } from './world.ts';

const words = 'He told me to “calm down, love” and shut the hatch.\nI waited an hour & nobody came.';

/** Two numbers: of an officer whom the assessor, the investigator and the head are not tied to, and of the investigator. */
async function numbers({ ground, cast }: JourneyWorld): Promise<{ officer: string; person: string; deputy: string }> {
  const workers = ['assessor', 'investigator', 'second-person'].map((sub) => cast.get(sub)!.person);
  return mustTransact(ground, 'clerks', { actor: null, face: 'clerk' }, async (tx) => {
    const numberOf = async (person: string) =>
      (
        await query(
          tx,
          sql<{
            value: string;
          }>`select value from people.identifier where subject = ${person} and scheme <> 'sign-in' order by recorded_at, id limit 1`,
        )
      )[0]!.value;
    const [free] = await query(
      tx,
      sql<{ id: string }>`
        select s.person as id from people.service s join people.identifier i on i.subject = s.person and i.scheme <> 'sign-in'
        where s.category = 'officer' and s.status = 'active' and not s.person = any(${workers})
          and not exists (select 1 from unnest(${workers}::uuid[]) w(id) cross join lateral people.ties_of(w.id, ${tx.today}) t where t.counterpart = s.person)
        order by (select count(*) from record.involvement v where v.subject = s.person), s.person limit 1`,
    );
    return {
      officer: await numberOf(free!.id),
      person: free!.id,
      deputy: await numberOf(cast.get('investigator')!.person),
    };
  });
}

async function look(page: Page, where: string, found: string[]): Promise<void> {
  for (const width of [1280, 360])
    for (const fault of await faultsOf(page, width)) found.push(`${where} at ${width}: ${fault}`);
}

const press = (page: Page, name: string) => page.getByRole('button', { name }).click();

async function openOne(page: Page, world: JourneyWorld, found: string[]): Promise<string> {
  const { officer, deputy } = await numbers(world);
  await page.goto(`${world.staff.origin}/cases`);
  await look(page, 'queue', found);
  await page.getByRole('link', { name: 'Open a case' }).click();
  await look(page, 'form', found);
  await page.getByLabel('Family name').fill('Trevanion');
  await page.getByLabel('In their own words').fill(words);
  await press(page, 'Open the case');
  // What is missing is said at the top and at each question, and what was typed is still there.
  assert.match(await said(page.locator('.govuk-error-summary')), /Choose what kind of thing it is/);
  assert.equal(await page.getByLabel('In their own words').inputValue(), words);
  assert.equal(await page.getByLabel('Family name').inputValue(), 'Trevanion');
  await look(page, 'form with errors', found);
  await page.getByLabel('What kind of thing is it?').selectOption('incivility');
  await page.getByLabel('Warrant or staff number').fill(officer);
  await page.getByLabel('How did you decide?').fill('Words and manner only; no criterion is met by them.');
  await page.getByLabel('How can they be reached safely?').fill('this telephone');
  await page.getByLabel('Who stands in for the contact, by number').fill(deputy);
  await page.getByLabel('How the complainant reaches them').fill('telephone 101');
  await press(page, 'Add another allegation');
  assert.equal(
    await page.getByLabel('In their own words').first().inputValue(),
    words,
    'another block keeps what was typed',
  );
  await page.getByLabel('In their own words').nth(1).fill('And nobody would give me his number.');
  await page.getByLabel('What kind of thing is it?').nth(1).selectOption('mishandled-report');
  await press(page, 'Open the case');
  await page.waitForURL(/\/cases\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname;
}

async function decideOne(page: Page, n: number, found: string[]): Promise<void> {
  await page.getByRole('link', { name: 'Decide this allegation' }).first().click();
  if (n === 1) await look(page, 'decision', found);
  await page.getByLabel('Resolved', { exact: true }).check();
  await page.getByLabel('Which standard of professional behaviour does it touch?').selectOption('respect');
  await page
    .getByLabel('What did you look at, and what does it show?')
    .fill('The recording of the front desk from ten to eleven.');
  await page.getByLabel('Why do you decide this?').fill('It was only banter with her.');
  await page.getByLabel('An apology').check();
  const earlier = page.getByLabel('What do the earlier matters mean for this one?');
  if ((await earlier.count()) > 0) await earlier.fill('None of them is of this manner or this place.');
  await press(page, 'Keep the decision');
  assert.match(await said(page.locator('.govuk-error-summary')), /“banter” alone is not a reason/);
  await page
    .getByLabel('Why do you decide this?')
    .fill('The recording shows the words as she gave them; the officer has written to her to apologise.');
  await press(page, 'Keep the decision');
}

journey('a complaint from the call to the closed case, without script, on both widths', async (world, say) => {
  const found: string[] = [];
  let at = '';
  await as(world, 'assessor', async (page) => {
    at = await openOne(page, world, found);
    assert.match(await text(page), /Day 1 of 120/);
    assert.ok((await said(page.locator('blockquote').first())).includes('calm down, love'));
    await look(page, 'case', found);
    for (const part of ['owner', 'move', 'clocks', 'causes', 'update', 'outcome']) {
      await page.goto(`${world.staff.origin}${at}/${part}`);
      await look(page, part, found);
    }
    await page.goto(world.staff.origin + at);
    await decideOne(page, 1, found);
    await decideOne(page, 2, found);
    await page.getByRole('link', { name: 'Decide every allegation' }).click();
    await page.getByLabel('Your reasons').fill('Both allegations are answered on the recording of the desk.');
    await press(page, 'Do it');
    await page.getByRole('link', { name: 'The outcome letter' }).click();
    await look(page, 'outcome to send', found);
    await page.getByLabel('What happens next?').fill('The desk team is shown the recording on Monday.');
    await page.getByLabel('Told on the telephone').check();
    await page.getByLabel('Their full name').check();
    await page.getByLabel('The number of the case').check();
    await press(page, 'Record that it was sent');
    assert.equal(await heading(page), 'The outcome of your complaint');
    await look(page, 'letter', found);
    await page.goto(`${world.staff.origin}${at}/told`);
    await look(page, 'told', found);
    await page.goto(world.staff.origin + at);
    await page.getByRole('link', { name: 'Close', exact: true }).click();
    await page.getByLabel('Your reasons').fill('Every allegation is answered and she knows the outcome.');
    await press(page, 'Do it');
    assert.match(await text(page), /the case is closed/);
    await page.goto(`${world.staff.origin}/cases?whose=closed`);
    await look(page, 'closed cases', found);
  });
  assert.deepEqual([...new Set(found)], []);
  say('opened, decided, told and closed; every page passes at two widths');
});

journey('P-21 whoever is tied to the officer meets an ordinary 404 and is not counted', async (world) => {
  const { person } = await numbers(world);
  const friend = world.cast.get('investigator')!.person;
  let at = '';
  await as(world, 'assessor', async (page) => {
    at = await openOne(page, world, []);
    await page.goto(world.staff.origin + at);
  });
  const before = await as(world, 'second-person', async (page) => (await page.goto(world.staff.origin + at))?.status());
  assert.equal(before, 200);
  await mustTransact(world.ground, 'clerks', { actor: null, face: 'clerk' }, async (tx) => {
    const { insertTies } = await import('../../src/rooms/people/index.ts');
    for (const tied of [friend, world.cast.get('second-person')!.person])
      await insertTies(tx, [
        {
          person: tied,
          counterpart: person,
          kind: 'friend',
          declared: true,
          validFrom: tx.today,
          source: 'declaration',
        },
      ]);
  });
  await as(world, 'second-person', async (page) => {
    const shown = await page.goto(world.staff.origin + at);
    assert.equal(shown?.status(), 404);
    const walled = await page.content();
    await page.goto(`${world.staff.origin}/cases/00000000-0000-4000-8000-000000000000`);
    const nothing = (html: string) => html.replaceAll(/value="[^"]*"/g, '');
    assert.equal(nothing(walled), nothing(await page.content()), 'the same page as of a case that never was');
    await page.goto(`${world.staff.origin}/cases`);
    assert.equal(await page.locator(`a[href="${at}"]`).count(), 0);
  });
});

journey(
  'P-26 a complaint settled on the first call closes on one page; one that has to be recorded does not',
  async (world) => {
    const found: string[] = [];
    const { officer, deputy } = await numbers(world);
    await as(world, 'assessor', async (page) => {
      await page.goto(`${world.staff.origin}/cases/settle`);
      await look(page, 'first call', found);
      await page.getByLabel('Family name').fill('Oddie');
      await page.getByLabel('In their own words').fill('The constable on the gate was short with me.');
      await page.getByLabel('What kind of thing is it?').selectOption('incivility');
      await page.getByLabel('Warrant or staff number').fill(officer);
      await page.getByLabel('Which standard of professional behaviour does it touch?').selectOption('respect');
      await page.getByLabel('What did you look at or find out?').fill('I spoke with the gate sergeant, who saw it.');
      await page
        .getByLabel('Why does that settle it?')
        .fill('The constable has come to the telephone and said sorry to him.');
      await page.getByLabel('What happens next?').fill('Nothing more follows from this.');
      await page.getByLabel('The complainant said that this settles it').check();
      await page.getByLabel('The complainant asks for it to be recorded').check();
      await page.getByLabel('Their full name').check();
      await page.getByLabel('The number of the case').check();
      await page.getByLabel('Who stands in when you are away, by number').fill(deputy);
      await page.getByLabel('How they can reach you').fill('telephone 101');
      await press(page, 'Settle and close it');
      assert.match(await said(page.locator('.govuk-error-summary')), /This has to be recorded/);
      await page.getByLabel('The complainant asks for it to be recorded').uncheck();
      // Where something is on record about the officer already, the page says what and asks what it means.
      const earlier = page.getByLabel('Is there anything earlier about the officer?');
      await earlier.fill('Nothing of what is there is like this.');
      await press(page, 'Settle and close it');
      assert.match(await text(page), /Settled and closed/);
      await look(page, 'closed', found);
    });
    assert.deepEqual([...new Set(found)], []);
  },
);
