/** A named human answers a question, with what was weighed and exactly what was seen (P-18, P-24). */
import type { EntryId } from '../../../platform/ids.ts';
import { type Refusal, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { type DutyRow, insertAnswer, insertDuty } from '../../duties/index.ts';
import { tiesOf } from '../../people/index.ts';
import { insertSnapshot, post, sealCopies } from '../../record/index.ts';
import { type Factor, type Outcome, outcomes, whyFactorsFail, whyReasonFails } from '../rules/closing-reason.ts';
import { ladderFor } from '../rules/ladder-for.ts';
import { insertFiring } from '../store.ts';
import { getSignal, type SignalView } from './get-signal.ts';

export interface AnswerSignal {
  readonly firing: string;
  readonly outcome: Outcome;
  readonly factors: readonly Factor[];
  readonly reason: string;
  /** What else the page showed, kept with the entries, sources and rules that are frozen here. Plain JSON. */
  readonly snapshot?: unknown;
  readonly secondPerson?: string | null;
}

export interface Answered {
  readonly answer: string;
  /** Null where what was seen is kept on the decision itself: a snapshot's readers are wider than a covert list. */
  readonly snapshot: string | null;
  readonly decision: EntryId;
  /** The duty that took its place, where it was not reached. */
  readonly passedOn: string | null;
}

/**
 * Answers one question. A question that changed since the page was shown is refused: nobody answers what they have not
 * seen. Not reached closes nothing: the next on the ladder owes it.
 */
export async function answerSignal(tx: Tx, viewer: Viewer, given: AnswerSignal): Promise<Answered | Refusal> {
  if (tx.act.actor !== viewer.person) throw new Error('an answer is given by the person at the keyboard');
  const view = await getSignal(tx, viewer, given.firing);
  if (view === null) return refuse('no-such-signal', 'There is no such signal.');
  const no = (await whyNot(tx, viewer, view, given)) ?? null;
  if (no) return no;
  const duty = view.duty!;
  const seen = asSeen(view, given);
  const { visibility } = view.firing;
  const isClose = visibility === 'sealed' || visibility === 'covert';
  const snapshot = isClose ? null : await freeze(tx, view, seen);
  const answer = await insertAnswer(tx, {
    duty: duty.id,
    outcome: given.outcome,
    reason: given.reason.trim(),
    detail: { firing: view.firing.id, factors: given.factors },
    snapshot,
    secondPerson: given.secondPerson ?? null,
    covertList: duty.covert_list,
  });
  const decision = await postDecision(tx, viewer, view, {
    given,
    seen: isClose ? await sealCopies(tx, seen) : null,
    answer,
  });
  const passedOn = given.outcome === 'not-reached' ? await passOn(tx, view, duty) : null;
  return { answer, snapshot, decision, passedOn };
}

async function whyNot(tx: Tx, viewer: Viewer, view: SignalView, given: AnswerSignal): Promise<Refusal | null> {
  // A tie to any of a person's records is a tie to the person: asked from the person's side, where all are known.
  const tied = new Set((await tiesOf(tx, view.firing.subject, tx.today)).map((tie) => tie.counterpart));
  if (tied.has(viewer.person)) return refuse('no-such-signal', 'There is no such signal.');
  if (!view.firing.latest)
    return refuse('signal-changed', 'The question has changed since you opened it: read it again.', 'P-18');
  if (!view.isOpen) return refuse('answered-already', 'This question has been answered.');
  if (!view.mayAnswer) return refuse('not-yours', 'Only those who owe the answer today may give it.', 'SIG-01.4');
  if (!(given.outcome in outcomes)) return refuse('unknown-outcome', `"${given.outcome}" is not an answer.`);
  if (given.secondPerson && (given.secondPerson === viewer.person || tied.has(given.secondPerson)))
    return refuse('second-person-tied', 'The second person must be somebody else, and not tied to the person.', 'P-21');
  return whyReasonFails(given.reason) ?? whyFactorsFail(given.outcome, given.factors, view.firing.cites);
}

/** Exactly what was in sight, in the order in which it was. */
const asSeen = (view: SignalView, given: AnswerSignal) => ({
  // Ids by themselves: somebody else may open the snapshot only if they may see every one of them.
  entries: [...new Set([...view.cited, ...view.setAside].map(({ entry }) => entry.id))],
  firing: view.firing.id,
  code: view.firing.code,
  why: view.firing.why,
  since: view.firing.since,
  score: view.firing.score,
  diff: view.firing.diff,
  innocent: view.firing.innocent,
  cited: view.cited,
  unseen: view.unseen,
  setAside: view.setAside,
  peers: view.peers,
  measured: view.measured,
  falseFlags: view.falseFlags,
  due: view.standing?.firstDue ?? null,
  daysLate: view.standing?.daysLate ?? 0,
  earlier: view.earlier.map((row) => row.id),
  page: given.snapshot ?? null,
});

const freeze = (tx: Tx, view: SignalView, seen: unknown): Promise<string> =>
  insertSnapshot(tx, {
    subject: view.firing.subject,
    asAt: tx.today,
    purpose: `answer ${view.firing.code}`,
    content: seen,
    sources: view.sources,
    rules: [{ rule: view.firing.rule, effectiveFrom: view.detector?.effectiveFrom ?? null }],
  });

interface Decided {
  readonly given: AnswerSignal;
  readonly seen: unknown;
  readonly answer: string;
}

/**
 * The answer on the timeline. Its source is one that no detector reads as conduct: a question about a person, and its
 * answer, must never become a matter about that person.
 */
const postDecision = (tx: Tx, viewer: Viewer, view: SignalView, decided: Decided): Promise<EntryId> =>
  post(tx, {
    kind: 'step',
    source: 'performance-data',
    type: 'decision-step',
    step: 'decide',
    happenedFrom: tx.today,
    happenedTo: tx.today,
    knownOn: tx.today,
    basis: 'record',
    visibility: view.firing.visibility,
    covertList: view.firing.covert_list,
    parties: [
      { role: 'subject', subject: view.firing.subject },
      { role: 'decision-maker', subject: viewer.person },
    ],
    actsOn: [view.firing.entry],
    evidence: {
      answer: decided.answer,
      outcome: decided.given.outcome,
      ...(decided.seen === null ? {} : { seen: decided.seen as Record<string, unknown> }),
    },
    summary: `Signal answered: ${decided.given.outcome.replace('-', ' ')}.`,
    secondPerson: decided.given.secondPerson ?? null,
  });

/** Recorded as not reached, and owed by the next on the ladder from today. */
async function passOn(tx: Tx, view: SignalView, duty: DutyRow): Promise<string> {
  const { firing } = view;
  const held = view.standing!.current;
  const rest = duty.ladder.slice(duty.ladder.findIndex((rung) => rung.from === held.from) + 1);
  const ladder = ladderFor({
    visibility: firing.visibility,
    raisedOn: tx.today,
    answerWithinDays: view.detector?.answerWithinDays ?? 14,
    people: rest.flatMap((rung) => (rung.person === undefined ? [] : [rung.person])),
    ...(held.role === undefined ? {} : { after: held.role }),
  });
  const next = await insertDuty(tx, {
    kind: duty.kind,
    title: duty.title,
    about: duty.about,
    entry: duty.entry,
    visibility: duty.visibility,
    covertList: duty.covert_list,
    ladder,
    consequence: duty.consequence,
    raisedOn: tx.today,
    replaces: duty.id,
  });
  const { id: _id, recorded_at: _at, latest: _latest, ...kept } = firing;
  const asked = { ...firing.detail.asked, fresh: [], dropped: [], reviewer: null, note: 'Not reached: passed on.' };
  await insertFiring(tx, {
    ...kept,
    fired_on: tx.today,
    detail: { ...firing.detail, asked },
    supersedes: firing.id,
    diff: firing.diff === 'gone' ? 'gone' : 'renewed',
    duty: next,
  });
  return next;
}
