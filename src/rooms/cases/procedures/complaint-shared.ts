/** What both roads of a public complaint share: updates, outcome notices, who hears first. */
import type { Clock, Notice, Trigger } from '../../../engines/procedures/types.ts';
import { complaintsRegulations, house, law, reporterFirst } from './england-wales.ts';

export const complaintFacts = {
  'complaint-received': 'the complaint was received',
  'owner-named': 'an accountable owner was named and accepted',
} as const;

export const logClock = (done: readonly Trigger[]): Clock => ({
  code: 'log',
  name: 'Complaint logged and tested',
  vocabulary: 'clock:stage-overdue',
  starts: [{ on: 'opened' }],
  from: 'binding',
  length: { amount: 1, unit: 'working-days' },
  done,
  ends: [{ on: 'ended' }],
  again: 'first-counts',
  isReview: false,
  pauses: [],
  owner: 'assessor',
  owedTo: 'complainant',
  late: { consequence: 'The head of standards sees it as waiting.', climbsTo: 'head-of-standards' },
  ...house('SPEAK-02'),
});

/** Within four weeks of the start and then every four weeks, whatever is paused. */
export const updateClock = (starts: readonly Trigger[], inMode: NonNullable<Clock['inMode']>): Clock => ({
  code: 'complainant-update',
  name: 'Update to the complainant',
  vocabulary: 'clock:reporter-update',
  starts,
  length: { amount: 4, unit: 'weeks' },
  repeats: { every: { amount: 4, unit: 'weeks' }, from: 'done' },
  done: [{ on: 'sent', notice: 'progress-update' }],
  ends: [{ on: 'enter', stage: 'decided' }, { on: 'ended' }],
  again: 'first-counts',
  isReview: true,
  pauses: [],
  owner: 'handler',
  owedTo: 'complainant',
  inMode,
  late: {
    consequence: 'It is a breach: the complainant, the owner, the manager and the board see it.',
    climbsTo: 'head-of-standards',
  },
  ...law(`${complaintsRegulations}, reg 34`),
});

export const outcomeClock = (): Clock => ({
  code: 'outcome-notice',
  name: 'Outcome told to the complainant',
  vocabulary: 'clock:reporter-update',
  starts: [{ on: 'enter', stage: 'decided' }],
  length: { amount: 5, unit: 'working-days' },
  done: [{ on: 'sent', notice: 'outcome-to-complainant' }],
  ends: [{ on: 'ended' }],
  again: 'first-counts',
  isReview: false,
  pauses: [],
  owner: 'handler',
  owedTo: 'complainant',
  late: {
    consequence: 'It is a breach: the complainant, the owner and the head of standards see it.',
    climbsTo: 'head-of-standards',
  },
  ...law(`${complaintsRegulations}, reg 34`),
});

const receipt: Notice = {
  code: 'receipt',
  name: 'Receipt for the complaint',
  to: 'complainant',
  owedOn: [{ on: 'opened' }],
  ends: [{ on: 'ended' }],
  within: null,
  contains: [
    { code: 'reference', words: 'the reference' },
    { code: 'contact', words: 'the named contact and a deputy, and how to reach them' },
    { code: 'what-happens-next', words: 'what happens next and by when' },
  ],
  ...house('SPEAK-06.1'),
};

const progressUpdate = (owedOn: readonly Trigger[]): Notice => ({
  code: 'progress-update',
  name: 'Update to the complainant',
  to: 'complainant',
  owedOn,
  ends: [{ on: 'enter', stage: 'decided' }, { on: 'ended' }],
  within: 'complainant-update',
  contains: [
    { code: 'progress', words: 'what has been done' },
    { code: 'next-step', words: 'what comes next' },
    { code: 'contact', words: 'whom to ask' },
  ],
  ...law(`${complaintsRegulations}, reg 34`),
});

const outcomeToOfficer = (ends: readonly Trigger[]): Notice => ({
  ends,
  code: 'outcome-to-officer',
  name: 'Outcome told to the officer',
  to: 'officer',
  owedOn: [{ on: 'enter', stage: 'decided' }],
  within: null,
  contains: [
    { code: 'result-each', words: 'the result of each allegation about them' },
    { code: 'reasons', words: 'the reasons' },
  ],
  after: { notice: 'outcome-to-complainant', ...reporterFirst },
  ...house('SPEAK-06.3'),
});

/**
 * The notices of a complaint. `challenge` is what the outcome notice must say about disagreeing with it; after
 * `outcomeEnds` the outcome is told elsewhere or will be another one.
 */
export const complaintNotices = (
  handlingStarts: readonly Trigger[],
  challenge: Notice['contains'][number],
  outcomeEnds: readonly Trigger[],
): readonly Notice[] => [
  receipt,
  progressUpdate(handlingStarts),
  {
    code: 'outcome-to-complainant',
    name: 'Outcome told to the complainant',
    to: 'complainant',
    vocabulary: 'notice:reporter-outcome',
    owedOn: [{ on: 'enter', stage: 'decided' }],
    ends: outcomeEnds,
    within: 'outcome-notice',
    contains: [
      { code: 'result-each', words: 'the result of each allegation' },
      { code: 'reasons-each', words: 'the reasons for each result' },
      { code: 'next-steps', words: 'what happens next' },
      challenge,
    ],
    ...law(`${complaintsRegulations}, reg 34`),
  },
  outcomeToOfficer(outcomeEnds),
];
