import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dayToIso, isoToDay } from '../../../engines/history.ts';
import { createDice } from '../../../engines/statistics/random.ts';
import { isRefusal } from '../../../platform/refusal.ts';
import { type EvaluateRequest, type Evaluation, evaluate } from './evaluate.ts';

const seed = 7;
const at = isoToDay('2012-01-01');
const map = {
  kind: 'entries',
  source: 'public-complaint',
  person: { id: 'officer', scheme: 'force-number' },
  matter: 'complaint',
  happened: { column: 'incident', format: 'yyyy-MM-dd', precision: 'day' },
  knownOn: { column: 'received' },
  type: { column: 'kind', vocabulary: { Force: 'excessive-force' }, else: 'incivility' },
  finding: { column: 'result', vocabulary: { '^Substantiated': 'upheld' }, match: 'regex', else: 'not-upheld' },
  findingKnown: { afterDays: 365 },
  unit: { column: 'unit' },
};

let folder = '';
const path = (name: string): string => join(folder, name);

interface Row {
  readonly officer: string;
  readonly incident: number;
  readonly received: number;
  readonly result: string;
}

/** Made-up complaints over twelve years, with rates that differ between people. */
function rows(): Row[] {
  const dice = createDice(seed);
  const made: Row[] = [];
  for (let p = 0; p < 1200; p++) {
    const yearly = 0.5 * Math.exp(0.9 * dice.normal());
    for (let day = isoToDay('2002-01-01'); ; ) {
      day += Math.ceil((-Math.log(1 - dice.next()) / yearly) * 365);
      if (day >= isoToDay('2014-01-01')) break;
      const result = dice.next() < 0.25 ? 'Substantiated (Charges)' : 'Unsubstantiated';
      made.push({ officer: String(p).padStart(6, '0'), incident: day, received: day + dice.below(30), result });
    }
  }
  return made;
}

const csv = (made: readonly Row[]): string =>
  [
    'officer,complaint,incident,received,kind,result,unit',
    ...made.map((row, i) =>
      [
        row.officer,
        `C${i}`,
        dayToIso(row.incident),
        dayToIso(row.received),
        i % 3 ? 'Force' : 'Word',
        row.result,
        `U${Number(row.officer) % 5}`,
      ].join(','),
    ),
  ].join('\n');

const made = rows();
const base: Omit<EvaluateRequest, 'events'> = { map, at: '2012-01-01', outcome: '', draws: 100, seed };
const request = (more: Partial<EvaluateRequest> = {}): EvaluateRequest => ({
  ...base,
  events: path('events.csv'),
  outcome: path('outcome.csv'),
  ...more,
});

async function figures(more: Partial<EvaluateRequest> = {}): Promise<Evaluation> {
  const answer = await evaluate(request(more));
  if (isRefusal(answer)) throw new Error(answer.words);
  return answer;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candour-evaluate-'));
  await writeFile(path('events.csv'), csv(made));
  const outcome = made.filter((row) => row.result.startsWith('Sub') && row.incident >= at);
  await writeFile(
    path('outcome.csv'),
    `person,date\n${outcome.map((row) => `${row.officer},${dayToIso(row.incident)}`).join('\n')}\n`,
  );
});
after(() => rm(folder, { recursive: true, force: true }));

