/** When ties that somebody declares are looked at by somebody outside: a wall must not become a weapon. Data. */

interface TieAlarms {
  /** More standing declared ties than this to people in the service. */
  readonly mostDeclared: number;
  /** Ties declared to more than this many of those who could read the record. */
  readonly mostReaders: number;
  readonly source: string;
}

const limits: TieAlarms = {
  mostDeclared: 12,
  mostReaders: 2,
  source: 'P-21, and own defaults until a service knows how many ties its people declare.',
};

export interface DeclaredTies {
  readonly declared_now: number;
  readonly declared: number;
  readonly readers_declared: number;
  readonly after_work: number;
}

/** Why somebody outside looks at them, in words that name nobody; null where nobody need. */
export function whyLookAtTies(ties: DeclaredTies): string | null {
  if (ties.declared_now === 0) return null;
  if (ties.after_work > 0) return 'A tie was declared to somebody who had work on them already.';
  if (ties.readers_declared > limits.mostReaders)
    return `Ties are declared to ${ties.readers_declared} of those who could read the record.`;
  if (ties.declared > limits.mostDeclared) return `${ties.declared} ties to people in the service are declared.`;
  return null;
}
