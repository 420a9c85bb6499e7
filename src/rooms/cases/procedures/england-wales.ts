/**
 * What the procedures of England and Wales share: roles, parties, walls, service, the referral to the independent
 * investigator. `Law` stands for a source; `house` for a rule of this house where the law gives no figure.
 */
import type {
  Clock,
  DeemedService,
  Mode,
  Move,
  Notice,
  OrderException,
  Requirement,
  SecondPerson,
  Stage,
  Wall,
} from '../../../engines/procedures/types.ts';

export const act = 'Police Reform Act 2002, Part 2 and Schedule 3';
export const complaintsRegulations = 'Police (Complaints and Misconduct) Regulations 2020 (SI 2020/2)';
export const conductRegulations = 'Police (Conduct) Regulations 2020 (SI 2020/4)';
export const amendment2025 = 'SI 2025/558';

export const law = (source: string) => ({ source, isConfirmed: true }) as const;
/** The guide marks it "verify": kept as data, shown as unconfirmed, its clock off until somebody confirms it. */
export const toConfirm = (source: string) => ({ source, isConfirmed: false }) as const;
export const house = (line: string) =>
  ({ source: `Rule of this house (${line}); the law sets no figure`, isConfirmed: true }) as const;

/** Roles of the service by the codes of `access`, and the roles that somebody holds in one case. */
export const roles = {
  'case-owner': 'accountable owner of the case',
  handler: 'complaint handler of the case',
  'case-investigator': 'investigator of the case',
  'appropriate-authority': 'appropriate authority, or whoever decides by its delegation',
  assessor: 'assessor',
  supervisor: 'supervisor',
  'head-of-standards': 'head of professional standards',
  'chief-officer': 'chief officer',
  'local-policing-body': 'local policing body',
  'independent-investigator': 'independent investigator',
} as const;

export const parties = {
  complainant: 'the complainant',
  reporter: 'the person who reported',
  officer: 'the officer concerned',
  'local-policing-body': 'the local policing body',
  'independent-investigator': 'the independent investigator',
  'chief-officer': 'the chief officer',
} as const;

export const walls: readonly Wall[] = [
  { code: 'is-party', refusal: 'You are a party to this case and cannot act in it.', isEverywhere: true },
  { code: 'tied-to-party', refusal: 'You are tied to somebody in this case and cannot act in it.', isEverywhere: true },
  {
    code: 'in-line',
    refusal: 'You are in the line of command of somebody in this case and cannot act in it.',
    isEverywhere: true,
  },
];

const byHandAndPost: readonly DeemedService[] = [
  { method: 'by-hand', served: 'that-day', ...law('Given in person: served when it is given') },
  { method: 'left-at-address', served: 'next-working-day', ...toConfirm('Left at the address: the next working day') },
  {
    method: 'post',
    served: 'second-working-day-after',
    ...toConfirm('Interpretation Act 1978, s. 7 (ordinary course of post); the second working day after posting'),
  },
  { method: 'mailbox', served: 'that-day', ...house('SPEAK-06') },
];
/** Before 28 May 2025 no rule says when e-mail counts: the day it was received is recorded. */
export const serviceBefore2025: readonly DeemedService[] = byHandAndPost;
export const serviceSince2025: readonly DeemedService[] = [
  ...byHandAndPost,
  {
    method: 'e-mail',
    served: 'that-or-next-working-day',
    until: '16:30',
    ...toConfirm(`${amendment2025}: notices may be sent by e-mail; the hour is to be confirmed`),
  },
];

/** A reporter or complainant hears first: within one working day, and never at the price of a statutory day. */
export const reporterFirst = {
  atMost: { amount: 1, unit: 'working-days' },
  exceptions: [
    {
      code: 'could-not-be-reached',
      words: 'The first could not be told within one working day',
      opens: 'when-order-lapses',
      ...house('SPEAK-06.3'),
    },
    { code: 'statutory-day', words: 'The law sets the day of this notice', opens: 'when-due', ...house('P-01') },
    {
      code: 'risk-of-harm',
      words: 'Telling the first party first would put somebody at risk',
      opens: 'any-day',
      ...house('P-01'),
    },
    { code: 'court-order', words: 'A court has ordered it', opens: 'any-day', ...house('P-01') },
  ] satisfies OrderException[],
} as const;

