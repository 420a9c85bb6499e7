/**
 * The prospective test of the risk ordering on somebody's file: only what was known before a date makes the order,
 * what happened after it judges the order, and simple rules and chance stand beside it. Reads no database.
 */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { dayToIso, isoToDay } from '../../../engines/history.ts';
import type { EntriesMap } from '../../../engines/mapping/map.ts';
import { type Assessment, assess, type Calibrated, type RuleFigures } from '../../../engines/ordering/assess.ts';
import { baselineScores, baselineWords } from '../../../engines/ordering/baselines.ts';
import { type EventTable, eventsKnownBefore } from '../../../engines/ordering/events.ts';
import {
  type Division,
  divisionsOf,
  flagShares,
  type GroupFigures,
  groupFigures,
} from '../../../engines/ordering/groups.ts';
import { orderByRisk, type RiskOrder } from '../../../engines/ordering/order.ts';
import { reasonFor, refusalReason } from '../../../engines/ordering/reasons.ts';
import { orderByScore } from '../../../engines/statistics/ranking.ts';
import { stopwatch } from '../../../platform/clock.ts';
import type { Sheet } from '../../../platform/input-files.ts';
import { isRefusal, type Refusal, refuse } from '../../../platform/refusal.ts';
import { type EvaluationFiles, type EvaluationPaths, readEvaluationFiles } from './evaluate-files.ts';

export interface EvaluateRequest extends EvaluationPaths {
  /** `YYYY-MM-DD`. Only what was known before this day is used. */
  readonly at: string;
  /** Percentages of the cohort; 2, 5 and 10 if not given. */
  readonly top?: readonly number[];
  /** Where to write `person,score,rank,reason`. */
  readonly scores?: string;
  readonly seed?: number;
  readonly draws?: number;
  readonly onProgress?: (stage: string) => void;
}

export interface Evaluation {
  readonly at: string;
  readonly cohort: number;
  readonly positives: number;
  readonly base: number;
  /** People in the outcome file who are not in the cohort: nobody could have ordered them. */
  readonly positivesOutsideCohort: number;
  readonly findingKnown: unknown;
  readonly findingsUsed: number;
  readonly rows: { readonly read: number; readonly rejected: number; readonly usedEvents: number };
  readonly model: RuleFigures &
    Calibrated & {
      readonly target: RiskOrder['target'];
      readonly targetWords: string;
      /** Where the level of the chances in `calibration` comes from; the order and the slope do not depend on it. */
      readonly level: string;
      readonly learnt: Omit<RiskOrder['learnt'], 'landmarks'> & { readonly landmarks: readonly string[] };
      readonly leadTimeDays: Readonly<Record<string, number | null>>;
      readonly workload: Assessment['workload'];
      readonly refused: { readonly people: number; readonly positives: number; readonly why: string };
    };
  readonly baselines: Readonly<Record<string, RuleFigures & { readonly rule: string; readonly note?: string }>>;
  readonly chance: Assessment['chance'];
  readonly differences: Assessment['differences'];
  /** The percentage flagged that the groups are compared at. */
  readonly groupsAtTop: number;
  readonly groups: readonly GroupFigures[];
  readonly bootstrap: { readonly draws: number; readonly seed: number; readonly over: 'persons' };
  readonly seconds: number;
}

/** How the map says that findings became known, as it is printed beside the result. */
function findingRule(map: EntriesMap): unknown {
  if (map.finding === undefined) return 'never';
  if (map.findingKnown === 'never' || map.findingOn === undefined) return map.findingKnown ?? 'never';
  return { findingOn: map.findingOn, ...(map.findingKnown !== undefined && { otherwise: map.findingKnown }) };
}

interface Cohort {
  readonly people: readonly string[];
  /** Index in the table, −1 for somebody of whom nothing was known. */
  readonly index: Int32Array;
  readonly divisions: readonly Division[];
}

function cohortOf(table: EventTable, file: Sheet | null): Cohort {
  if (!file) {
    const index = Int32Array.from(table.persons.keys());
    return { people: table.persons, index, divisions: divisionsOf(table, index) };
  }
  const person = file.header.indexOf('person');
  const rowOf = new Map(file.rows.filter((row) => row[person] !== '').map((row) => [row[person]!, row]));
  const people = [...rowOf.keys()].sort();
  const indexOf = new Map(table.persons.map((name, i) => [name, i]));
  const index = Int32Array.from(people, (name) => indexOf.get(name) ?? -1);
  const declared = file.header.flatMap((by, column) =>
    /^group(_.+)?$/.test(by) ? [{ by, labels: people.map((name) => rowOf.get(name)?.[column] || null) }] : [],
  );
  return { people, index, divisions: [...divisionsOf(table, index), ...declared] };
}

