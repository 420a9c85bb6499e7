/** Coming, going, and coming back too late. */
import assert from 'node:assert/strict';
import { keyFile } from '../../src/platform/config.ts';
import { sealerFor } from '../../src/web/sealed.ts';
import { sessionCookie } from '../../src/web/sign-in.ts';
import { as, heading, journey, text, visit } from './world.ts';

journey('signing out ends it: the same address then leads to signing in, and back to where one was', async (world) => {
  await as(world, 'assessor', async (page) => {
    await page.goto(`${world.staff.origin}/people?q=ha`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    assert.equal(await heading(page), 'Sign in');
    await page.goto(`${world.staff.origin}/people?q=ha`);
    assert.equal(await heading(page), 'Sign in');
    await page.locator('a[href^="/sign-in?as=assessor"]').click();
    assert.equal(page.url(), `${world.staff.origin}/people?q=ha`);
  });
});

journey('a session older than eight hours opens nothing', async (world) => {
  const { staff, ground, cast } = world;
  const sealer = sealerFor(keyFile(world.house.place, 'sessions'), 'session/staff', ground.ids.bytes);
  const cookieOf = (hours: number) => ({
    name: sessionCookie('staff'),
    value: sealer.seal({
      subject: 'assessor',
      id: ground.ids.next(),
      issuedAt: ground.clock.now().getTime() - hours * 3_600_000,
    }),
    url: staff.origin,
  });
  await visit(world, async ({ page, context }) => {
    await context.addCookies([cookieOf(7)]);
    await page.goto(staff.origin);
    assert.match(await heading(page), /^Good day/, 'control: a fresh one does');
    await context.addCookies([cookieOf(9)]);
    await page.goto(`${staff.origin}/people/${cast.get('complained-about')!.person}`);
    assert.equal(await heading(page), 'Sign in');
    assert.doesNotMatch(await text(page), /timeline/i);
  });
});
