/** Moves through the procedure, put to the engine and refused in its plain words; those that need it wait for a second person. */
import { secondFor } from '../../../engines/procedures/moves-for.ts';
import { refuseEvent } from '../../../engines/procedures/refuse-event.ts';
import type { CaseEvent, Decider, Move, SecondPerson } from '../../../engines/procedures/types.ts';
import { addDays } from '../../../platform/clock.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { rolesOf } from '../../access/index.ts';
import { askSecond, insertAnswer, listAnswers } from '../../duties/index.ts';
import { freezePage, insertSnapshot, sourceStates, whyNotAReason } from '../../record/index.ts';
import { goesOnIn, isEnding, rolesOfDefinition, statable, versionOn, versionsOf } from '../rules/rulebook.ts';
import { insertProposal, type ProposalRow, proposalsOf } from '../store/decisions.ts';
import { insertEvent } from '../store.ts';
import { append, appendOwnerNamed, at, caseLocked, deciderOf } from './append-event.ts';
import { askingOf, type CaseFile, personsIn, readCase, rolesIn } from './case-file.ts';
import { endTasks } from './case-tasks.ts';
import { oweClocks } from './owe-clocks.ts';

/** Exactly what the decider saw: the whole record of whom it is about, or the case itself where nobody is known. */
async function frozen(tx: Tx, viewer: Viewer, file: CaseFile, purpose: string): Promise<string> {
  const subject = file.parties.find((party) => party.role === 'subject' && party.person)?.person;
  if (subject) return freezePage(tx, { subject, viewer, purpose });
  return insertSnapshot(tx, {
    subject: file.opened.id,
    asAt: tx.today,
    purpose,
    content: { stage: file.state.stage, entries: file.allegations.map((each) => each.entry) },
    sources: await sourceStates(tx),
    rules: [{ procedure: file.definition.code, version: file.definition.version }],
  });
}

export interface MakeMove {
  readonly case: string;
  readonly move: string;
  readonly reasons: string;
  /** What whoever makes it says with it, by the requirement that it meets. */
  readonly stated: Readonly<Record<string, string>>;
  readonly criteria: readonly string[];
}

/** What the definition hands over to another procedure begins there in the same commit. */
async function goOn(tx: Tx, viewer: Viewer, id: string, next: string): Promise<void> {
  const file = await readCase(tx, id);
  const definition = file ? versionOn(next, file.opened.received_on) : null;
  if (!file || !definition) throw at('move', 'No rules that are held here were in force on the day it was received');
  await insertEvent(tx, id, {
    id: tx.ids.next(),
    ordinal: file.rows.length + 1,
    kind: 'opened',
    code: definition.code,
    on_day: tx.today,
    detail: {
      procedure: definition.code,
      version: definition.version,
      bindingOn: file.opened.received_on,
    },
    reasons: 'It goes on under these rules.',
    decided_by: viewer.person,
  });
  const begun = file.ownership.isNamed ? await readCase(tx, id) : null;
  if (begun) await appendOwnerNamed(tx, viewer, begun);
}

const statedBy = (given: MakeMove, move: Move): Set<string> =>
  new Set(
    move.needs.filter(
      (code) =>
        statable.has(code) &&
        (code === 'recording-criterion' ? given.criteria.length > 0 : (given.stated[code] ?? '').trim().length >= 15),
    ),
  );

/** The reasons with what was stated beside them: all of it is words, and sealed as such. */
const wordsOf = (file: CaseFile, given: MakeMove): string =>
  [
    given.reasons.trim(),
    ...Object.entries(given.stated)
      .filter(([, words]) => words.trim() !== '')
      .map(([code, words]) => {
        const name = file.definition.requirements.find((each) => each.code === code)?.words ?? code;
        return `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${words.trim()}`;
      }),
  ].join('\n\n');

interface Ready {
  readonly file: CaseFile;
  readonly move: Move;
  readonly stated: ReadonlySet<string>;
  readonly criteria: readonly string[];
  readonly reasons: string;
  readonly snapshot: string | null;
}

async function carryOut(
  tx: Tx,
  viewer: Viewer,
  { file, move, stated, criteria, reasons, snapshot }: Ready,
  second?: { readonly first: string; readonly firstRoles: readonly string[]; readonly outside: readonly string[] },
): Promise<void> {
  const here = { person: viewer.person, roles: rolesIn(file, viewer) };
  const by: Decider = second
    ? { person: second.first, roles: rolesOfDefinition(second.firstRoles, file.ownership.person === second.first) }
    : here;
  const event: CaseEvent = {
    kind: 'move',
    id: tx.ids.next(),
    on: tx.today,
    move: move.code,
    by,
    reasons,
    ...(snapshot ? { snapshot } : {}),
    ...(second ? { second: { ...here, outside: second.outside } } : {}),
  };
  await append(tx, viewer, {
    file,
    event,
    field: 'move',
    stated,
    kept: {
      ...(criteria.length > 0 ? { criteria } : {}),
      ...(isEnding(file.definition, move) ? { ends: true } : {}),
    },
    more: { snapshot, decided_by: by.person, ...(second ? { second_person: viewer.person } : {}) },
    ...(second ? { by: { person: second.first, roles: second.firstRoles } } : {}),
  });
  const next = goesOnIn(file.definition, move);
  if (next) await goOn(tx, viewer, file.opened.id, next);
  await oweClocks(tx, file.opened.id);
  if (isEnding(file.definition, move)) await endTasks(tx, file);
}

