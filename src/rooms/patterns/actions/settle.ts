/** Writes one question as it stands now: its entry on the record, its firing, and who owes the answer by when. */
import { dayToIso, type History } from '../../../engines/history.ts';
import type { Baselines, Detection, Detector } from '../../../engines/signals.ts';
import type { Visibility } from '../../../engines/vocabulary.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { insertDuty } from '../../duties/index.ts';
import { type NewEntry, post } from '../../record/index.ts';
import { classOf } from '../rules/class-of.ts';
import { ladderFor, type Rung, stricterLadder } from '../rules/ladder-for.ts';
import { type Change, freshCites, whatChanged } from '../rules/what-changed.ts';
import { type Asked, dutyStates, type FiringRow, insertFiring } from '../store.ts';
import { assignReviewer } from './assign-reviewer.ts';

/** One person (or unit, or thing) under all their ids. */
export interface Cluster {
  readonly root: string;
  readonly members: readonly string[];
}

/** What a finding of signals rests on, the same for everyone in it. */
export interface Run {
  readonly mode: 'live' | 'sweep';
  readonly sweep: string | null;
  readonly baselines: Baselines;
  /** Open questions per reviewer, kept up while many are raised at once. */
  readonly load?: Map<string, number>;
}

export interface Found {
  readonly detection: Detection;
  readonly detector: Detector;
}

/** The world a question belongs to: everybody's, or that of one covert list and its readers. */
export interface World {
  readonly run: Run;
  readonly cluster: Cluster;
  readonly history: History;
  readonly list: string | null;
  readonly readers: readonly string[];
}

const consequence =
  'If nobody answers by the day, the next on the ladder owes it too, and the last of them stands outside the chain of command. Silence never closes it.';

const words = (code: string): string => code.slice(code.indexOf(':') + 1).replaceAll('-', ' ');

/** Links show that records belong together. They ask nobody anything, so they carry no duty. */
const asksSomebody = (code: string): boolean => code.startsWith('signal:');

/** Writes the difference, if there is one, and says what it was. */
export async function settle(tx: Tx, world: World, found: Found | null, earlier: FiringRow | null): Promise<Change> {
  const change = whatChanged(found?.detection ?? null, earlier);
  if (change === 'gone') await writeGone(tx, world, earlier!);
  else if (change === 'new' || change === 'renewed') await writeFound(tx, world, found!, earlier);
  return change;
}

/** The rule no longer holds. What was asked stays asked: a human answers with the fact in sight. */
async function writeGone(tx: Tx, world: World, earlier: FiringRow): Promise<void> {
  const isJoined = earlier.subject !== world.cluster.root;
  const note = isJoined
    ? 'The record was joined to another of the same person: the question is asked there.'
    : 'The rule no longer holds on what is known now.';
  const entry = await postSignal(tx, world, {
    subject: earlier.subject,
    code: earlier.code,
    step: 'lapse',
    since: null,
    actsOn: [earlier.entry],
    visibility: earlier.visibility,
    summary: note,
    rule: earlier.rule,
  });
  const { id: _id, recorded_at: _at, ...kept } = earlier;
  const asked: Asked = { ...earlier.detail.asked, fresh: [], dropped: [...earlier.cites], note };
  await insertFiring(tx, {
    ...kept,
    entry,
    fired_on: tx.today,
    detail: { ...earlier.detail, asked },
    mode: world.run.mode,
    sweep: world.run.sweep,
    supersedes: earlier.id,
    diff: 'gone',
  });
}

async function writeFound(tx: Tx, world: World, found: Found, earlier: FiringRow | null): Promise<void> {
  const { detection } = found;
  const everCited = earlier?.detail.asked.everCited ?? [];
  const fresh = freshCites(detection, everCited);
  const stood = earlier !== null && earlier.diff !== 'gone';
  const visibility = classOfFound(world, detection);
  // A weight or a finding that moved is shown on the question; only news of an entry is news on the timeline.
  const entry =
    stood && fresh.length === 0
      ? earlier.entry
      : await postSignal(tx, world, {
          subject: world.cluster.root,
          code: detection.code,
          step: stood ? 'change' : 'raise',
          since: dayToIso(detection.since),
          actsOn: detection.cites,
          visibility,
          summary: detection.why,
          rule: detection.rule,
        });
  const duty = await askSomebody(tx, world, { found, earlier, fresh, visibility, entry });
  await insertFiring(tx, {
    entry,
    subject: world.cluster.root,
    code: detection.code,
    rule: detection.rule,
    since: dayToIso(detection.since),
    fired_on: tx.today,
    cites: detection.cites,
    set_aside: detection.setAside,
    score: detection.score,
    why: detection.why,
    innocent: detection.innocent,
    detail: {
      ...detection.detail,
      asked: {
        everCited: [...everCited, ...fresh],
        fresh,
        dropped: (stood ? earlier.cites : []).filter((id) => !detection.cites.includes(id)),
        reviewer: duty.reviewer,
        note: null,
      },
    },
    mode: world.run.mode,
    sweep: world.run.sweep,
    supersedes: earlier?.id ?? null,
    diff: stood ? 'renewed' : 'new',
    duty: duty.id,
    visibility,
    covert_list: world.list,
  });
}

