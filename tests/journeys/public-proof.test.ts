/** What somebody outside can do alone: read the proof, take the checkpoint away, and check the record against it later. */
import assert from 'node:assert/strict';
import { ledgeredTables } from '../../src/main.ts';
import { verifyLedger } from '../../src/platform/ledger.ts';
import { faultsOf, heading, journey, text, visit } from './world.ts';

journey(
  'the public reads the proof, keeps the checkpoint, and the record is checked against that copy',
  async (world) => {
    const note = await visit(world, async ({ page, context }) => {
      await page.goto(world.open.origin);
      await page.getByRole('link', { name: 'Check that nothing was altered' }).click();
      assert.equal(await heading(page), 'Proof that the record was not altered');
      assert.match(await text(page), /What this proves, and what it does not/);
      assert.deepEqual(await faultsOf(page), []);
      const href = await page.getByRole('link', { name: 'Download the checkpoint' }).getAttribute('href');
      const taken = await context.request.get(`${world.open.origin}${href}`);
      assert.match(taken.headers()['content-disposition'] ?? '', /attachment/);
      return taken.text();
    });
    const checked = await verifyLedger(world.ground, ledgeredTables, { checkpoint: note });
    assert.ok(checked.ok, JSON.stringify(checked).slice(0, 400));
    const altered = note.replace(/^(.*\n\d+\n)./, (_all, head: string) => `${head}${note.includes('\nA') ? 'B' : 'A'}`);
    assert.ok(
      !(await verifyLedger(world.ground, ledgeredTables, { checkpoint: altered })).ok,
      'control: a changed copy does not fit',
    );
    await visit(world, async ({ page }) => {
      const nothing = await page.goto(`${world.open.origin}/people`);
      assert.equal(nothing?.status(), 404, 'the public face has no record to show');
    });
  },
);
