/** The printed line: what was printed is what is read back, and a slip of the hand is told from a log that was changed. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { isLogOf, parsePrintedLine, printedLine } from './printed-line.ts';

const origin = 'candour/6650875896cb283c/main';
const root = createHash('sha256').update('a tree').digest();
const line = printedLine(origin, { on: '2026-03-08', size: 1_234_567, root });

test('a printed line is one line that can be read out, and is read back however it was typed', () => {
  assert.match(
    line,
    /^Candour 6650 8758 96cb 283c on 2026-03-08: 1,234,567 leaves, root ([0-9a-f]{4} ){15}[0-9a-f]{4}, check [0-9a-f]{4}$/,
  );
  for (const typed of [
    line,
    line.toUpperCase(),
    ` ${line.replaceAll(' ', '\n  ')}.\n`,
    line.replace('1,234,567', '1234567'),
  ]) {
    const read = parsePrintedLine(typed);
    assert.ok(!('refused' in read), typed);
    assert.deepEqual([read.on, read.size, read.root.equals(root)], ['2026-03-08', 1_234_567, true]);
    assert.ok(isLogOf(read, origin) && !isLogOf(read, origin.replace('6', '7')) && !isLogOf(read, 'elsewhere'));
  }
});

test('one letter or figure wrong is called a slip, and never passed on as another tree', () => {
  let tried = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (!/[0-9a-f]/.test(line[at] as string) || /[a-z ,]/i.test(line.slice(0, 7)[at] ?? '')) continue;
    const other = line[at] === '7' ? '8' : '7';
    const read = parsePrintedLine(line.slice(0, at) + other + line.slice(at + 1));
    assert.ok('refused' in read, `${at}`);
    tried += 1;
  }
  assert.ok(tried > 80);
  for (const none of ['', 'Candour', line.replace('leaves', 'lines'), line.repeat(20), `${line}0`])
    assert.ok('refused' in parsePrintedLine(none));
});