function classOfFound(world: World, detection: Detection): Visibility {
  if (world.list !== null) return 'covert';
  const cited = new Set(detection.cites);
  return classOf(world.history.entries.filter((entry) => cited.has(entry.id)).map((entry) => entry.visibility));
}

interface Signal {
  readonly subject: string;
  readonly code: string;
  readonly step: 'raise' | 'change' | 'lapse';
  readonly since: string | null;
  readonly actsOn: readonly string[];
  readonly visibility: Visibility;
  readonly summary: string;
  readonly rule: string;
}

const postSignal = (tx: Tx, world: World, signal: Signal): Promise<string> =>
  post(tx, {
    kind: 'signal',
    // The figures are the source: a signal is read out of the record and adds nothing to it.
    source: 'performance-data',
    type: signal.code as string as NewEntry['type'],
    step: signal.step,
    happenedFrom: signal.since,
    happenedTo: signal.since,
    knownOn: tx.today,
    basis: 'record',
    visibility: signal.visibility,
    covertList: world.list,
    parties: [{ role: 'subject', subject: signal.subject }],
    actsOn: signal.actsOn,
    evidence: { rule: signal.rule },
    summary: signal.summary,
  });

interface Ask {
  readonly found: Found;
  readonly earlier: FiringRow | null;
  readonly fresh: readonly string[];
  readonly visibility: Visibility;
  readonly entry: string;
}

interface AskedOf {
  readonly id: string | null;
  readonly reviewer: string | null;
}

/**
 * Who owes the answer. An unanswered question stays the same question with the same days; an answered one is asked
 * again only for an entry that nobody was asked about.
 */
async function askSomebody(tx: Tx, world: World, ask: Ask): Promise<AskedOf> {
  if (!asksSomebody(ask.found.detection.code)) return { id: null, reviewer: null };
  const before: AskedOf = { id: ask.earlier?.duty ?? null, reviewer: ask.earlier?.detail.asked.reviewer ?? null };
  const state = before.id === null ? null : ((await dutyStates(tx, [before.id])).get(before.id) ?? null);
  if (state === null || (state.answered && ask.fresh.length > 0)) return askAnew(tx, world, ask);
  if (state.answered || classOf([state.visibility, ask.visibility]) === state.visibility) return before;
  const ladder = stricterLadder(ask.visibility, state.ladder);
  return { id: await raiseDuty(tx, world, ask, ladder, before.id), reviewer: null };
}

async function askAnew(tx: Tx, world: World, ask: Ask): Promise<AskedOf> {
  const request = {
    visibility: ask.visibility,
    raisedOn: tx.today,
    answerWithinDays: ask.found.detector.answerWithinDays,
  };
  const first = ladderFor({ ...request, people: world.readers });
  if (first[0]?.role !== 'reviewer') return { id: await raiseDuty(tx, world, ask, first, null), reviewer: null };
  const { reviewer, nobodyIsClear } = await assignReviewer(tx, world.cluster.root, world.run.load);
  const ladder = nobodyIsClear ? ladderFor({ ...request, nobodyIsClear }) : first;
  return { id: await raiseDuty(tx, world, ask, ladder, null), reviewer };
}

const raiseDuty = (tx: Tx, world: World, ask: Ask, ladder: readonly Rung[], replaces: string | null): Promise<string> =>
  insertDuty(tx, {
    kind: ask.found.detection.code,
    title: `Answer a signal: ${words(ask.found.detection.code)}`,
    about: world.cluster.root,
    entry: ask.entry,
    visibility: ask.visibility,
    covertList: world.list,
    ladder,
    consequence,
    raisedOn: tx.today,
    replaces,
  });
