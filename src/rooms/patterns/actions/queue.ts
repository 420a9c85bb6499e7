/** The questions that wait for an answer, as the reader may see them: late ones first. */

import type { DetectionCode } from '../../../engines/signals.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { type DutyRow, listLadders, owes, standingOf } from '../../duties/index.ts';
import { clusterOf, clusterRoots, tiesOf } from '../../people/index.ts';
import { listStandingFirings, type StandingFiring } from '../store.ts';

export interface OpenSignal {
  readonly firing: string;
  readonly entry: string;
  readonly duty: string;
  readonly subject: string;
  readonly code: DetectionCode;
  readonly rule: string;
  readonly since: string;
  readonly firedOn: string;
  readonly score: number;
  /** The rule holds no longer: the question is still owed an answer, with that fact in sight. */
  readonly isGone: boolean;
  /** The first day it was due, whoever owes it now. */
  readonly due: string;
  readonly isOverdue: boolean;
  readonly daysLate: number;
  /** Times that silence has moved it up. */
  readonly climbed: number;
  /** Who owes it today, the earlier ones among them. */
  readonly holders: readonly { readonly role?: string; readonly person?: string }[];
  /** The person whom the queue names; others of the role may answer too. */
  readonly reviewer: string | null;
}

export interface QueueItem extends OpenSignal {
  readonly isMine: boolean;
}

/** Open questions that the reader may see: overdue ones first and the latest of them first, then by day and by need. */
export async function listQueue(tx: Tx, viewer: Viewer): Promise<QueueItem[]> {
  const open = await openAmong(tx, await listStandingFirings(tx, null));
  const hidden = await hiddenFrom(tx, viewer);
  return open
    .filter((item) => !hidden.has(item.subject))
    .map((item) => ({
      ...item,
      isMine: item.reviewer === null ? holds(item, viewer) : item.reviewer === viewer.person,
    }))
    .sort(byUrgency);
}

const holds = (item: OpenSignal, viewer: Viewer): boolean =>
  item.holders.some(
    (rung) => rung.person === viewer.person || (rung.role !== undefined && viewer.roles.includes(rung.role)),
  );

/** Urgency is lateness, then the day, then need. It ranks work, never people (P-27). */
const byUrgency = (a: OpenSignal, b: OpenSignal): number =>
  b.daysLate - a.daysLate ||
  (a.due < b.due ? -1 : a.due > b.due ? 1 : 0) ||
  b.score - a.score ||
  (a.firing < b.firing ? -1 : 1);

/** Open questions about the subjects that the reader may see: for the timeline and whoever stands before a risky step. */
export async function openSignalsAbout(tx: Tx, subjects: readonly string[]): Promise<OpenSignal[]> {
  const all = new Set<string>();
  for (const subject of subjects) for (const id of await clusterOf(tx, subject, tx.today)) all.add(id);
  const ids = [...all].sort();
  const open = await openAmong(tx, await listStandingFirings(tx, ids));
  return open.sort(byUrgency);
}

type Owed = Pick<DutyRow, 'id' | 'ladder'>;

/** Firings whose question nobody has answered yet. */
async function openAmong(tx: Tx, firings: readonly StandingFiring[]): Promise<OpenSignal[]> {
  const asked = firings.flatMap((firing) => (firing.duty === null ? [] : [firing.duty]));
  const byId = new Map((await listLadders(tx, asked)).map((duty) => [duty.id as string, duty]));
  return firings.flatMap((firing) => {
    const duty = firing.duty === null ? undefined : byId.get(firing.duty);
    return duty ? [asOpen(firing, duty, tx.today)] : [];
  });
}

function asOpen(firing: StandingFiring, duty: Owed, today: string): OpenSignal {
  const standing = standingOf(duty.ladder, today);
  return {
    firing: firing.id,
    entry: firing.entry,
    duty: duty.id,
    subject: firing.subject,
    code: firing.code,
    rule: firing.rule,
    since: firing.since,
    firedOn: firing.fired_on,
    score: firing.score,
    isGone: firing.diff === 'gone',
    due: standing.firstDue,
    isOverdue: standing.overdue,
    daysLate: standing.daysLate,
    climbed: standing.climbed,
    holders: standing.holders.map(({ from: _from, due: _due, ...holder }) => holder),
    reviewer: firing.reviewer,
  };
}

/** Whether the viewer owes the answer today, by name or by role. */
export const mayAnswer = (duty: DutyRow, viewer: Viewer, today: string): boolean =>
  owes(standingOf(duty.ladder, today), viewer.person, viewer.roles);

/**
 * Everybody the viewer is tied to, with the ids they are shown under since: a tie to one record of a person is a tie to
 * the person.
 */
export async function hiddenFrom(tx: Tx, viewer: Viewer): Promise<Set<string>> {
  const ties = (await tiesOf(tx, viewer.person, tx.today)).map((tie) => tie.counterpart);
  const roots = await clusterRoots(tx, tx.today);
  return new Set(ties.flatMap((id) => [id, roots.get(id) ?? id]));
}
