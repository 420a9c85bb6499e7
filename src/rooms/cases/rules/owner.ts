/** Who is accountable for a case, from the rows alone. There is one at every moment, and an offer changes nothing (CASE-01.2). */

export interface OwnershipLine {
  readonly id: string;
  readonly kind: 'holds' | 'named' | 'offered' | 'accepted' | 'sent-back' | 'taken-back';
  readonly person: string | null;
  readonly role: string | null;
  readonly offer: string | null;
  readonly on_day: string;
  readonly recorded_at: Date;
}

export interface Ownership<Line extends OwnershipLine = OwnershipLine> {
  /** Null where a role holds it until somebody takes it. */
  readonly person: string | null;
  readonly role: string | null;
  readonly since: string;
  /** False while whoever opened it only holds it: an owner has still to be named. */
  readonly isNamed: boolean;
  readonly namedAt: Date | null;
  /** The offer that waits for an answer. */
  readonly offer: Line | null;
  /** How often it passed from one owner to another, and how often it was sent back. */
  readonly changes: number;
  readonly sentBack: readonly Line[];
}

/** Folds the lines of one case, oldest first. Throws RangeError without a first holder: a case is never nobody's. */
export function ownerOf<Line extends OwnershipLine>(lines: readonly Line[]): Ownership<Line> {
  const [first] = lines;
  if (first?.kind !== 'holds') throw new RangeError('a case is held by somebody from its first moment');
  const answered = new Set(lines.flatMap((line) => (line.offer ? [line.offer] : [])));
  const taken = lines.filter((line) => line.kind === 'named' || line.kind === 'accepted');
  const current = taken.at(-1) ?? first;
  return {
    person: current.person,
    role: current.role,
    since: current.on_day,
    isNamed: taken.length > 0,
    namedAt: taken[0]?.recorded_at ?? null,
    offer: lines.findLast((line) => line.kind === 'offered' && !answered.has(line.id)) ?? null,
    changes: Math.max(0, taken.length - 1),
    sentBack: lines.filter((line) => line.kind === 'sent-back'),
  };
}
