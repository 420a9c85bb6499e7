/** What a check of the ledger finds wrong, named so that somebody can go and look. */
import type { Log } from '../transaction.ts';

export type ProblemKind =
  | 'leaf-altered'
  | 'leaf-missing'
  | 'leaf-twice'
  | 'log-cut'
  | 'root-differs'
  | 'checkpoint-altered'
  | 'checkpoint-missing'
  | 'cosignature-altered'
  | 'row-altered'
  | 'row-missing'
  | 'row-unlogged'
  | 'row-returned'
  | 'derived-differs'
  | 'projection-differs'
  | 'projection-unchecked'
  | 'reads-differ'
  | 'guard-off'
  | 'table-unlisted'
  | 'table-broken'
  | 'words-shut'
  | 'receipt-refused'
  | 'more';

export interface Problem {
  readonly kind: ProblemKind;
  /** The table whose row or guard is wrong. */
  readonly table?: string;
  /** The id of the record. */
  readonly object?: string;
  readonly log?: Log;
  /** The leaf's place in its log. */
  readonly seq?: number;
  /** Where a fault can only be placed between two checkpoints: the leaf after the last one that it may be. */
  readonly until?: number;
  readonly words: string;
}

/** Enough to act on. A ledger with more wrong than this is put back from a backup, not read line by line. */
const mostListed = 1000;

const placeOf = (problem: Problem): number => problem.seq ?? Number.POSITIVE_INFINITY;

function inOrder(one: Problem, other: Problem): number {
  if (placeOf(one) !== placeOf(other)) return placeOf(one) < placeOf(other) ? -1 : 1;
  return (one.log === 'covert' ? 1 : 0) - (other.log === 'covert' ? 1 : 0);
}

/** Collects problems, keeps the earliest, counts the rest. */
export class Problems {
  #kept: Problem[] = [];
  #dropped = 0;

  add(problem: Problem): void {
    this.#kept.push(problem);
    if (this.#kept.length >= 2 * mostListed) this.#trim();
  }

  #trim(): void {
    this.#kept.sort(inOrder);
    this.#dropped += Math.max(0, this.#kept.length - mostListed);
    this.#kept = this.#kept.slice(0, mostListed);
  }

  /** The first bad record first; what has no place in a log comes last. */
  list(): Problem[] {
    this.#trim();
    if (this.#dropped === 0) return this.#kept;
    return [...this.#kept, { kind: 'more', words: `${this.#dropped} further problems are not listed.` }];
  }
}