test('SIG-08 the result has every figure of the contract, each with its interval', async () => {
  const result = await figures({ top: [2, 5, 10], scores: path('scores.csv') });
  assert.equal(result.at, '2012-01-01');
  assert.deepEqual(result.findingKnown, { afterDays: 365 });
  assert.equal(result.base, result.positives / result.cohort);
  assert.deepEqual(Object.keys(result.model.recallAt), ['2', '5', '10']);
  for (const name of ['count2y', 'count5y', 'sustainedOnly', 'threshold3in12']) {
    const [rule, difference] = [result.baselines[name]!, result.differences[name]!];
    assert.ok(Math.abs(result.model.auc - rule.auc - difference.auc) < 1e-12);
    for (const one of [result.model, rule, difference]) {
      const [low, high] = one.intervals.recallAt['5']!;
      assert.ok(low <= one.recallAt['5']! && one.recallAt['5']! <= high, name);
    }
  }
  assert.equal(result.model.calibration.length, 10);
  assert.ok(Math.abs(result.chance.recallAt['5']! - 0.05) < 0.001);
  assert.ok(result.groups.some((group) => group.by === 'unit' && group.group === 'U3'));
  assert.equal(result.model.workload['5']!.flagged, Math.round(result.cohort * 0.05));
  assert.ok(result.model.leadTimeDays['10']! > 0);
  const lines = (await readFile(path('scores.csv'), 'utf8')).trimEnd().split('\n');
  assert.equal(lines[0], 'person,score,rank,reason');
  assert.equal(lines.length, result.cohort + 1);
  assert.match(lines[1]!, /^\d{6},0\.\d+,1,"Named in \d+ matters/);
});

test('SIG-08 what the file says of the time after the date changes no score', async () => {
  await figures({ scores: path('honest.csv') });
  const dice = createDice(seed + 1);
  const tampered = made.map((row) =>
    row.received >= at
      ? { ...row, officer: String(dice.below(1200)).padStart(6, '0'), result: 'Substantiated' }
      : row.received + 365 >= at
        ? { ...row, result: row.result.startsWith('Sub') ? 'Unfounded' : 'Substantiated' }
        : row,
  );
  await writeFile(path('tampered.csv'), csv(tampered));
  await figures({ events: path('tampered.csv'), scores: path('blind.csv') });
  assert.equal(await readFile(path('blind.csv'), 'utf8'), await readFile(path('honest.csv'), 'utf8'));
});

test('SIG-08 findings without a day are not used: sustained-only is then chance, and the result says so', async () => {
  const result = await figures({ map: { ...map, findingKnown: 'never' } });
  assert.equal(result.findingKnown, 'never');
  assert.equal(result.findingsUsed, 0);
  assert.equal(result.baselines.sustainedOnly!.auc, 0.5);
  assert.match(result.baselines.sustainedOnly!.note!, /this is chance/);
  assert.equal(result.model.target, 'allegations');
  assert.match(result.model.level, /base rate of the outcome file/);
});

test('SIG-08 somebody of whom nothing is known is not ordered, and a declared group divides errors only', async () => {
  const known = [...new Set(made.map((row) => row.officer))].slice(0, 600);
  const people = [...known.map((id, i) => `${id},${i % 2 ? 'x' : 'y'}`), 'stranger,x'];
  await writeFile(path('cohort.csv'), `person,group\n${people.join('\n')}\n`);
  const result = await figures({ cohort: path('cohort.csv'), scores: path('cohort-scores.csv') });
  assert.equal(result.cohort, 601);
  assert.ok(result.model.refused.people >= 1);
  assert.ok(result.groups.some((group) => group.by === 'group' && group.group === 'x'));
  const last = (await readFile(path('cohort-scores.csv'), 'utf8')).trimEnd().split('\n');
  assert.ok(last.some((line) => /^stranger,,,Not ordered/.test(line.replaceAll('"', ''))));
});

test('a fault of a file or of an option is refused in words', async () => {
  const words = async (more: Partial<EvaluateRequest>): Promise<string> => {
    const answer = await evaluate(request(more));
    return isRefusal(answer) ? answer.words : 'taken';
  };
  assert.match(await words({ at: '2012-02-31' }), /not a day/);
  assert.match(await words({ top: [0] }), /above 0/);
  assert.match(await words({ events: path('nowhere.csv') }), /no file/);
  assert.match(await words({ map: path('nowhere.json') }), /no map/);
  assert.match(await words({ at: '1999-01-01' }), /Nothing was known/);
  assert.match(await words({ outcome: path('events.csv') }), /no column "person"/);
});

const newYork = '../shared/data/new-york/allegations.csv.gz';
test('SIG-08 New York 2012: better than counting five years, with the interval above zero', {
  skip: existsSync(newYork) ? false : `${newYork} is not here`,
}, async () => {
  const { openCsv } = await import('../../../platform/csv-rows.ts');
  const file = await openCsv(newYork);
  assert.ok(file.ok);
  const lines: string[] = ['person,date'];
  for await (const batch of file.batches)
    for (const { values } of batch.rows)
      if (values[5]!.startsWith('Substantiated') && values[2]! >= '2012-01-01' && values[2]! < '2014-01-01')
        lines.push(`${values[0]},${values[2]}`);
  await writeFile(path('new-york.csv'), lines.join('\n'));
  const result = await figures({
    events: newYork,
    map: 'maps/new-york-allegations.json',
    outcome: path('new-york.csv'),
    draws: 300,
  });
  const difference = result.differences.count5y!.intervals;
  assert.ok(difference.auc[0] > 0 && difference.recallAt['5']![0] > 0, JSON.stringify(difference));
  assert.ok(result.model.slope > 0.8 && result.model.slope < 1.25, `slope ${result.model.slope}`);
});
