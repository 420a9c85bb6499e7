/**
 * The matters about one subject: the entries of a history gathered so that one matter told, carried and decided ten
 * times is one, and two reports under no number are two. Every detector starts from this one sum.
 *
 * The result is a function of the set of entries: neither their order in the array nor the order within one day
 * decides anything.
 */
import type { Day, History, HistoryEntry } from '../history.ts';
import type { SetAside } from '../signals.ts';
import type { Finding } from '../vocabulary.ts';
import { countsFrom, isOwnReport } from './counter-allegation.ts';
import { kindsOf } from './kinds-affected.ts';
import { carriesOn, continues, sharesNumber } from './same-matter.ts';
import {
  arrivesWithoutRecord,
  findsRepetition,
  isAboutSubject,
  mayOpen,
  type Standing,
  standingOf,
  statesSeveral,
} from './what-counts.ts';

export interface Matter {
  /** The entry by which it was first known. */
  readonly first: HistoryEntry;
  /** Every counted entry, oldest first: the reports of it, not the stages of its handling. */
  readonly entries: readonly HistoryEntry[];
  /** The day from which it counts: known, and read by someone independent where it had to be. */
  readonly knownOn: Day;
  /** When `first` is said to have happened, at its widest; the day it was known where nobody says. */
  readonly from: Day;
  readonly to: Day;
  /** False where the days are made up or missing: they give an order and no distance. */
  readonly isDated: boolean;
  /** The day from which the record itself says that this is two or more (calls, reports); null otherwise. */
  readonly severalSince: Day | null;
  /** The latest finding on any report or stage of it. */
  readonly finding: Finding;
  /** Kinds of affected person, as bits of `kindRules`. */
  readonly kinds: number;
}

export interface Matters {
  readonly matters: readonly Matter[];
  readonly setAside: readonly SetAside[];
  /** Moves that brought the subject without the record of what came before. */
  readonly clouds: readonly HistoryEntry[];
}

interface Node {
  readonly entry: HistoryEntry;
  readonly standing: Standing;
  /** Index of the node whose matter this belongs to; its own index for a matter of its own. */
  root: number;
  /** Counted, a stage of something, or set aside for the reason given. */
  counts: boolean;
  aside: string | null;
  /** The day from which it counts: the day it was known, unless it had to wait for a reading. */
  from: Day;
}

export const asideReasons = {
  eliminated:
    'Eliminated: shown to be someone else or not to have happened. It stays on the timeline and counts for nothing.',
  eliminatedRoot: 'Word of a matter that has been eliminated.',
  pair: 'Raised against someone after that person reported. It counts once someone independent has read the two together.',
  ownReport:
    'A process built on this person’s own report. It counts once someone independent has read the two together.',
} as const;

const none: Matters = Object.freeze({ matters: [], setAside: [], clouds: [] });

let lastHistory: History | null = null;
let lastMatters: Matters = none;

/**
 * The matters of one history. The last answer is kept, since all detectors run on one history before the next: a
 * history never changes once made, so the memory cannot be seen from outside.
 */
export function mattersOf(history: History): Matters {
  if (history === lastHistory) return lastMatters;
  const matters = gather(history);
  lastHistory = history;
  lastMatters = matters;
  return matters;
}

function gather(history: History): Matters {
  const nodes: Node[] = [];
  const clouds: HistoryEntry[] = [];
  let hasOwnReport = false;
  let hasElimination = false;
  for (const entry of history.entries) {
    const standing = standingOf(entry);
    if (standing === undefined) continue;
    if (!isAboutSubject(entry)) {
      hasOwnReport ||= isOwnReport(entry);
      continue;
    }
    if (standing === 'cloud') {
      if (arrivesWithoutRecord(entry)) clouds.push(entry);
      continue;
    }
    if (standing === 'review' && !findsRepetition(entry)) continue;
    const isOut = entry.finding === 'eliminated';
    hasElimination ||= isOut && standing !== 'conduct';
    nodes.push({
      entry,
      standing,
      root: 0,
      counts: false,
      aside: isOut ? asideReasons.eliminated : null,
      from: entry.knownOn,
    });
  }
  if (nodes.length === 0) return clouds.length === 0 ? none : { ...none, clouds };
  if (nodes.length > 1) nodes.sort(byAge);
  for (let index = 0; index < nodes.length; index++) nodes[index]!.root = index;
  const find = finder(nodes);
  if (hasElimination) eliminate(nodes);
  if (hasOwnReport) setPairsAside(nodes, history);
  joinConduct(nodes, find);
  joinCrime(nodes, find);
  joinStages(nodes, find, history);
  return collect(nodes, find, clouds);
}

