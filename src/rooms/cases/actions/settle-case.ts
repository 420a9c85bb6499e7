/** A complaint settled on the first call: opened, answered, told and closed in one act, where nothing has to be recorded. */
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { criteria, recordingTest } from '../rules/recording-test.ts';
import { at } from './append-event.ts';
import { readCase } from './case-file.ts';
import { decideAllegation } from './decide-allegation.ts';
import { makeMove } from './make-move.ts';
import { type OpenCase, openCase } from './open-case.ts';
import { sendOutcome } from './send-letter.ts';

export interface SettleCase extends OpenCase {
  readonly done: string;
  readonly standard: string;
  readonly reasons: string;
  readonly next: string;
  /** What earlier matters mean for this one, where there are any. */
  readonly pattern: string;
  readonly identifiers: readonly string[];
  /** The complainant said on the call that this settles it. */
  readonly isContent: boolean;
}

/** Settles it. Refused where any criterion for recording is met: then it is opened and handled (P-26). */
export async function settleCase(tx: Tx, viewer: Viewer, given: SettleCase): Promise<string> {
  const test = recordingTest(given.allegations, given.criteria);
  const [met] = test.met;
  if (met)
    throw at('criteria', `This has to be recorded: ${criteria[met].toLowerCase()}. Open a case for it`, 'SPEAK-02.2');
  if (!given.isContent)
    throw at('content', 'Only what the complainant calls settled is closed on the call. Otherwise open a case');
  const opened = await openCase(tx, viewer, { ...given, owner: 'me', isSettledNow: true });
  if ('again' in opened) return opened.again;
  if (opened.isShut)
    throw at('main', 'You are tied to somebody in it: open a case, and somebody else handles it', 'P-21');
  const file = await readCase(tx, opened.id);
  for (const allegation of file?.allegations ?? [])
    await decideAllegation(tx, viewer, {
      case: opened.id,
      allegation: allegation.id,
      result: 'resolved',
      standard: given.standard,
      actions: ['explanation'],
      evidence: given.done,
      reasons: given.reasons,
      service: '',
      pattern: given.pattern,
    });
  await sendOutcome(tx, viewer, {
    case: opened.id,
    method: 'telephone',
    identifiers: given.identifiers,
    servedOn: tx.today,
    next: given.next,
  });
  await makeMove(tx, viewer, {
    case: opened.id,
    move: 'settle',
    reasons: given.reasons,
    stated: {},
    criteria: [],
  });
  return opened.id;
}
