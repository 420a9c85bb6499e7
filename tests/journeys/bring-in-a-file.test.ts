/** A file by the browser: looked at, then imported, then undone by two people. Without script, on a desk and on a phone. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { makeXlsx } from '../../bench/trust/files/make-sheets.ts';
import { partOf } from '../../bench/trust/files/make-zip.ts';
import { mustTransact, query, sql } from '../../src/platform/transaction.ts';
import { as, faultsOf, heading, type JourneyWorld, journey, said, text } from './world.ts';

const header = [
  'ref',
  'kind',
  'source',
  'type',
  'subject',
  'step',
  'matter',
  'happened_from',
  'known_on',
  'basis',
  'visibility',
];
const columns = 'officer_id,complaint_id,incident_date,fado_type,allegation,board_disposition';
const line = (officer: string, complaint: string, day: string) =>
  `${officer},${complaint},${day},Force,"=cmd|'/c calc'!A0",Unsubstantiated`;
const csv = `${[
  columns,
  line('900001', '202000001', '2020-01-02'),
  line('900001', '202000002', '2020-02-03'),
  line('900002', '202000002', '2020-02-03'),
  line('900003', '202000003', '2020-02-31'),
].join('\n')}\n`;

const entries = ({ ground }: JourneyWorld): Promise<number> =>
  mustTransact(ground, 'clerks', { actor: null, face: 'clerk' }, async (tx) => {
    const [row] = await query(
      tx,
      sql<{ n: number }>`select count(*) as n from record.entry where source_key is not null`,
    );
    return row!.n;
  });
const kept = ({ ground }: JourneyWorld): string[] => readdirSync(join(ground.server.place.folder, 'incoming'));

async function clean(page: Page, where: string): Promise<void> {
  const folder = process.env.CANDOUR_PICTURES;
  for (const width of [1280, 360]) {
    if (folder) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: join(folder, `${where.replaceAll(' ', '-')}-${width}.png`), fullPage: true });
    }
    assert.deepEqual(await faultsOf(page, width), [], `${where} at ${width}`);
  }
}

async function send(
  page: Page,
  file: { name: string; buffer: Buffer },
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  await page.getByLabel('The file').setInputFiles({ ...file, mimeType: 'application/octet-stream' });
  await page.getByLabel('Which map reads it?').selectOption('new-york-allegations');
  for (const [label, value] of Object.entries(more)) await page.getByLabel(label).fill(value);
  await page.getByRole('button', { name: 'Read the file' }).click();
}

journey(
  'a file is looked at before anything is written, then imported whole, then undone by two people',
  async (world) => {
    const { staff } = world;
    const before = await entries(world);
    let batch = '';
    await as(world, 'analyst', async (page, context) => {
      await page.goto(`${staff.origin}/imports`);
      await page.getByRole('link', { name: 'Bring in a file' }).click();
      await page.getByRole('button', { name: 'Read the file' }).click();
      assert.match(await text(page), /Choose a file that is not empty.*Choose the map that reads it/);
      await clean(page, 'upload form with errors');

      await send(page, { name: 'book.xlsx', buffer: makeXlsx({ sheets: [{ name: 'S', rows: [header] }] }) });
      assert.match(await text(page), /does not fit the map\. The file has no column/);
      await send(page, { name: 'list.pdf', buffer: Buffer.from('%PDF-1.7 ...') });
      assert.match(await text(page), /This is a PDF document/);

      await send(
        page,
        { name: 'complaints.csv', buffer: Buffer.from(csv) },
        { 'Rows (optional)': '5', 'Cases or matters (optional)': '2' },
      );
      assert.equal(await heading(page), 'Look before you import');
      const shown = await text(page);
      assert.match(shown, /New: they would be written\s*3/);
      assert.match(shown, /Refused: each with its reason\s*1/);
      assert.match(shown, /Rows\s*5\s*4\s*-1/);
      assert.match(shown, /The totals differ from what the source says/);
      assert.match(shown, /force-number 900001|900001/);
      assert.match(shown, /2020-02-31.*not a real day/);
      assert.equal(await entries(world), before, 'nothing is written');
      await clean(page, 'preview');

      const refused = await context.request.get(`${page.url()}/refused`);
      assert.match(refused.headers()['content-disposition'] ?? '', /complaints\.rejected\.csv/);
      assert.match(await refused.text(), /900003,.*"?'=cmd\|/);

      await page.getByRole('button', { name: 'Continue' }).click();
      assert.match(await text(page), /Choose what should be done with it/);
      const preview = page.url();
      await as(world, 'second-person', async (other) => {
        const answer = await other.goto(preview);
        assert.equal(answer?.status(), 404, 'only who brought it sees it');
      });
      await page.getByLabel('Import 3 new rows').check();
      await page.getByRole('button', { name: 'Continue' }).click();
      assert.equal(await heading(page), 'complaints.csv');
      batch = page.url();
      assert.equal(await entries(world), before + 3);
      assert.deepEqual(kept(world), [], 'the file is not kept');
      assert.equal((await page.goto(preview))?.status(), 404);

      await page.goto(`${staff.origin}/imports/new`);
      await send(page, { name: 'complaints.csv', buffer: Buffer.from(csv) });
      assert.match(await text(page), /Here already: they would add nothing\s*3/);
      await page.getByLabel('Do not import it').check();
      await page.getByRole('button', { name: 'Continue' }).click();
      assert.deepEqual(kept(world), []);

      await page.goto(batch);
      await page.getByRole('link', { name: 'Undo this import' }).click();
      await page.getByLabel('What is wrong with this import?').fill('The wrong year was sent to us by its source.');
      await page.getByRole('button', { name: 'Ask for it to be undone' }).click();
      assert.match(await text(page), /You have asked for this\. It waits for a second person/);
      assert.equal(await entries(world), before + 3);
    });
    await as(world, 'second-person', async (page) => {
      await page.goto(`${staff.origin}/imports`);
      assert.match(await text(page), /To be undone: a second person is asked/);
      await clean(page, 'imports');
      await page.goto(`${batch}/undo`);
      assert.match(await text(page), /The wrong year was sent to us by its source/);
      await clean(page, 'undo agree');
      await page.getByRole('button', { name: 'Agree and undo the import' }).click();
      assert.equal(await heading(page), 'An import undone');
      assert.match(await said(page.locator('main')), /Entries taken back\s*3/);
    });
  },
);

journey(
  'a workbook by the browser: its hidden sheets and macros are said, and rows of an undone import are new again',
  async (world) => {
    await as(world, 'analyst', async (page) => {
      await page.goto(`${world.staff.origin}/imports/new`);
      const sheets = [
        { name: 'Names', rows: [['secret']], state: 'hidden' as const },
        {
          name: 'List',
          rows: csv
            .trim()
            .split('\n')
            .slice(0, 3)
            .map((row) => row.replaceAll('"', '').split(',')),
        },
      ];
      await send(page, {
        name: 'complaints.xlsx',
        buffer: makeXlsx({ sheets, more: [partOf('xl/vbaProject.bin', 'x')] }),
      });
      const shown = await text(page);
      assert.match(shown, /New: they would be written\s*2/, 'an undone row is new again');
      assert.match(shown, /Hidden sheets, which were not read: "Names"/);
      assert.match(shown, /macros\. They were neither read nor run/);
      await clean(page, 'preview of a workbook');
    });
  },
);

journey(
  'a file that is too large, a form that is not ours and a role that may not are turned away with nothing kept',
  async (world) => {
    await as(world, 'analyst', async (page, context) => {
      await page.goto(`${world.staff.origin}/imports/new`);
      const formToken = (await page.locator('main input[name=formToken]').getAttribute('value')) ?? '';
      const buffer = Buffer.alloc(26 * 1024 ** 2, 'a,b\n');
      const large = await context.request.post(`${world.staff.origin}/imports/new`, {
        multipart: { formToken, file: { name: 'large.csv', mimeType: 'text/csv', buffer } },
        timeout: 60_000,
      });
      assert.equal(large.status(), 422);
      assert.match(await large.text(), /The file is too large[\s\S]*25 MB at most/);
      const stranger = await context.request.post(`${world.staff.origin}/imports/new`, {
        multipart: { file: { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) }, formToken: 'not ours' },
      });
      assert.equal(stranger.status(), 403);
      const elsewhere = await context.request.post(`${world.staff.origin}/people/x/reason`, {
        multipart: { file: { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) } },
      });
      assert.ok([403, 404, 415].includes(elsewhere.status()), `${elsewhere.status()}`);
    });
    await as(world, 'assessor', async (page) => {
      assert.equal((await page.goto(`${world.staff.origin}/imports/new`))?.status(), 403);
    });
    assert.deepEqual(
      kept(world).filter((name) => name.endsWith('.sent')),
      [],
    );
  },
);
