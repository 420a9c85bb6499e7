import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { CsvBlocks, type FoundRows } from './csv-blocks.ts';
import { type CsvCaps, openCsv } from './csv-rows.ts';
import { csvLine, harmless, openRejected, rejectedPath } from './rejected-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'candour-csv-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

async function readAll(content: string | Uint8Array, caps: Partial<CsvCaps> = {}) {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, content);
  const csv = await openCsv(path, caps);
  if (!csv.ok) return csv.reason;
  const read = { header: csv.header, rows: [] as string[], malformed: [] as string[], stopped: null as string | null };
  for await (const batch of csv.batches) {
    read.rows.push(...batch.rows.map((row) => `${row.line}:${row.values.join('|')}`));
    read.malformed.push(...batch.malformed.map((line) => `${line.line}:${line.reason}`));
    read.stopped = batch.stopped ?? read.stopped;
    assert.ok(batch.bytesRead <= csv.bytes);
  }
  return read;
}
async function rowsOf(content: string | Uint8Array): Promise<string[]> {
  const read = await readAll(content);
  return typeof read === 'string' ? [read] : read.rows;
}

test('plain rows: byte order mark, both line ends, blank lines, no last line end', async () => {
  assert.deepEqual(await readAll('\uFEFFa, b\r\n1,2\n\n3,4\r\n5,'), {
    header: ['a', 'b'],
    rows: ['2:1|2', '4:3|4', '5:5|'],
    malformed: [],
    stopped: null,
  });
});

test('quoted rows: commas, doubled marks, line ends inside, spaces round the marks', async () => {
  assert.deepEqual(await rowsOf('a,b\n"1,5", "say ""x"""\n"two\nlines",3\n4,5\n'), [
    '2:1,5|say "x"',
    '3:two\nlines|3',
    '5:4|5',
  ]);
});

test('line ends may differ within one file', async () => {
  assert.deepEqual(await rowsOf('a,b\r\n"1",2\n"3",4\r\n5,6\n'), ['2:1|2', '3:3|4', '4:5|6']);
});

test('gzip is known by its first bytes, not by its name', async () => {
  assert.deepEqual(await rowsOf(gzipSync('a,b\n1,2\n')), ['2:1|2']);
});

test('a malformed line costs itself and not its neighbours', async () => {
  const read = await readAll('a,b\n1,2\nx"y,3\n"4",5\n"z"w,6\n7,"eight"\nn\0o,9\n10,11\n');
  assert.ok(typeof read !== 'string');
  assert.deepEqual(read.rows, ['2:1|2', '4:4|5', '6:7|eight', '8:10|11']);
  assert.deepEqual(
    read.malformed.map((line) => line.slice(0, 2)),
    ['3:', '5:', '7:'],
  );
});

test('a quotation mark that is never closed costs its line', async () => {
  const read = await readAll('a,b\n1,2\n"open,3\n4,5\n6,7\n');
  assert.ok(typeof read !== 'string');
  assert.deepEqual(read.rows, ['2:1|2', '4:4|5', '5:6|7']);
  assert.equal(read.malformed.length, 1);
  const small = await readAll(`a,b\n1,2\n"open,3\n${'4,5\n'.repeat(200)}`, { recordCharacters: 100 });
  assert.ok(typeof small !== 'string');
  assert.equal(small.rows.length, 201);
  assert.deepEqual(small.malformed.length, 1);
});

test('a line that is not in UTF-8 is refused, and its neighbours are not', async () => {
  const read = await readAll(Buffer.from('a,b\n1,caf\xe9\n2,x\n', 'latin1'));
  assert.ok(typeof read !== 'string');
  assert.deepEqual(read.rows, ['3:2|x']);
  assert.match(read.malformed[0] ?? '', /not in UTF-8/);
});

test('files that are no CSV are refused in words', async () => {
  assert.equal(await readAll(''), 'The file is empty.');
  assert.equal(await readAll(Buffer.from('\uFEFFa,b\n', 'utf16le')), 'The file is in UTF-16; save it as UTF-8.');
  assert.equal(await readAll('PK\x03\x04rest'), 'This is a spreadsheet or ZIP file; save it as CSV.');
  assert.match(String(await readAll(`${'a,'.repeat(20)}a\n`, { columns: 20 })), /more than 20 columns/);
  assert.match(String(await readAll('a,b\r1,2\r')), /do not end as they should/);
  const missing = await openCsv(join(folder, 'none.csv'));
  assert.ok(!missing.ok && missing.reason.startsWith('There is no file'));
});

