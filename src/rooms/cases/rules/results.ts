/**
 * What may be decided of one allegation, and how the record reads it.
 * Source: Police Reform Act 2002 sch. 3; IOPC statutory guidance 2020 ch. 17.
 */
import type { Finding } from '../../../engines/vocabulary.ts';

interface Result {
  readonly text: string;
  /** What the complainant is told that it means. */
  readonly meaning: string;
  readonly finding: Finding;
  readonly under: 'schedule-3' | 'outside' | 'both';
}

const list = {
  resolved: {
    text: 'Resolved',
    meaning: 'What you raised has been put right or explained.',
    finding: 'local-resolution',
    under: 'outside',
  },
  'not-resolved': {
    text: 'Not resolved',
    meaning: 'We could not resolve what you raised. You can ask for it to be recorded.',
    finding: 'no-action',
    under: 'outside',
  },
  acceptable: {
    text: 'The service was acceptable',
    meaning: 'We found that the service you were given was acceptable.',
    finding: 'not-upheld',
    under: 'schedule-3',
  },
  'not-acceptable': {
    text: 'The service was not acceptable',
    meaning: 'We found that the service you were given was not acceptable.',
    finding: 'upheld',
    under: 'schedule-3',
  },
  'unable-to-determine': {
    text: 'Unable to determine',
    meaning: 'We could not establish what happened one way or the other.',
    finding: 'not-proven',
    under: 'schedule-3',
  },
  'no-further-action': {
    text: 'No further action',
    meaning: 'We take no further action on this.',
    finding: 'no-action',
    under: 'schedule-3',
  },
  withdrawn: {
    text: 'Withdrawn',
    meaning: 'You told us that you do not wish to go on with this. It stays on the record.',
    finding: 'withdrawn',
    under: 'both',
  },
} as const satisfies Readonly<Record<string, Result>>;
export type ResultName = keyof typeof list;
export const results: Readonly<Record<ResultName, Result>> = list;

/** Results open to a case, by whether it is recorded under Schedule 3. */
export const resultsFor = (isRecorded: boolean): readonly ResultName[] =>
  (Object.keys(list) as ResultName[]).filter(
    (name) => list[name].under === 'both' || (list[name].under === 'schedule-3') === isRecorded,
  );

const actionList = {
  explanation: 'An explanation',
  apology: 'An apology',
  learning: 'Learning for somebody or for a team',
  'policy-change': 'A change of policy or practice',
  'reflective-practice': 'Reflective practice',
  none: 'No action',
} as const;
export type ActionName = keyof typeof actionList;
export const actionWords: Readonly<Record<ActionName, string>> = actionList;

export const isResult = (name: string): name is ResultName => Object.hasOwn(list, name);
export const isAction = (name: string): name is ActionName => Object.hasOwn(actionList, name);
