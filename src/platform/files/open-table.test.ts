import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Cell, makeOds, makeXlsx } from '../../../bench/trust/files/make-sheets.ts';
import { partOf } from '../../../bench/trust/files/make-zip.ts';
import { confined, openTable, type TableRequest, withoutNetwork } from './open-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'candour-table-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

async function read(content: string | Uint8Array, request: TableRequest = {}) {
  const path = join(folder, `${files++}.upload`);
  writeFileSync(path, content);
  const table = await openTable(path, request);
  if (!table.ok) return { refused: table.reason, header: [], rows: [], notes: [], sheets: [] };
  const rows: string[][] = [];
  let refused: string | null = null;
  for await (const batch of table.batches) {
    rows.push(...batch.rows.map(({ values }) => [...values]));
    refused ??= batch.stopped;
  }
  return { refused, header: table.header, rows, ...(refused === null ? table.end() : { notes: [], sheets: [] }) };
}

const rows: readonly (readonly Cell[])[] = [
  ['number', 'given', 'when'],
  [7, 'Ada & Bo', '2020-02-01'],
  ['', 'two\nlines', '<b>'],
];
const expected = [
  ['7', 'Ada & Bo', '2020-02-01'],
  ['', 'two\nlines', '<b>'],
];

test('the same rows come out of CSV, gzip, XLSX with shared and with own texts, and ODS', async () => {
  const csv = 'number,given,when\n7,Ada & Bo,2020-02-01\n,"two\nlines",<b>\n';
  const sheets = [{ name: 'List', rows }];
  for (const file of [
    csv,
    gzipSync(csv),
    makeXlsx({ sheets }),
    makeXlsx({ sheets, isShared: false }),
    makeOds({ sheets }),
  ]) {
    const found = await read(file);
    assert.equal(found.refused, null);
    assert.deepEqual(found.header, ['number', 'given', 'when']);
    assert.deepEqual(found.rows, expected);
  }
});

test('XLSX: days, times, leading zeros, truth values, errors and formulas are the text that the file says', async () => {
  const cells = [
    '<c s="1"><v>43891</v></c>',
    '<c s="1"><v>43891.75</v></c>',
    '<c s="2"><v>7</v></c>',
    '<c t="b"><v>1</v></c>',
    '<c t="e"><v>#N/A</v></c>',
    '<c><f>1+1</f><v>2</v></c>',
    '<c><f>A1*2</f></c>',
    '<c><v>0.10000000000000001</v></c>',
    '<c><v>12345678901234567890</v></c>',
    '<c t="str"><f>"a"</f><v>=HYPERLINK("x")</v></c>',
    '<c t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r><rPh><t>no</t></rPh></is></c>',
    '<c t="inlineStr"><is><t>a_x000D_b_x0000_</t></is></c>',
    '<c s="3"><v>0.5</v></c>',
    '<c s="1"><v>59</v></c>',
    '<c s="1"><v>60</v></c>',
  ];
  const sheet = { name: 'S', rows: [cells.map((_, at) => `c${at}`), cells.map((xml) => ({ xml }))] };
  const found = await read(makeXlsx({ sheets: [sheet], formats: ['dd/mm/yyyy', '00000', 'h:mm'] }));
  assert.equal(found.refused, null);
  assert.deepEqual(found.rows[0], [
    '2020-03-01',
    '2020-03-01 18:00:00',
    '00007',
    'TRUE',
    '#N/A',
    '2',
    '=A1*2',
    '0.1',
    '12345678901234567890',
    '=HYPERLINK("x")',
    'rich',
    'a\rb_x0000_',
    '12:00:00',
    '1900-02-28',
    '1900-02-29',
  ]);
  assert.match(found.notes.join(' '), /3 cells hold formulas.*nothing was worked out.*1 cell holds an error/);
  const from1904 = await read(
    makeXlsx({
      sheets: [{ name: 'S', rows: [['d'], [{ xml: '<c s="1"><v>0</v></c>' }]] }],
      formats: ['yyyy'],
      from1904: true,
    }),
  );
  assert.deepEqual(from1904.rows, [['1904-01-01']]);
});

test('ODS: days, times, repeated cells and rows, notes at cells, leading zeros', async () => {
  const cell = (attributes: string, text: string) => ({
    xml: `<table:table-cell ${attributes}><office:annotation><text:p>a note</text:p></office:annotation><text:p>${text}</text:p></table:table-cell>`,
  });
  const row = [
    cell('office:value-type="date" office:date-value="2020-03-01"', '1 March'),
    cell('office:value-type="date" office:date-value="2020-03-01T18:00:00"', '1 March'),
    cell('office:value-type="float" office:value="7"', '007'),
    cell('office:value-type="time" office:time-value="PT09H05M00S"', '9:05'),
    cell('office:value-type="boolean" office:boolean-value="true"', 'WAHR'),
    cell('office:value-type="float" office:value="4" table:formula="of:=2+2"', '4'),
    cell('office:value-type="string" table:number-columns-repeated="2"', 'x<text:s text:c="2"/>y'),
  ];
  const found = await read(
    makeOds({
      sheets: [
        {
          name: 'S',
          rows: [
            'abcdefgh'.split(''),
            row,
            [{ xml: '<table:table-cell table:number-columns-repeated="16384"/>' }],
            [1, ...row.slice(6)],
          ],
        },
      ],
    }),
  );
  assert.equal(found.refused, null);
  assert.deepEqual(found.rows, [
    ['2020-03-01', '2020-03-01 18:00:00', '007', '09:05:00', 'TRUE', '4', 'x  y', 'x  y'],
    ['1', 'x  y', 'x  y'],
  ]);
  assert.match(found.notes.join(' '), /1 cell holds a formula/);
});