const startOf = (entry: HistoryEntry): Day => entry.happenedFrom ?? entry.knownOn;

/** Oldest first by when it was known: what was grouped on one day stays grouped on every later day. */
const byAge = (a: Node, b: Node): number =>
  a.entry.knownOn - b.entry.knownOn ||
  startOf(a.entry) - startOf(b.entry) ||
  (a.entry.id < b.entry.id ? -1 : a.entry.id > b.entry.id ? 1 : 0);

type Find = (id: string) => number;

/** Index of the node of an entry, or -1. Few nodes are searched; many are indexed. */
function finder(nodes: readonly Node[]): Find {
  if (nodes.length > 24) {
    const places = new Map(nodes.map((node, index) => [node.entry.id, index]));
    return (id) => places.get(id) ?? -1;
  }
  return (id) => {
    for (let index = 0; index < nodes.length; index++) if (nodes[index]!.entry.id === id) return index;
    return -1;
  };
}

function rootOf(nodes: readonly Node[], index: number): number {
  let at = index;
  while (nodes[at]!.root !== at) at = nodes[at]!.root;
  return at;
}

/** The older root stays, whichever way round the two are given. */
function join(nodes: readonly Node[], a: number, b: number): void {
  const first = rootOf(nodes, a);
  const second = rootOf(nodes, b);
  if (first < second) nodes[second]!.root = first;
  else nodes[first]!.root = second;
}

/** A stage that eliminates a matter takes out what it acts on, unless a later stage decided otherwise. */
function eliminate(nodes: readonly Node[]): void {
  for (const stage of nodes) {
    if (stage.standing === 'conduct' || stage.entry.finding !== 'eliminated') continue;
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index]!;
      if (node.aside !== null || node === stage || !actsOnNode(stage.entry, node.entry)) continue;
      if (!isDecidedAfter(nodes, node, stage.entry.knownOn)) node.aside = asideReasons.eliminated;
    }
  }
}

/** By name, or by number where it names nothing. */
const actsOnNode = (stage: HistoryEntry, entry: HistoryEntry): boolean =>
  stage.actsOn.length > 0 ? stage.actsOn.includes(entry.id) : stage.matter !== null && stage.matter === entry.matter;

const isUndecided = (finding: Finding): boolean =>
  finding === 'none' || finding === 'open' || finding === 'not-recorded';

const isDecidedAfter = (nodes: readonly Node[], node: Node, day: Day): boolean =>
  nodes.some(
    ({ entry, standing }) =>
      standing !== 'conduct' &&
      entry.knownOn > day &&
      entry.finding !== 'eliminated' &&
      !isUndecided(entry.finding) &&
      actsOnNode(entry, node.entry),
  );

function setPairsAside(nodes: readonly Node[], history: History): void {
  for (const node of nodes) {
    if (node.aside !== null || !mayOpen(node.entry, node.standing)) continue;
    const day = countsFrom(node.entry, node.standing, history);
    if (day !== null) node.from = day;
    else node.aside = node.standing === 'conduct' ? asideReasons.pair : asideReasons.ownReport;
  }
}

function joinConduct(nodes: readonly Node[], find: Find): void {
  const anchors = anchorsOf(nodes);
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]!;
    if (node.standing !== 'conduct' || node.aside !== null) continue;
    const parent = node.entry.actsOn.length > 0 ? parentOf(nodes, index, find) : -1;
    if (parent >= 0 && nodes[parent]!.aside !== null) {
      // One matter, eliminated: further word of it without a finding of its own falls with it.
      if (isUndecided(node.entry.finding)) node.aside = asideReasons.eliminatedRoot;
    } else if (parent >= 0) {
      join(nodes, index, parent);
    } else if (node.entry.matter !== null) {
      const anchor = anchorOf(nodes, anchors, node.entry.matter);
      if (anchor >= 0 && anchor !== index && sharesNumber(node.entry, nodes[anchor]!.entry)) join(nodes, index, anchor);
    }
    node.counts = node.aside === null;
  }
}

/** The latest entry it acts on that is the same matter. One only: a report never melts two matters into one. */
function parentOf(nodes: readonly Node[], index: number, find: Find): number {
  let best = -1;
  for (const id of nodes[index]!.entry.actsOn) {
    const at = find(id);
    if (at < 0 || at === index || at <= best) continue;
    if (continues(nodes[index]!.entry, nodes[at]!.entry, nodes[at]!.standing === 'conduct')) best = at;
  }
  return best;
}

