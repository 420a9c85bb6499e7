/**
 * The trust report: what was tried, how often, what broke, and what broke with the safeguard off. One truth, the JSON
 * beside it; the page is written from that by a function, and a test holds the two against each other.
 */
import type { Machine } from '../machine.ts';
import type { BenchRow } from '../scratch.ts';
import type { Count, Size } from './trial.ts';

/** Under what a figure was taken. */
interface Circumstances {
  readonly on: string;
  readonly seconds: number;
  readonly machine: Machine;
}

export interface Held extends Circumstances {
  readonly size: Size;
  readonly seed: number;
  readonly counts: readonly Count[];
}

/** Why a trial has no counts. */
export interface NotHeld {
  readonly on: string;
  readonly notHeld: string;
}

export interface LoadRun extends Circumstances {
  readonly rows: readonly BenchRow[];
}

export interface TrustReport {
  readonly trials: Readonly<Record<string, Held | NotHeld>>;
  /** What `candour bench --keep` measured, by bench. */
  readonly load: Readonly<Record<string, LoadRun>>;
}

export const emptyReport: TrustReport = { trials: {}, load: {} };

const whole = new Intl.NumberFormat('en-GB');
const figure = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 4 });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const dayWords = (on: string): string => day.format(new Date(`${on}T00:00:00Z`));
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** What came of a count, in a word or two. Shown broken before anything else. */
export function verdictOf({ done, broken, control }: Count): 'kept' | 'BROKEN' | 'proves nothing' {
  if (broken > 0) return 'BROKEN';
  return done === 0 || (control !== null && control.broken === 0) ? 'proves nothing' : 'kept';
}

/** Sentences that name every promise that did not hold, or whose trial could not have shown it. */
export const faultsIn = (name: string, counts: readonly Count[]): string[] =>
  counts.flatMap((count) => {
    const verdict = verdictOf(count);
    if (verdict === 'kept') return [];
    if (verdict === 'BROKEN')
      return [`${name}: BROKEN ${count.broken} times in ${count.done} ${count.unit}: ${count.promise}`];
    return [`${name}: proves nothing, ${count.done === 0 ? 'nothing was done' : 'its control held'}: ${count.promise}`];
  });

const machineWords = ({ cores, memoryGb, disk, postgres, node, load }: Machine): string =>
  `${cores} cores, ${memoryGb} GB of memory; disk ${disk}; PostgreSQL ${postgres}, Node ${node}; load average ${load} at the start`;

const controlWords = ({ control }: Count): string =>
  control === null
    ? 'none'
    : `${control.what}: broke ${whole.format(control.broken)} times in ${whole.format(control.done)}`;

function heldPart(name: string, held: Held): string[] {
  return [
    `### ${name}`,
    '',
    `${held.size === 'full' ? 'Full form' : '**Short form**, as among the tests'}, ${dayWords(held.on)}, seed ${held.seed}, ${whole.format(Math.round(held.seconds))} s. ${machineWords(held.machine)}.`,
    '',
    '| promise | tried | broken | with the safeguard off | |',
    '|-|-|-|-|-|',
    ...held.counts.map((count) =>
      row(
        count.promise,
        `${whole.format(count.done)} ${count.unit}`,
        whole.format(count.broken),
        controlWords(count),
        verdictOf(count) === 'kept' ? 'kept' : `**${verdictOf(count)}**`,
      ),
    ),
    '',
    ...held.counts.flatMap(({ notes, promise }) => (notes === '' ? [] : [`* *${promise}* ${notes}`])),
    '',
  ];
}

const trialPart = (name: string, trial: Held | NotHeld): string[] =>
  'notHeld' in trial
    ? [`### ${name}`, '', `**Not held** (${dayWords(trial.on)}): ${trial.notHeld}`, '']
    : heldPart(name, trial);

const met = ({ ratio, atMost }: BenchRow): string =>
  atMost === undefined || ratio === null ? '' : ratio <= atMost ? 'met' : '**missed**';

function loadPart(name: string, run: LoadRun): string[] {
  return [
    `### ${name}`,
    '',
    `${dayWords(run.on)}, ${whole.format(Math.round(run.seconds))} s. ${machineWords(run.machine)}.`,
    '',
    '| figure | value | held against | ratio | at most | |',
    '|-|-|-|-|-|-|',
    ...run.rows.map((each) =>
      row(
        each.name,
        `${figure.format(each.value)} ${each.unit}`,
        each.reference === null ? '' : `${figure.format(each.reference)} ${each.unit}`,
        each.ratio === null ? '' : figure.format(each.ratio),
        each.atMost === undefined ? '' : String(each.atMost),
        met(each),
      ),
    ),
    '',
  ];
}

function summary({ trials }: TrustReport): string {
  const held = Object.values(trials).filter((trial) => !('notHeld' in trial)) as Held[];
  const counts = held.flatMap((trial) => trial.counts);
  const broken = counts.filter((count) => verdictOf(count) === 'BROKEN').length;
  const empty = counts.filter((count) => verdictOf(count) === 'proves nothing').length;
  const missing = Object.keys(trials).length - held.length;
  return [
    `${counts.length} promises tried in ${held.length} trials: ${counts.length - broken - empty} kept, ${broken} broken`,
    ...(empty > 0 ? [`, ${empty} whose trial proves nothing`] : []),
    missing > 0 ? `; ${missing} trials not held.` : '.',
  ].join('');
}

const opening = [
  '# Trust report',
  '',
  'What Candour promises, put to the test. Each trial does something many times and counts what broke, then does it again with',
  'the safeguard off: if nothing breaks then either, the trial could not have shown anything, and the table says so.',
  '`npm run trust` holds every trial, `npm run trust -- NAME` one; `candour bench --keep` takes the load figures. This page is',
  'written by those commands from [trust-report.json](trust-report.json): nothing in it is typed.',
  '',
];

/** The whole page. */
export function renderReport(report: TrustReport): string {
  const trials = Object.entries(report.trials).sort(([one], [other]) => (one < other ? -1 : 1));
  const load = Object.entries(report.load).sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    ...opening,
    `**${summary(report)}**`,
    '',
    '## Trials',
    '',
    ...(trials.length === 0
      ? ['None has been held yet.', '']
      : trials.flatMap(([name, trial]) => trialPart(name, trial))),
    '## Load',
    '',
    'Only ratios are promises: both sides of each are measured in one run on one machine. [Performance](performance.md) tells what',
    'each figure is.',
    '',
    ...(load.length === 0
      ? ['Nothing has been measured yet.', '']
      : load.flatMap(([name, run]) => loadPart(name, run))),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}
