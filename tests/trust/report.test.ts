/**
 * The cheapest dishonest report: edit the page and not the counts; count nothing; leave out the trial that broke; let a
 * short form take the place of a full one that found more. Each is refused here.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readReport, reportFolder } from '../../bench/trust/keep-report.ts';
import { faultsIn, type Held, renderReport, verdictOf } from '../../bench/trust/report.ts';
import { findTrials, holdTrials, withOutcome } from '../../bench/trust/run.ts';
import type { Count } from '../../bench/trust/trial.ts';

const scratch = mkdtempSync(join(tmpdir(), 'candour-trust-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const count = (change: Partial<Count> = {}): Count => ({
  promise: 'Nothing is lost.',
  done: 500,
  unit: 'kills',
  broken: 0,
  control: { what: 'without the safeguard', done: 20, broken: 7 },
  notes: 'Power was never cut.',
  ...change,
});
const held = (change: Partial<Held> = {}): Held => ({
  on: '2026-03-06',
  seconds: 12,
  machine: { cores: 2, memoryGb: 24, disk: 'ext4', postgres: '15.18', node: '24.21.0', load: 0.5 },
  size: 'full',
  seed: 1,
  counts: [count()],
  ...change,
});

/** A folder of trials, each of whose files is written out as given. */
function trialFolder(name: string, files: Readonly<Record<string, string>>): { trials: string; report: string } {
  const [trials, report] = [join(scratch, name, 'trials'), join(scratch, name, 'docs')];
  for (const folder of [trials, report]) mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(trials, file), text);
  return { trials, report };
}
const trialText = (name: string, hold: string, needs = 'null'): string =>
  `export const trial = { name: '${name}', needs: () => ${needs}, hold: async (size, seed) => { ${hold} } };\n`;
const kept = (broken: number, control: number): string =>
  `return [{ promise: 'Nothing is lost.', done: 10, unit: size + ' tries of seed ' + seed, broken: ${broken}, control: { what: 'off', done: 5, broken: ${control} }, notes: '' }];`;

test('TRUST the page in docs is what its JSON says, to the letter', () => {
  assert.equal(readFileSync(join(reportFolder, 'trust-report.md'), 'utf8'), renderReport(readReport(reportFolder)));
});

test('TRUST every trial in the folder is one: a name of its own, and the report speaks of no other', async () => {
  const names = (await findTrials()).map(({ name }) => name);
  for (const name of names) assert.match(name, /^[a-z0-9-]+$/);
  const strange = Object.keys(readReport(reportFolder).trials).filter((name) => !names.includes(name));
  assert.deepEqual(strange, []);
});

test('TRUST a promise that broke, a control that held and a trial that did nothing are each said', () => {
  assert.equal(verdictOf(count()), 'kept');
  assert.equal(verdictOf(count({ broken: 1 })), 'BROKEN');
  assert.equal(verdictOf(count({ control: { what: 'off', done: 20, broken: 0 } })), 'proves nothing');
  assert.equal(verdictOf(count({ done: 0 })), 'proves nothing');
  const page = renderReport({ trials: { kill: held({ counts: [count({ broken: 3 })] }) }, load: {} });
  assert.match(page, /\*\*BROKEN\*\*/);
  assert.match(page, /1 broken/);
  assert.match(page, /without the safeguard: broke 7 times in 20/);
  assert.equal(faultsIn('kill', [count({ broken: 3 })]).length, 1);
});

test('TRUST trials are held in turn; what breaks, breaks off or cannot be held here is named and fails the run', async () => {
  const folders = trialFolder('all', {
    'good.ts': trialText('good', kept(0, 2)),
    'lost.ts': trialText('lost', kept(4, 2)),
    'idle.ts': trialText('idle', kept(0, 0)),
    'off.ts': trialText('off', "throw new Error('no room left');"),
    'rooted.ts': trialText('rooted', kept(0, 1), "'a loop device is needed'"),
  });
  const said: string[] = [];
  const result = await holdTrials({ names: [], size: 'short', seed: 7, say: (line) => said.push(line), ...folders });
  assert.equal(result.held, 3);
  assert.deepEqual(
    result.faults.map((line) => line.split(':')[0]),
    ['idle', 'lost', 'off'],
  );
  assert.equal(result.notHeld.length, 2);
  const report = readReport(folders.report);
  assert.deepEqual(Object.keys(report.trials).sort(), ['good', 'idle', 'lost', 'off', 'rooted']);
  const page = readFileSync(join(folders.report, 'trust-report.md'), 'utf8');
  assert.equal(page, renderReport(report));
  for (const words of [/10 short tries of seed 7/, /a loop device is needed/, /no room left/, /\*\*BROKEN\*\*/])
    assert.match(page, words);
  await assert.rejects(
    holdTrials({ names: ['strange'], size: 'short', seed: 1, say: () => {}, ...folders }),
    /there are good, idle/,
  );
});

test('TRUST one trial alone changes its own row only', async () => {
  const folders = trialFolder('one', {
    'good.ts': trialText('good', kept(0, 2)),
    'other.ts': trialText('other', kept(0, 3)),
  });
  const hold = (names: readonly string[], seed: number) =>
    holdTrials({ names, size: 'full', seed, say: () => {}, ...folders });
  await hold([], 1);
  const before = readReport(folders.report);
  await hold(['other'], 2);
  const after = readReport(folders.report);
  assert.deepEqual(after.trials.good, before.trials.good);
  assert.equal((after.trials.other as Held).seed, 2);
});

test('TRUST a short form never takes the place of a full one, unless it found a fault', () => {
  const full = { trials: { kill: held() }, load: {} };
  const put = (change: Partial<Held>) => withOutcome('kill', held(change), ['kill'])(full).trials.kill as Held;
  assert.equal(put({ size: 'short', seed: 2 }).seed, 1);
  assert.equal(put({ size: 'short', seed: 2, counts: [count({ broken: 1 })] }).seed, 2);
  assert.equal(put({ seed: 2 }).seed, 2);
  const notHeld = withOutcome('kill', { on: '2026-03-07', notHeld: 'no loop device' }, ['kill'])(full).trials.kill;
  assert.equal((notHeld as Held).seed, 1);
  assert.deepEqual(withOutcome('new', held(), ['new'])(full).trials, { new: held() });
});

test('LOAD a ratio above what it is promised to stay within is missed', () => {
  const row = { name: 'pages', unit: 'ms', value: 31, reference: 10, ratio: 3.1, atMost: 3 };
  const run = { on: '2026-03-06', seconds: 1, machine: held().machine, rows: [row] };
  assert.match(renderReport({ trials: {}, load: { pages: run } }), /\*\*missed\*\*/);
  const within = { ...run, rows: [{ ...row, ratio: 2.9 }] };
  assert.match(renderReport({ trials: {}, load: { pages: within } }), /\| met \|/);
});
