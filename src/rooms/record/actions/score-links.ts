/** Judges a file of pairs against what somebody knows to be true. */
import { type JudgedPair, type Judgement, judgePairs, thresholdFor } from '../../../engines/linkage/judge.ts';
import { type Interval, wilsonInterval } from '../../../engines/statistics/intervals.ts';
import { readSheet, type Sheet } from '../../../platform/input-files.ts';
import { isRefusal, type Refusal, refuse } from '../../../platform/refusal.ts';

export interface ScoreLinks {
  readonly pairs: string;
  /**
   * CSV of true pairs (`left,right`), or of records with the person each belongs to (`id,person`; any two columns). A column
   * `group`, with records, divides the error rates: by origin of the name, by kind of record.
   */
  readonly truth: string;
  readonly at?: number;
}

export type ScoredLinks = Judgement & {
  /** Lowest probability at which pairs are 99 in 100 true: where to join without a human on data like these. */
  readonly certainFrom: number | null;
  /** Error rates at the same probability by group of the left record, where the truth has one. */
  readonly groups: readonly GroupJudgement[];
};

export interface GroupJudgement {
  readonly group: string;
  readonly truePairs: number;
  readonly precision: Share;
  readonly recall: Share;
}
interface Share {
  readonly value: number;
  readonly of: number;
  readonly interval: Interval;
}

async function readPairs(path: string): Promise<Sheet | Refusal> {
  const sheet = await readSheet(path);
  return isRefusal(sheet) ? sheet : { ...sheet, header: sheet.header.map((name) => name.toLowerCase()) };
}

interface Truth {
  readonly pairs: number;
  readonly isTrue: (left: string, right: string) => boolean;
  /** Group of a record, and true pairs by group; empty where none are given. */
  readonly groupOf: (id: string) => string;
  readonly byGroup: ReadonlyMap<string, number>;
}
const ungrouped = { groupOf: () => '', byGroup: new Map<string, number>() };

function truthOfPairs(sheet: Sheet, left: number, right: number): Truth {
  const known = new Map<string, Set<string>>();
  let pairs = 0;
  for (const row of sheet.rows) {
    const [a, b] = [row[left] ?? '', row[right] ?? ''];
    const held = known.get(a) ?? new Set();
    if (held.has(b) || known.get(b)?.has(a)) continue;
    known.set(a, held.add(b));
    pairs++;
  }
  const isTrue = (a: string, b: string) => known.get(a)?.has(b) === true || known.get(b)?.has(a) === true;
  return { pairs, isTrue, ...ungrouped };
}

function truthOfPeople(sheet: Sheet): Truth | Refusal {
  const column = (names: readonly string[], otherwise: number) => {
    const found = sheet.header.findIndex((name) => names.includes(name));
    return found < 0 ? otherwise : found;
  };
  const person = column(['person', 'cluster', 'entity', 'cluster_id', 'person_id'], 1);
  const id = column(['id', 'record', 'rec_id', 'unique_id', 'record_id'], person === 0 ? 1 : 0);
  const group = sheet.header.indexOf('group');
  const personOf = new Map<string, string>();
  const groups = new Map<string, string>();
  const sizes = new Map<string, number>();
  const byGroup = new Map<string, number>();
  let pairs = 0;
  for (const row of sheet.rows) {
    const [record, whose] = [row[id] ?? '', row[person] ?? ''];
    if (personOf.has(record)) return refuse('truth-doubtful', `The truth names the record "${record}" twice.`);
    personOf.set(record, whose);
    const before = sizes.get(whose) ?? 0;
    sizes.set(whose, before + 1);
    pairs += before;
    if (group < 0) continue;
    groups.set(record, row[group] ?? '');
    byGroup.set(row[group] ?? '', (byGroup.get(row[group] ?? '') ?? 0) + before);
  }
  const isTrue = (a: string, b: string) => personOf.get(a) !== undefined && personOf.get(a) === personOf.get(b);
  return { pairs, isTrue, groupOf: (record) => groups.get(record) ?? '', byGroup };
}

function readTruth(sheet: Sheet, path: string): Truth | Refusal {
  const [left, right] = [sheet.header.indexOf('left'), sheet.header.indexOf('right')];
  if (left >= 0 && right >= 0) return truthOfPairs(sheet, left, right);
  if (sheet.header.length >= 2) return truthOfPeople(sheet);
  return refuse('truth-unreadable', `${path} needs the columns left and right, or a record and its person.`);
}

/** Precision, recall and F1 at a probability, and the best F1 of any. */
export async function scoreLinks(request: ScoreLinks): Promise<ScoredLinks | Refusal> {
  const sheet = await readPairs(request.pairs);
  if (isRefusal(sheet)) return sheet;
  const places = ['left', 'right', 'probability'].map((name) => sheet.header.indexOf(name)) as [number, number, number];
  if (places.includes(-1)) return refuse('pairs-unreadable', `${request.pairs} lacks left, right or probability.`);
  const truthSheet = await readPairs(request.truth);
  if (isRefusal(truthSheet)) return truthSheet;
  const truth = readTruth(truthSheet, request.truth);
  if (isRefusal(truth)) return truth;
  const [left, right, chance] = places;
  const pairs: GroupedPair[] = [];
  for (const row of sheet.rows) {
    const probability = Number(row[chance]);
    if (!(probability >= 0 && probability <= 1))
      return refuse('pairs-unreadable', `${request.pairs} holds "${row[chance] ?? ''}" as a probability.`);
    const [a, b] = [row[left] ?? '', row[right] ?? ''];
    // Of a true pair the later record counts, as in the number of true pairs; they share their person, and mostly their group.
    pairs.push({ probability, isTrue: truth.isTrue(a, b), group: truth.groupOf(b) });
  }
  const judged = judgePairs(pairs, truth.pairs, request.at);
  const groups = [...truth.byGroup].map(([group, truePairs]) => judgeGroup(group, truePairs, pairs, judged.at));
  return { ...judged, certainFrom: thresholdFor(pairs, 0.99), groups };
}

type GroupedPair = JudgedPair & { readonly group: string };

const shareOf = (part: number, of: number): Share => ({
  value: of === 0 ? 0 : part / of,
  of,
  interval: wilsonInterval(part, of),
});

function judgeGroup(group: string, truePairs: number, pairs: readonly GroupedPair[], at: number): GroupJudgement {
  const given = pairs.filter((pair) => pair.group === group && pair.probability >= at);
  const hits = given.filter((pair) => pair.isTrue).length;
  return {
    group,
    truePairs,
    precision: shareOf(hits, given.length),
    recall: shareOf(Math.min(hits, truePairs), truePairs),
  };
}