test('hidden sheets are named, the first shown one is read, another when it is asked for by name', async () => {
  const sheets = [
    { name: 'Staff list', rows: [['secret'], ['1']], state: 'veryHidden' as const },
    { name: 'Counts', rows: [['count'], ['2']] },
    { name: 'More', rows: [['more'], ['3']] },
  ];
  for (const file of [makeXlsx({ sheets }), makeOds({ sheets })]) {
    const found = await read(file);
    assert.deepEqual(found.rows, [['2']]);
    assert.match(found.notes.join(' '), /Hidden sheets, which were not read: "Staff list"\./);
    assert.match(found.notes.join(' '), /Only the sheet "Counts" was read\. Not read: "More"\./);
    assert.deepEqual((await read(file, { sheet: 'More' })).rows, [['3']]);
    assert.match((await read(file, { sheet: 'Staff list' })).notes.join(' '), /a hidden one/);
    assert.match(
      (await read(file, { sheet: 'Nowhere' })).refused ?? '',
      /no sheet "Nowhere"\. It has "Staff list", "Counts"/,
    );
  }
});

test('macros and links to other files are said and left alone', async () => {
  const more = [partOf('xl/vbaProject.bin', 'x'), partOf('xl/externalLinks/externalLink1.xml', '<x/>')];
  const found = await read(makeXlsx({ sheets: [{ name: 'S', rows }], more }));
  assert.deepEqual(found.rows, expected);
  assert.match(
    found.notes.join(' '),
    /macros\. They were neither read nor run\. .*links to other files\. They were not followed\./,
  );
});

test('a changed byte anywhere in the packed parts is found, by the sums that the file itself carries', async () => {
  const file = makeXlsx({
    sheets: [{ name: 'S', rows: [['a'], ...Array.from({ length: 300 }, (_, at) => [`row ${at}`])] }],
  });
  const at = file.indexOf('xl/sharedStrings.xml') + 60;
  const changed = Buffer.from(file);
  changed[at] = changed[at]! ^ 0x10;
  assert.match((await read(changed)).refused ?? '', /damaged/);
  assert.equal((await read(file)).refused, null);
});

test('the reader is ended when it takes more memory than is agreed, or falls silent, and says so', async () => {
  const big = makeXlsx({
    sheets: [{ name: 'S', rows: Array.from({ length: 3000 }, (_, at) => [`text ${at} ${'x'.repeat(50)}`]) }],
  });
  const memory = await read(big, { limits: { memoryBytes: 30 * 1024 ** 2 } });
  assert.match(memory.refused ?? '', /more than the 30 MB of memory/);
  const heap = await read(big, { limits: { heapMegabytes: 1 } });
  assert.match(heap.refused ?? '', /more memory than is allowed/);
  const silent = await read(big, { limits: { silentSeconds: 0 } });
  assert.match(silent.refused ?? '', /standstill/);
});

test('the reader can read nothing else here, write nothing, start nothing and reach nobody', async (t) => {
  const probe = `
    const tried = async (work) => { try { await work(); return 'could'; } catch (error) { return error.code; } };
    const { readFileSync, writeFileSync } = require('node:fs');
    const reach = () => new Promise((done, failed) => require('node:net').connect(9, '127.0.0.1').on('connect', done).on('error', failed));
    (async () => console.log(JSON.stringify([
      await tried(() => readFileSync('/etc/hostname')),
      await tried(() => writeFileSync(${JSON.stringify(join(folder, 'out'))}, 'x')),
      await tried(() => require('node:child_process').execFileSync('true')),
      await tried(() => new (require('node:worker_threads').Worker)('1', { eval: true })),
      await tried(reach),
      process.env.DATABASE_URL ?? null,
    ])))();`;
  const [command = '', ...args] = confined(64);
  const { stdout } = spawnSync(command, [...args, '-e', probe], { env: {}, encoding: 'utf8' });
  const denied = 'ERR_ACCESS_DENIED';
  const network = withoutNetwork().length > 0 ? 'ENETUNREACH' : 'ECONNREFUSED';
  if (network !== 'ENETUNREACH')
    t.diagnostic('NO unshare AND NO bubblewrap: the network stays open to the reader here');
  assert.deepEqual(JSON.parse(stdout), [denied, denied, denied, denied, network, null]);
});