/** First day of each positive after the date, NaN where the file gives no readable day. */
function outcomesOf(file: Sheet): Map<string, number> {
  const person = file.header.indexOf('person');
  const date = file.header.indexOf('date');
  const days = new Map<string, number>();
  for (const row of file.rows) {
    const name = row[person];
    if (!name) continue;
    const text = date < 0 ? undefined : row[date];
    const day = text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? isoToDay(text) : Number.NaN;
    const earlier = days.get(name);
    days.set(name, earlier !== undefined && !(day < earlier) && !Number.isNaN(earlier) ? earlier : day);
  }
  return days;
}

/** Rows of the cohort spread from rows of the order; NaN for whoever is refused. */
function spread(cohort: Cohort, order: RiskOrder, values: Float64Array): { scores: Float64Array; row: Int32Array } {
  const rowOf = new Map(Array.from(order.person, (person, row) => [person, row]));
  const row = Int32Array.from(cohort.index, (person) => rowOf.get(person) ?? -1);
  return { row, scores: Float64Array.from(row, (r) => (r < 0 ? Number.NaN : values[r]!)) };
}

/** The scale at which the chances of at least one, 1 − exp(−scale × rate), have the base rate for their mean. */
function scaleFor(rates: readonly number[], base: number): number {
  const mean = (scale: number): number =>
    rates.reduce((sum, rate) => sum - Math.expm1(-scale * rate), 0) / rates.length;
  let [low, high] = [0, 1];
  while (mean(high) < base && high < 1e6) high *= 2;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (mean(middle) < base) low = middle;
    else high = middle;
  }
  return high;
}

/** Chances over the cohort, NaN for the refused. What was not learnt as a chance gets its level, and only that, from the outcome. */
function chancesOf(cohort: Cohort, order: RiskOrder, { scores }: Placed, positive: Uint8Array): Float64Array {
  if (order.target === 'upheld') return scores;
  const rates = spread(cohort, order, order.rate).scores;
  const stated = [...rates.keys()].filter((i) => !Number.isNaN(rates[i]!));
  const came = stated.reduce((sum, i) => sum + positive[i]!, 0);
  const scale = scaleFor(
    stated.map((i) => rates[i]!),
    came / Math.max(1, stated.length),
  );
  return rates.map((rate) => -Math.expm1(-scale * rate));
}

const levels: Record<RiskOrder['target'], string> = {
  upheld: 'learnt before the date',
  allegations: 'not learnt: set to the base rate of the outcome file, so that only the shape can be judged',
  none: 'not learnt: set to the base rate of the outcome file, so that only the shape can be judged',
};

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return null;
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

const csvText = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

async function writeScores(path: string, cohort: Cohort, order: RiskOrder, placed: Placed): Promise<void> {
  const out = createWriteStream(path);
  const { order: people, starts } = placed.ordering;
  out.write('person,score,rank,reason\n');
  for (let g = 0; g + 1 < starts.length; g++) {
    for (let i = starts[g]!; i < starts[g + 1]!; i++) {
      const member = people[i]!;
      const row = placed.row[member]!;
      const figures = row < 0 ? ',' : `${placed.scores[member]},${starts[g]! + 1}`;
      const reason = row < 0 ? refusalReason : reasonFor(order, row);
      if (!out.write(`${csvText(cohort.people[member]!)},${figures},${csvText(reason)}\n`)) await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'finish');
}

interface Placed {
  readonly scores: Float64Array;
  readonly row: Int32Array;
  readonly ordering: ReturnType<typeof orderByScore>;
}

function checked(request: EvaluateRequest): Refusal | null {
  const top = request.top ?? [2, 5, 10];
  if (top.length === 0 || top.some((percent) => !(percent > 0 && percent <= 100)))
    return refuse('top-wrong', 'Each percentage of --top lies above 0 and is at most 100.');
  try {
    isoToDay(request.at);
  } catch {
    return refuse('date-wrong', `${request.at} is not a day written as YYYY-MM-DD.`);
  }
  return null;
}

interface Judged {
  readonly request: EvaluateRequest;
  readonly files: EvaluationFiles;
  readonly table: EventTable;
  readonly order: RiskOrder;
  readonly cohort: Cohort;
  readonly placed: Placed;
  /** Day of the first outcome by person. */
  readonly outcomes: Map<string, number>;
  readonly positive: Uint8Array;
}

const topOf = (request: EvaluateRequest): readonly number[] => request.top ?? [2, 5, 10];
const planOf = (request: EvaluateRequest) => ({ draws: request.draws ?? 1000, seed: request.seed ?? 1 });
const total = (values: Uint8Array): number => values.reduce((sum, value) => sum + value, 0);

function baselineEntry(name: string, figures: RuleFigures, findingsUsed: number): Evaluation['baselines'][string] {
  const rule = baselineWords[name as keyof typeof baselineWords];
  if (name !== 'sustainedOnly' || findingsUsed > 0) return { ...figures, rule };
  return { ...figures, rule, note: 'no finding was known before the date, so everyone ties and this is chance' };
}

/** The simple rules over the cohort; somebody of whom nothing was known counts nothing. */
function rulesOf({ table, cohort }: Judged): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(baselineScores(table)).map(([name, scores]) => {
      const least = scores.reduce((low, score) => Math.min(low, score), 0);
      return [name, Float64Array.from(cohort.index, (p) => (p < 0 ? least : scores[p]!))];
    }),
  );
}