test('a bomb, an endless line and a damaged archive end the reading, and say so', async () => {
  const bomb = await readAll(gzipSync(`a,b\n${'1,2\n'.repeat(1_000_000)}`), { textBytes: 1_000_000 });
  assert.ok(typeof bomb !== 'string');
  assert.match(bomb.stopped ?? '', /more than 1000000 bytes/);
  const long = await readAll(`a,b\n${'x'.repeat(2_000_000)}\n1,2\n`);
  assert.ok(typeof long !== 'string');
  assert.deepEqual(long.rows, ['3:1|2']);
  assert.match(long.malformed.join(), /^2:The line is longer/);
  const cut = await readAll(
    gzipSync(`a,b\n${Array.from({ length: 200_000 }, (_, n) => `${n},${n * 7}\n`).join('')}`).subarray(0, 300_000),
  );
  assert.ok(typeof cut !== 'string' && cut.rows.length > 0);
  assert.match(cut.stopped ?? '', /damaged or cut short/);
});

test('wherever the pieces are cut, the same rows come out', () => {
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'ab ,"\n=é') }).filter((text) => text.trim() === text),
    fc.constantFrom('', 'x'),
  );
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(table, fc.array(fc.nat(60), { maxLength: 6 }), (rows, cuts) => {
      const written = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','));
      const text = `${written.join('\n')}\n`;
      const blocks = new CsvBlocks(10_000);
      const found: FoundRows[] = [];
      let at = 0;
      for (const cut of cuts) {
        found.push(blocks.add(text.slice(at, at + cut)));
        at += cut;
      }
      found.push(blocks.end(text.slice(at)));
      assert.deepEqual(
        found.flatMap((one) => one.rows.map((row) => row.values)),
        rows,
      );
      assert.equal(found.flatMap((one) => one.malformed).length, 0);
    }),
    { numRuns: 1_000 },
  );
});

test('no text makes the reader throw, and every line is accounted for', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab,"\n\r\0 \uFFFD'), maxLength: 400 });
  fc.assert(
    fc.property(text, fc.nat(50), (content, piece) => {
      const blocks = new CsvBlocks(60);
      const found: FoundRows[] = [];
      for (let at = 0; at < content.length; at += piece + 1) found.push(blocks.add(content.slice(at, at + piece + 1)));
      found.push(blocks.end(''));
      const lines = found.flatMap((one) => [...one.rows, ...one.malformed]).map((one) => one.line);
      return (
        new Set(lines).size === lines.length && lines.every((line) => line >= 1 && line <= content.split('\n').length)
      );
    }),
    { numRuns: 3_000 },
  );
});

test('rejected rows stand beside the file with their reason, formulas made harmless', async () => {
  assert.equal(rejectedPath('/x/a.csv'), '/x/a.rejected.csv');
  assert.equal(rejectedPath('/x/a.csv.gz'), '/x/a.rejected.csv');
  for (const cell of ['=1+1', '+x', '-x', '@x', '\tx', '\rx', '-1+1']) assert.equal(harmless(cell), `'${cell}`);
  for (const cell of ['-0.1027', '+5', 'x=1', '']) assert.equal(harmless(cell), cell);
  assert.equal(csvLine(['a"b', '=x,y', 'z']), `"a""b","'=x,y",z`);
  const path = join(folder, 'a.rejected.csv');
  const rejected = openRejected(path, ['a', 'b']);
  await rejected.write(['=x', 'y'], 'Bad.');
  await rejected.write(['1'], 'Short.');
  await rejected.write(['1', '2', '3'], 'Long.');
  await rejected.close();
  assert.equal(rejected.count(), 3);
  assert.equal(readFileSync(path, 'utf8'), `a,b,reason\n'=x,y,Bad.\n1,,Short.\n1,"2,3",Long.\n`);
  await openRejected(path, ['a']).close();
  assert.throws(() => readFileSync(path), /ENOENT/);
});