/** Softer is harder: P-20. */
export const secondOutside = (when: SecondPerson['when'], ...more: readonly string[]): SecondPerson => ({
  when,
  outside: ['unit', 'line', ...more],
  words: 'A second person from outside the unit and the line of command has to agree.',
});

export const seriousKind = {
  'serious-kind':
    'sexual misconduct, domestic abuse, discrimination, violence, corruption, or anything assessed as gross',
} as const;

export const requirements = {
  words: {
    code: 'words-kept',
    words: 'every allegation in the complainant’s own words',
    refusal: 'Write down each allegation in the complainant’s own words first.',
  },
  owner: { code: 'owner-named', words: 'an accountable owner', refusal: 'Name one accountable owner first.' },
  referral: {
    code: 'referral-tested',
    words: 'the referral test',
    refusal: 'Test the matter against the criteria for referral to the independent investigator first.',
  },
  decided: {
    code: 'every-allegation-decided',
    words: 'a decision with reasons for every allegation',
    refusal: 'Decide every allegation, each with its evidence and reasons, first.',
  },
  pattern: {
    code: 'pattern-noted',
    words: 'a note on earlier matters',
    refusal: 'Say what weight the earlier matters of each subject were given, none with a reason included.',
  },
  told: {
    code: 'complainant-told',
    words: 'the complainant’s outcome notice',
    refusal: 'Tell the complainant the outcome of every allegation first.',
  },
  systemic: {
    code: 'systemic-cause-owned',
    words: 'an owner for each systemic cause',
    refusal: 'Give each systemic cause an owner who stays with it after the case.',
  },
  withdrawal: {
    code: 'withdrawal-in-writing',
    words: 'the withdrawal in the complainant’s words',
    refusal: 'Keep the withdrawal in the complainant’s own words first.',
  },
  ownDuty: {
    code: 'own-duty-considered',
    words: 'the service’s own duty considered',
    refusal: 'Say whether the service goes on with it as its own matter; a withdrawal does not end that duty.',
  },
  record: {
    code: 'whole-record-read',
    words: 'the whole record of the subject',
    refusal: 'Open and read the whole record of the subject first, not only the last matter.',
  },
  reference: {
    code: 'referral-grounds',
    words: 'the criterion for referral',
    refusal: 'Name the criterion under which the matter is referred.',
  },
  mode: {
    code: 'mode-decision',
    words: 'the independent investigator’s decision on the mode',
    refusal: 'Record the independent investigator’s decision on the mode, with its day.',
  },
} as const satisfies Record<string, Requirement>;

/** Who owns the matter. `Managed` and `supervised` ended in 2020. */
export const modes: readonly Mode[] = [
  {
    code: 'local',
    name: 'local',
    setOn: [{ on: 'fact', fact: 'mode-local' }],
    meaning: 'The service investigates and decides.',
    ...law(act),
  },
  {
    code: 'directed',
    name: 'directed',
    setOn: [{ on: 'fact', fact: 'mode-directed' }],
    meaning: 'The independent investigator controls the investigation; the service does the work.',
    owedTo: 'independent-investigator',
    ...law(act),
  },
  {
    code: 'independent',
    name: 'independent',
    setOn: [{ on: 'fact', fact: 'mode-independent' }],
    meaning: 'The independent investigator owns and investigates the matter.',
    owedTo: 'independent-investigator',
    ...law(act),
  },
];

export const referralFacts = {
  'referral-first-clear': 'it first became clear that the matter must or should be referred',
  'mode-local': 'the independent investigator returned the matter to the service to investigate',
  'mode-directed': 'the independent investigator directs the investigation',
  'mode-independent': 'the independent investigator investigates',
} as const;

export const referredStage: Stage = {
  code: 'referred',
  name: 'Referred to the independent investigator',
  accountable: 'appropriate-authority',
  meaning: 'The independent investigator has the matter and decides who investigates it.',
  ...law(act),
};

/** Going to the independent investigator and coming back with a mode. */
export const referralMoves = (from: readonly string[], back: string): readonly Move[] => [
  {
    code: 'refer',
    name: 'Refer to the independent investigator',
    from,
    to: 'referred',
    by: ['appropriate-authority', 'head-of-standards'],
    needs: ['referral-grounds'],
    reasons: true,
    snapshot: false,
    ...law(`${complaintsRegulations}, regs 4 and 7`),
  },
  {
    code: 'take-up-after-referral',
    name: 'Go on in the mode decided',
    from: ['referred'],
    to: back,
    by: ['appropriate-authority', 'head-of-standards', 'independent-investigator'],
    needs: ['mode-decision'],
    reasons: false,
    snapshot: false,
    ...law(act),
  },
];