const flagsAt = ({ cohort, placed }: Judged, percent: number): Float64Array =>
  flagShares(placed.ordering, Math.max(1, Math.round((cohort.people.length * percent) / 100)));

/** Days from the date to the first outcome of those flagged who had one: how long there was to act. */
function leadTime(judged: Judged, percent: number): number | null {
  const flagged = flagsAt(judged, percent);
  const days = judged.cohort.people.flatMap((person, i) => {
    const day = flagged[i]! >= 0.5 ? judged.outcomes.get(person) : undefined;
    return day === undefined || Number.isNaN(day) ? [] : [day - judged.table.at];
  });
  return median(days);
}

function modelOf(judged: Judged, figures: Assessment): Evaluation['model'] {
  const { order, placed, positive, request } = judged;
  const refused = [...placed.row.keys()].filter((i) => placed.row[i]! < 0);
  return {
    ...figures.model,
    target: order.target,
    targetWords: order.targetWords,
    level: levels[order.target],
    learnt: { ...order.learnt, landmarks: order.learnt.landmarks.map(dayToIso) },
    leadTimeDays: Object.fromEntries(topOf(request).map((percent) => [String(percent), leadTime(judged, percent)])),
    workload: figures.workload,
    refused: {
      people: refused.length,
      positives: refused.filter((i) => positive[i] === 1).length,
      why: refusalReason,
    },
  };
}

/** What groups are compared at: five per cent if it was asked for, else the largest. */
const groupPercent = (top: readonly number[]): number => (top.includes(5) ? 5 : Math.max(...top));

function judge(judged: Judged): Omit<Evaluation, 'seconds'> {
  const { request, files, table, order, cohort, placed, positive } = judged;
  const top = topOf(request);
  const chances = chancesOf(cohort, order, placed, positive);
  const figures = assess({ positive, model: placed.scores, chances, rules: rulesOf(judged), top, ...planOf(request) });
  const findingsUsed = table.finding.reduce((sum, finding) => sum + (finding > 0 ? 1 : 0), 0);
  const rules = Object.entries(figures.rules);
  const flags = flagsAt(judged, groupPercent(top));
  return {
    at: request.at,
    cohort: cohort.people.length,
    positives: total(positive),
    base: total(positive) / cohort.people.length,
    positivesOutsideCohort: judged.outcomes.size - total(positive),
    findingKnown: findingRule(files.map),
    findingsUsed,
    rows: { read: files.file.read, rejected: files.file.rejected, usedEvents: table.known.length },
    model: modelOf(judged, figures),
    baselines: Object.fromEntries(rules.map(([name, rule]) => [name, baselineEntry(name, rule, findingsUsed)])),
    chance: figures.chance,
    differences: figures.differences,
    groupsAtTop: groupPercent(top),
    groups: groupFigures({ positive, chances, flags, divisions: cohort.divisions }),
    bootstrap: { ...planOf(request), over: 'persons' },
  };
}

/** Tests the ordering on a file as at a date. An expected fault of a file is a refusal in words. */
export async function evaluate(request: EvaluateRequest): Promise<Evaluation | Refusal> {
  const seconds = stopwatch();
  const fault = checked(request);
  if (fault) return fault;
  request.onProgress?.('reading');
  const files = await readEvaluationFiles(request);
  if (isRefusal(files)) return files;
  const table = eventsKnownBefore(files.file.events, isoToDay(request.at));
  if (table.persons.length === 0) return refuse('nothing-known', `Nothing was known before ${request.at}.`);
  const cohort = cohortOf(table, files.cohort);
  const outcomes = outcomesOf(files.outcome);
  const positive = Uint8Array.from(cohort.people, (person) => (outcomes.has(person) ? 1 : 0));
  const [positives, people] = [total(positive), cohort.people.length];
  if (positives === 0 || positives === people)
    return refuse('nothing-to-judge', `Of ${people} people in the cohort ${positives} are in the outcome file.`);
  request.onProgress?.('learning');
  const order = orderByRisk(table);
  const own = spread(cohort, order, order.score);
  const placed: Placed = { ...own, ordering: orderByScore(own.scores) };
  if (request.scores !== undefined) await writeScores(request.scores, cohort, order, placed);
  request.onProgress?.('judging');
  const figures = judge({ request, files, table, order, cohort, placed, outcomes, positive });
  return { ...figures, seconds: seconds() };
}
