/** Who owes a duty today and how late it is. Pure: nothing becomes overdue because a job ran (P-22). */

export interface LadderRung {
  readonly role?: string;
  readonly person?: string;
  readonly from: string;
  readonly due: string;
  /** For whom it is held while they are away, and until when. */
  readonly for?: string;
  readonly until?: string;
}

export interface Standing {
  /** Rungs whose holder owes it today, the latest last. Climbing adds a holder; it does not let the earlier one off. */
  readonly holders: readonly LadderRung[];
  readonly current: LadderRung;
  /** The first day it was due. */
  readonly firstDue: string;
  readonly overdue: boolean;
  /** Whole days past the first due day; 0 when not overdue. */
  readonly daysLate: number;
  /** How many times silence has moved it up. */
  readonly climbed: number;
}

const day = (iso: string): number => Math.round(Date.parse(`${iso}T00:00:00Z`) / 86_400_000);

/** Throws RangeError for an empty ladder or rungs out of order: a duty always has a holder. */
export function standingOf(ladder: readonly LadderRung[], today: string): Standing {
  const [first] = ladder;
  if (!first) throw new RangeError('a duty needs somebody who owes it');
  for (let i = 1; i < ladder.length; i += 1) {
    if (ladder[i]!.from < ladder[i - 1]!.from) throw new RangeError('rungs must be in the order in which they begin');
  }
  const holders = ladder.filter((rung, index) => index === 0 || rung.from <= today);
  const overdue = today > first.due;
  return {
    holders,
    current: holders.at(-1)!,
    firstDue: first.due,
    overdue,
    daysLate: overdue ? day(today) - day(first.due) : 0,
    climbed: holders.length - 1,
  };
}

/** Whether a person with these roles owes it today. */
export const owes = (standing: Standing, person: string, roles: readonly string[]): boolean =>
  standing.holders.some((rung) => rung.person === person || (rung.role !== undefined && roles.includes(rung.role)));