const noAnchors: ReadonlyMap<string, number> = new Map();

const mayAnchor = (node: Node): boolean =>
  node.aside === null && node.standing === 'conduct' && !node.entry.features.includes('repeat-of-earlier');

/** The first report under each number, against which the others under it are read. */
function anchorsOf(nodes: readonly Node[]): ReadonlyMap<string, number> {
  if (nodes.length < 2) return noAnchors;
  const anchors = new Map<string, number>();
  for (let index = 0; index < nodes.length; index++) {
    const { matter } = nodes[index]!.entry;
    if (matter !== null && !anchors.has(matter) && mayAnchor(nodes[index]!)) anchors.set(matter, index);
  }
  return anchors;
}

/** The anchor of a number; the next in line where the first has since been set aside. */
function anchorOf(nodes: readonly Node[], anchors: ReadonlyMap<string, number>, matter: string): number {
  const anchor = anchors.get(matter);
  if (anchor === undefined || nodes[anchor]!.aside === null) return anchor ?? -1;
  return nodes.findIndex((node) => node.entry.matter === matter && mayAnchor(node));
}

/** Arrests, charges, convictions, grievances and referrals: a stage of what they act on, or a matter of their own. */
function joinCrime(nodes: readonly Node[], find: Find): void {
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]!;
    if ((node.standing !== 'crime' && node.standing !== 'claim') || node.aside !== null) continue;
    if (!mayOpen(node.entry, node.standing)) continue;
    const target = stageTarget(nodes, index, find);
    if (target < 0) {
      node.counts = standsAlone(nodes, index);
    } else if (nodes[target]!.aside === null) {
      join(nodes, index, target);
      // The first word of a matter stays counted when a report of it comes to light later.
      node.counts = node.entry.knownOn < nodes[target]!.entry.knownOn && standsAlone(nodes, index);
    }
  }
}

const standsAlone = (nodes: readonly Node[], index: number): boolean =>
  nodes[index]!.entry.type === 'arrest' || nodes[index]!.standing === 'claim' || !followsCrime(nodes, index);

function stageTarget(nodes: readonly Node[], index: number, find: Find): number {
  const { entry } = nodes[index]!;
  let isAimed = false;
  for (const id of entry.actsOn) {
    const at = find(id);
    if (at < 0 || at === index) continue;
    isAimed = true;
    if (carriesOn(entry, nodes[at]!.entry)) return at;
  }
  if (isAimed || entry.matter === null || entry.features.includes('repeat-of-earlier')) return -1;
  return nodes.findIndex((node, at) => at !== index && node.aside === null && node.entry.matter === entry.matter);
}

const crimeSources: ReadonlySet<string> = new Set(['crime-report', 'non-crime-incident', 'other-force-record']);

/** A charge or conviction that names nothing belongs to what the police already hold, where they hold something. */
function followsCrime(nodes: readonly Node[], index: number): boolean {
  const { entry } = nodes[index]!;
  if (entry.features.includes('repeat-of-earlier')) return false;
  return nodes.some(
    (node, at) =>
      at !== index &&
      node.aside === null &&
      node.entry.knownOn <= entry.knownOn &&
      (node.entry.type === 'arrest' ||
        (node.entry.type === 'charge' && entry.type === 'court-result') ||
        (node.standing === 'conduct' && crimeSources.has(node.entry.source))),
  );
}

/**
 * Severity, decision and leaving steps, and reviews. They stand for a matter of their own only where the record holds
 * nothing that they could be a stage of: an outcome tells that something came before it.
 */
function joinStages(nodes: readonly Node[], find: Find, history: History): void {
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]!;
    if ((node.standing !== 'stage' && node.standing !== 'review') || node.aside !== null) continue;
    if (node.standing === 'review') {
      node.counts = true;
    } else if (isStage(nodes, index, find)) {
      countPlural(nodes, index, find);
    } else if (mayOpen(node.entry, 'stage') && !followsSomething(nodes, index, history)) {
      node.counts = true;
      // Outcomes of nothing known, under one number or under none, are one unseen matter and not a repeat.
      const under = nodes.findIndex(
        (other, at) =>
          at !== index &&
          other.aside === null &&
          other.counts &&
          other.entry.matter === node.entry.matter &&
          (other.standing === 'stage' || node.entry.matter !== null),
      );
      if (under >= 0) join(nodes, index, under);
    }
  }
}