/** Closing the case does not end the duty to refer, and the duty can arise after it is closed. */
export const referralClock: Clock = {
  code: 'referral',
  name: 'Referral to the independent investigator',
  vocabulary: 'clock:stage-overdue',
  starts: [{ on: 'fact', fact: 'referral-first-clear' }],
  length: { amount: 1, unit: 'days' },
  done: [{ on: 'sent', notice: 'referral-form' }],
  ends: [],
  again: 'first-counts',
  isReview: false,
  pauses: [],
  owner: 'appropriate-authority',
  owedTo: 'independent-investigator',
  late: {
    consequence: 'It is reported as a late referral, to the local policing body too.',
    climbsTo: 'local-policing-body',
  },
  ...toConfirm(`${complaintsRegulations}, reg 4: without delay, by the end of the day after it first became clear`),
};

export const referralForm: Notice = {
  code: 'referral-form',
  name: 'Referral form',
  to: 'independent-investigator',
  vocabulary: 'clock:referral-acknowledge',
  owedOn: [{ on: 'fact', fact: 'referral-first-clear' }],
  within: 'referral',
  contains: [
    { code: 'criterion', words: 'the criterion' },
    { code: 'first-clear-on', words: 'when it first became clear' },
    { code: 'decider', words: 'who decided' },
    { code: 'reasons', words: 'the reasons' },
    { code: 'what-is-known', words: 'what is known' },
  ],
  ...law(`${complaintsRegulations}, regs 4 and 7`),
};

/** Within 24 hours there is one accountable owner. */
export const ownerClock: Clock = {
  code: 'name-owner',
  name: 'One accountable owner',
  vocabulary: 'clock:stage-overdue',
  starts: [{ on: 'opened' }],
  length: { amount: 1, unit: 'days' },
  done: [{ on: 'fact', fact: 'owner-named' }],
  ends: [{ on: 'ended' }],
  again: 'first-counts',
  isReview: false,
  pauses: [],
  owner: 'head-of-standards',
  owedTo: 'complainant',
  late: { consequence: 'The chief officer is told that nobody answers for the case.', climbsTo: 'chief-officer' },
  ...house('CASE-01.2'),
};

export const longRunningFacts = {
  'long-report-withheld': 'it was decided, with the reason, that a report would prejudice the matter',
} as const;

/** At 12 months from the day that binds the case, then every six months, whatever is paused. */
export const longRunningClock = (source: string, starts: Clock['starts']): Clock => ({
  code: 'long-running-report',
  name: 'Report on a case that runs long',
  vocabulary: 'clock:stage-overdue',
  starts,
  from: 'binding',
  length: { amount: 12, unit: 'months' },
  repeats: { every: { amount: 6, unit: 'months' }, from: 'due' },
  done: [
    { on: 'sent', notice: 'long-running-report' },
    { on: 'fact', fact: 'long-report-withheld' },
  ],
  ends: [{ on: 'ended' }, { on: 'enter', stage: 'decided' }],
  again: 'first-counts',
  isReview: true,
  pauses: [],
  owner: 'appropriate-authority',
  owedTo: 'local-policing-body',
  inMode: [
    { mode: 'independent', owner: 'independent-investigator', owedTo: 'local-policing-body' },
    { mode: 'directed', owedTo: 'local-policing-body' },
  ],
  late: { consequence: 'The local policing body is told that no report came.', climbsTo: 'local-policing-body' },
  ...law(source),
});

export const longRunningReport = (source: string, owedOn: Notice['owedOn']): Notice => ({
  code: 'long-running-report',
  name: 'Report on a case that runs long',
  to: 'local-policing-body',
  owedOn,
  ends: [{ on: 'ended' }, { on: 'enter', stage: 'decided' }],
  within: 'long-running-report',
  contains: [
    { code: 'key-dates', words: 'the key dates' },
    { code: 'progress', words: 'the progress made' },
    { code: 'estimated-end', words: 'when it is expected to end' },
    { code: 'reason-for-length', words: 'why it takes so long' },
    { code: 'planned-steps', words: 'the steps planned' },
  ],
  ...law(source),
});