const agreeKind = 'case:agree';
const agreeWithinDays = 5;

async function propose(tx: Tx, { file, move, reasons, snapshot }: Ready, second: SecondPerson): Promise<void> {
  const duty = await askSecond(
    tx,
    { visibility: file.opened.visibility, people: personsIn(file) },
    {
      kind: agreeKind,
      title: `Agree or disagree: “${move.name}” in a case of a serious kind`,
      about: file.opened.id,
      visibility: file.opened.visibility,
      owedToPerson: tx.act.actor,
      consequence: `${second.words} Until then nothing of it has happened.`,
      due: addDays(tx.today, agreeWithinDays),
    },
  );
  await insertProposal(tx, { case_id: file.opened.id, move: move.code, reasons, snapshot, duty });
}

/** Makes a move with its reasons; `waits` where somebody else has to agree first. Refused in plain words where the definition refuses. */
export async function makeMove(tx: Tx, viewer: Viewer, given: MakeMove): Promise<'done' | 'waits'> {
  const file = await caseLocked(tx, viewer, given.case);
  const move = file.definition.moves.find((each) => each.code === given.move);
  if (!move) throw at('move', 'Choose what you do');
  const plain = given.reasons.trim().length < 15 ? 'Give your reasons in a sentence or two' : null;
  const no = isEnding(file.definition, move) ? whyNotAReason(given.reasons) : plain;
  if (no) throw at('reasons', no, 'P-24');
  const stated = statedBy(given, move);
  const snapshot = move.snapshot ? await frozen(tx, viewer, file, `${move.name}: case ${file.opened.reference}`) : null;
  const ready: Ready = { file, move, stated, criteria: given.criteria, reasons: wordsOf(file, given), snapshot };
  const second = secondFor(move, askingOf(file, viewer).conditions);
  if (!second) {
    await carryOut(tx, viewer, ready);
    return 'done';
  }
  // Everything but the second person is asked of the engine now, so that nobody is asked to agree to what cannot be.
  const trial: CaseEvent = {
    kind: 'move',
    id: tx.ids.next(),
    on: tx.today,
    move: move.code,
    by: deciderOf(file, viewer),
    reasons: ready.reasons,
    ...(snapshot ? { snapshot } : {}),
    second: { person: 'whoever agrees', roles: [], outside: second.outside },
  };
  const against = refuseEvent(versionsOf(file.definition.code), file.events, trial, askingOf(file, viewer, stated));
  if (against) throw at('move', against.words, against.citation);
  if (await openProposal(tx, given.case)) throw at('move', 'A move waits for somebody to agree already');
  await propose(tx, ready, second);
  return 'waits';
}

/** The move that waits for a second person, if any. */
export async function openProposal(tx: Tx, caseId: string): Promise<ProposalRow | null> {
  const rows = await proposalsOf(tx, caseId);
  const answered = new Set(
    (
      await listAnswers(
        tx,
        rows.map((row) => row.duty),
      )
    ).map((answer) => answer.duty),
  );
  return rows.findLast((row) => !answered.has(row.duty)) ?? null;
}

export interface AnswerMove {
  readonly case: string;
  readonly answer: string;
  readonly reasons: string;
}

/** The second person's answer. Agreeing makes the move, if the definition still allows it. */
export async function answerMove(
  tx: Tx,
  viewer: Viewer,
  given: AnswerMove & { readonly isAsked: (duty: string) => Promise<boolean> },
): Promise<void> {
  const file = await caseLocked(tx, viewer, given.case);
  const proposal = await openProposal(tx, given.case);
  if (!proposal || !(await given.isAsked(proposal.duty)))
    throw new Refused(refuse('no-such-proposal', 'Nothing waits for you here.'));
  if (given.answer !== 'agree' && given.answer !== 'disagree') throw at('answer', 'Say whether you agree');
  if (given.reasons.trim().length < 15) throw at('reasons', 'Say in a sentence what you weighed');
  await insertAnswer(tx, {
    duty: proposal.duty,
    outcome: given.answer === 'agree' ? 'agreed' : 'disagreed',
    reason: given.reasons.trim(),
    snapshot: proposal.snapshot,
  });
  if (given.answer === 'disagree') return;
  const move = file.definition.moves.find((each) => each.code === proposal.move)!;
  const { conditions } = askingOf(file, viewer);
  await carryOut(
    tx,
    viewer,
    {
      file,
      move,
      stated: new Set(move.needs.filter((code) => statable.has(code))),
      criteria: [],
      reasons: proposal.reasons,
      snapshot: proposal.snapshot,
    },
    {
      first: proposal.proposed_by,
      firstRoles: await rolesOf(tx, proposal.proposed_by, tx.today),
      outside: secondFor(move, conditions)?.outside ?? [],
    },
  );
}