/** The entry says, by name or by number, which matter it is a stage of. */
function isStage(nodes: readonly Node[], index: number, find: Find): boolean {
  const { entry } = nodes[index]!;
  for (const id of entry.actsOn) {
    const at = find(id);
    if (at >= 0 && at !== index) return true;
  }
  if (entry.matter === null) return false;
  return nodes.some(
    (node) => node.standing !== 'stage' && node.entry.matter === entry.matter && node.entry.knownOn <= entry.knownOn,
  );
}

/** A stage of one matter that says it covers several reports is evidence of the repeat, and is counted with it. */
function countPlural(nodes: readonly Node[], index: number, find: Find): void {
  const node = nodes[index]!;
  if (!statesSeveral(node.entry.values)) return;
  const targets = node.entry.actsOn.map(find).filter((at) => at >= 0 && at !== index);
  const [only] = targets;
  if (only === undefined || targets.length !== 1 || nodes[only]!.aside !== null) return;
  join(nodes, index, only);
  node.counts = true;
}

/** An outcome that names no matter belongs to what is already on the record, unless it acts on what stands elsewhere. */
function followsSomething(nodes: readonly Node[], index: number, history: History): boolean {
  const { entry } = nodes[index]!;
  if (entry.matter !== null) return false;
  for (const id of entry.actsOn) {
    const target = history.entries.find((other) => other.id === id);
    if (target === undefined || !target.roles.includes('subject')) return false;
  }
  return nodes.some((node) => node.counts && node.standing !== 'stage' && node.entry.knownOn <= entry.knownOn);
}

function collect(nodes: readonly Node[], find: Find, clouds: readonly HistoryEntry[]): Matters {
  const setAside: SetAside[] = [];
  const groups = new Map<number, { readonly counted: Node[]; readonly stages: HistoryEntry[] }>();
  const groupOf = (index: number) => {
    const root = rootOf(nodes, index);
    const known = groups.get(root);
    if (known !== undefined) return known;
    const made = { counted: [], stages: [] };
    groups.set(root, made);
    return made;
  };
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]!;
    if (node.aside !== null) setAside.push({ entry: node.entry.id, reason: node.aside });
    else if (node.counts) groupOf(index).counted.push(node);
    else if (node.standing !== 'stage') groupOf(index).stages.push(node.entry);
    else for (const at of targetsOf(nodes, index, find)) groupOf(at).stages.push(node.entry);
  }
  const matters: Matter[] = [];
  for (const { counted, stages } of groups.values()) if (counted.length > 0) matters.push(matterOf(counted, stages));
  return { matters, setAside, clouds };
}

function targetsOf(nodes: readonly Node[], index: number, find: Find): readonly number[] {
  const { entry } = nodes[index]!;
  if (entry.actsOn.length > 0) return entry.actsOn.map(find).filter((at) => at >= 0);
  if (entry.matter === null) return [];
  return nodes.flatMap((node, at) => (at !== index && node.entry.matter === entry.matter ? [at] : []));
}

function matterOf(counted: readonly Node[], stages: readonly HistoryEntry[]): Matter {
  const first = counted[0]!.entry;
  const entries = counted.map((node) => node.entry);
  let kinds = 0;
  let severalSince: Day | null = null;
  for (const { entry, standing } of counted) {
    if (standing !== 'stage') kinds |= kindsOf(entry);
    if (severalSince === null && statesSeveral(entry.values)) severalSince = entry.knownOn;
  }
  return {
    first,
    entries,
    knownOn: counted.reduce((day, node) => Math.min(day, node.from), counted[0]!.from),
    from: startOf(first),
    to: first.happenedTo ?? first.knownOn,
    isDated: !first.datesMadeUp && first.happenedFrom !== null,
    severalSince,
    finding: findingOf(entries, stages),
    kinds,
  };
}

/** The latest result on a report or stage of the matter; a step allowed or refused is no result. */
function findingOf(entries: readonly HistoryEntry[], stages: readonly HistoryEntry[]): Finding {
  let latest: HistoryEntry | null = null;
  for (const entry of [...entries, ...stages]) {
    if (isUndecided(entry.finding) || entry.finding === 'granted' || entry.finding === 'refused') continue;
    if (latest === null || entry.knownOn >= latest.knownOn) latest = entry;
  }
  return latest?.finding ?? entries[0]!.finding;
}
