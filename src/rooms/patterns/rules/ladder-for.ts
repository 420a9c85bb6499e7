/**
 * Who is asked, and who is asked next when nobody answers (P-22). Silence climbs out of the unit and then out of the
 * chain of command; it never closes a question.
 */
import { dayToIso, isoToDay } from '../../../engines/history.ts';
import { type Dated, inForce } from '../../../engines/patterns/windows.ts';
import type { Visibility } from '../../../engines/vocabulary.ts';

interface LadderRow extends Dated {
  readonly source: string;
  /** Roles in the order in which they come to owe the answer. Each may read the class: nobody is asked what they cannot see. */
  readonly roles: Readonly<Record<Visibility, readonly string[]>>;
  /** Days that every later rung has. */
  readonly laterDays: number;
}

const ladders: readonly [LadderRow, ...LadderRow[]] = [
  {
    from: '2026-12-01',
    source:
      'Own default, on the published finding that an unanswered warning stayed in the unit that had received it; to be agreed with the service',
    roles: {
      open: ['reviewer', 'head-of-standards', 'overseer'],
      guarded: ['reviewer', 'head-of-standards', 'overseer'],
      restricted: ['head-of-standards', 'overseer'],
      sealed: ['custodian', 'guardian'],
      covert: ['custodian'],
    },
    laterDays: 7,
  },
];

export interface Rung {
  readonly role?: string;
  readonly person?: string;
  readonly from: string;
  readonly due: string;
}

export interface LadderRequest {
  readonly visibility: Visibility;
  readonly raisedOn: string;
  readonly answerWithinDays: number;
  /** Named people who come before the roles: the readers of a covert list. */
  readonly people?: readonly string[];
  /** Every reviewer is tied to the person: it goes outside at once. */
  readonly nobodyIsClear?: boolean;
  /** The roles from here on: what was not reached goes to the next. */
  readonly after?: string;
}

/** The rungs of a question, in order, with their days. */
export function ladderFor(request: LadderRequest): Rung[] {
  const row = inForce(ladders, isoToDay(request.raisedOn));
  const all = row.roles[request.visibility];
  const outside = request.nobodyIsClear && all.includes('overseer') ? ['overseer'] : all;
  const at = request.after === undefined ? -1 : outside.indexOf(request.after);
  // The last rung stays: it has nowhere to go.
  const roles = at >= 0 && at === outside.length - 1 ? outside.slice(at) : outside.slice(at + 1);
  const holders = [...(request.people ?? []).map((person) => ({ person })), ...roles.map((role) => ({ role }))];
  let from = isoToDay(request.raisedOn);
  return holders.map((holder, index) => {
    const due = from + (index === 0 ? request.answerWithinDays : row.laterDays);
    const rung = { ...holder, from: dayToIso(from), due: dayToIso(due) };
    from = due + 1;
    return rung;
  });
}

/** The same question under a stricter class: other holders, but the day it was first due does not move. */
export function stricterLadder(visibility: Visibility, earlier: readonly Rung[]): Rung[] {
  const [first] = earlier;
  if (first === undefined) throw new RangeError('a question has somebody who owes it');
  return ladderFor({
    visibility,
    raisedOn: first.from,
    answerWithinDays: isoToDay(first.due) - isoToDay(first.from),
  });
}
