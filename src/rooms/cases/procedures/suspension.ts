/**
 * Suspension and restriction beside a conduct matter. For a matter that arose before 13 July 2026 it is a power with
 * four-weekly reviews; from that day a duty, decided within three working days and reviewed within twelve weeks.
 */
import type { Clock, Length, Move, ProcedureDefinition, Stage } from '../../../engines/procedures/types.ts';
import {
  conductRegulations,
  house,
  law,
  parties,
  requirements,
  roles,
  secondOutside,
  serviceBefore2025,
  serviceSince2025,
  toConfirm,
  walls,
} from './england-wales.ts';

const before = `${conductRegulations}, reg 11`;
const since = `${conductRegulations}, reg 11 as amended by the Police (Conduct and Vetting etc.) (Amendment) Regulations 2026`;
const decideBy = ['appropriate-authority', 'chief-officer'];

const stagesOf = (source: string): readonly Stage[] => [
  {
    code: 'considered',
    name: 'To be decided',
    accountable: 'appropriate-authority',
    meaning: 'A matter may need a measure now: suspension, restricted duties, or neither with the reason.',
    ...law(source),
  },
  {
    code: 'restricted',
    name: 'Restricted duties',
    accountable: 'appropriate-authority',
    meaning: 'The officer works within limits that the line is told and the cause of which it is not.',
    ...law(source),
  },
  {
    code: 'suspended',
    name: 'Suspended',
    accountable: 'appropriate-authority',
    meaning: 'The officer is suspended with pay while the matter goes on. It is no finding.',
    ...law(source),
  },
  {
    code: 'no-measure',
    name: 'No measure for now',
    accountable: 'appropriate-authority',
    meaning: 'Neither is needed as things stand. It is decided anew on each new matter, arrest, charge or withdrawal.',
    ...law(source),
  },
  {
    code: 'lifted',
    name: 'Lifted',
    accountable: 'appropriate-authority',
    meaning: 'The measure is over. What led to it stays on the record.',
    isEnd: true,
    ...law(source),
  },
  {
    code: 'matter-over',
    name: 'The matter is over',
    accountable: 'appropriate-authority',
    meaning: 'The case has ended; a risk plan stands where a risk remains.',
    isEnd: true,
    ...law(source),
  },
];

const requirement = {
  grounds: {
    code: 'grounds',
    words: 'risk reasons on the whole record',
    refusal: 'Write the risk reasons on the whole record first.',
  },
  scope: {
    code: 'scope',
    words: 'the limits, their start and the day of review',
    refusal: 'Set the limits, their start and the day of review first.',
  },
  redeploy: {
    code: 'redeployment-rejected',
    words: 'redeployment considered and rejected',
    refusal: 'Suspension is open only when redeployment was considered and will not do.',
  },
  test: {
    code: 'duty-to-suspend-tested',
    words: 'the duty to suspend, tested',
    refusal:
      'Test whether there is a duty to suspend: prejudice to the investigation, the public interest, an arrest or a charge for a listed offence.',
  },
  notBound: {
    code: 'not-bound-to-suspend',
    words: 'no duty to suspend',
    refusal: 'There is a duty to suspend; anything less is not open.',
  },
  notWithdrawal: {
    code: 'more-than-withdrawal',
    words: 'a ground beside a withdrawal of support',
    refusal: 'That somebody withdrew support, or that a criminal case ended, is no ground by itself.',
  },
  over: { code: 'case-over', words: 'the end of the case', refusal: 'The conduct matter is still open.' },
  plan: {
    code: 'risk-plan-decided',
    words: 'a risk plan, or why none',
    refusal: 'Write the risk plan with owner, measures and review day, or why there is none.',
  },
} as const;

function movesOf(source: string, suspendNeeds: readonly string[], lessNeeds: readonly string[]): readonly Move[] {
  const one = (code: string, name: string, way: readonly [readonly string[], string], rest: Partial<Move>): Move => ({
    ...{ code, name, from: way[0], to: way[1], by: decideBy, needs: [], reasons: true, snapshot: true },
    ...law(source),
    ...rest,
  });
  const read = 'whole-record-read';
  return [
    one('suspend', 'Suspend', [['considered', 'restricted', 'no-measure'], 'suspended'], {
      needs: [read, 'grounds', ...suspendNeeds],
    }),
    one('restrict', 'Restrict duties', [['considered', 'no-measure'], 'restricted'], {
      needs: [read, 'grounds', 'scope', ...lessNeeds],
    }),
    one('take-no-measure', 'Neither for now', [['considered'], 'no-measure'], {
      needs: [read, 'grounds', ...lessNeeds],
      second: secondOutside(['criminal-or-gross']),
    }),
    one('keep-suspended', 'Review: keep suspended', [['suspended'], 'suspended'], { needs: [read, 'grounds'] }),
    one('keep-restricted', 'Review: keep the limits', [['restricted'], 'restricted'], {
      needs: [read, 'grounds', 'scope'],
    }),
    one('soften', 'From suspension to limits', [['suspended'], 'restricted'], {
      needs: [read, 'grounds', 'scope', 'more-than-withdrawal', ...lessNeeds],
      isSoftening: true,
      second: secondOutside('always'),
    }),
    one('lift', 'Lift', [['suspended', 'restricted'], 'lifted'], {
      needs: [read, 'grounds', 'more-than-withdrawal', ...lessNeeds],
      isSoftening: true,
      second: secondOutside('always'),
    }),
    one('end-with-case', 'End with the case', [['suspended', 'restricted', 'no-measure'], 'matter-over'], {
      needs: ['case-over', 'risk-plan-decided'],
      second: secondOutside(['criminal-or-gross']),
    }),
    one('decide-anew', 'New matter, arrest, charge or withdrawal: decide anew', [['no-measure'], 'considered'], {
      by: [...decideBy, 'assessor', 'head-of-standards'],
      snapshot: false,
      ...house('CASE-12.4'),
    }),
  ];
}

const measureClock = (
  what: Pick<Clock, 'code' | 'name' | 'starts' | 'done' | 'ends'>,
  length: Length,
  source: ReturnType<typeof law>,
): Clock => ({
  ...what,
  vocabulary: 'clock:stage-overdue',
  length,
  repeats: { every: length, from: 'done' },
  again: 'first-counts',
  isReview: true,
  pauses: [],
  owner: 'appropriate-authority',
  owedTo: 'officer',
  late: {
    consequence: 'A missed review goes to the chief officer and to the officer concerned, who may ask why.',
    climbsTo: 'chief-officer',
  },
  ...source,
});

const reviewsOf = (length: Length, source: string): readonly Clock[] => [
  measureClock(
    {
      code: 'suspension-review',
      name: 'Review of the suspension',
      starts: [{ on: 'enter', stage: 'suspended' }],
      done: [{ on: 'move', move: 'keep-suspended' }],
      ends: [{ on: 'enter', stage: 'restricted' }, { on: 'ended' }],
    },
    length,
    law(source),
  ),
  measureClock(
    {
      code: 'restriction-review',
      name: 'Review of the limits',
      starts: [{ on: 'enter', stage: 'restricted' }],
      done: [{ on: 'move', move: 'keep-restricted' }],
      ends: [{ on: 'enter', stage: 'suspended' }, { on: 'ended' }],
    },
    length,
    house('CASE-12; as for suspension'),
  ),
  {
    code: 'long-measure',
    name: 'Reason for a measure that runs long',
    starts: [
      { on: 'enter', stage: 'suspended' },
      { on: 'enter', stage: 'restricted' },
    ],
    length: { amount: 12, unit: 'months' },
    repeats: { every: { amount: 6, unit: 'months' }, from: 'due' },
    done: [{ on: 'fact', fact: 'long-measure-explained' }],
    ends: [{ on: 'ended' }],
    again: 'first-counts',
    isReview: true,
    pauses: [],
    owner: 'appropriate-authority',
    owedTo: 'local-policing-body',
    late: { consequence: 'It is listed without a reason.', climbsTo: 'chief-officer' },
    ...house('CASE-12.5'),
  },
];

const first: ProcedureDefinition = {
  code: 'suspension',
  version: 1,
  name: 'Suspension and restriction',
  purpose:
    'Keeps the public, the investigation and the officer safe while a matter goes on, and never longer than it has to.',
  nation: 'england-wales',
  area: 'officer conduct',
  binding: { event: 'matter-arose', words: 'The day the matter arose' },
  from: '2020-02-01',
  to: '2026-07-12',
  ...law(before),
  roles,
  parties,
  facts: {
    'matter-arose': 'the matter arose',
    'long-measure-explained': 'the reason for a long measure was given',
  },
  conditions: { 'criminal-or-gross': 'a criminal investigation, or an assessment as gross misconduct' },
  requirements: [
    requirements.record,
    requirement.grounds,
    requirement.scope,
    requirement.redeploy,
    requirement.notWithdrawal,
    requirement.over,
    requirement.plan,
  ],
  walls,
  modes: [],
  start: 'considered',
  stages: stagesOf(before),
  moves: movesOf(before, ['redeployment-rejected'], []),
  clocks: reviewsOf({ amount: 4, unit: 'weeks' }, before),
  notices: [
    {
      code: 'measure-notice',
      name: 'Notice of the measure',
      to: 'officer',
      owedOn: [
        { on: 'enter', stage: 'suspended' },
        { on: 'enter', stage: 'restricted' },
      ],
      ends: [{ on: 'ended' }],
      within: null,
      contains: [
        { code: 'measure', words: 'the measure and its limits' },
        { code: 'reasons', words: 'the reasons' },
        { code: 'review-day', words: 'the day of the next review' },
        { code: 'representations', words: 'the right to make representations' },
        { code: 'welfare-contact', words: 'a booked welfare contact' },
      ],
      ...law(before),
    },
  ],
  service: serviceBefore2025,
};

export const suspension: readonly ProcedureDefinition[] = [
  first,
  {
    ...first,
    ...law(since),
    version: 2,
    from: '2026-07-13',
    to: null,
    transitional: 'A matter that arose before 13 July 2026 stays under version 1: a power, with four-weekly reviews.',
    facts: {
      ...first.facts,
      'criminal-and-gross': 'a criminal investigation is open and the matter is assessed as gross misconduct',
      'charged-with-listed-offence': 'the officer was charged with a listed offence',
    },
    requirements: [
      requirements.record,
      requirement.grounds,
      requirement.scope,
      requirement.test,
      requirement.notBound,
      requirement.notWithdrawal,
      requirement.over,
      requirement.plan,
    ],
    stages: stagesOf(since),
    moves: movesOf(since, ['duty-to-suspend-tested'], ['duty-to-suspend-tested', 'not-bound-to-suspend']),
    clocks: [
      {
        code: 'decide-measure',
        name: 'Decision on suspension',
        vocabulary: 'clock:stage-overdue',
        starts: [{ on: 'fact', fact: 'criminal-and-gross' }],
        length: { amount: 3, unit: 'working-days' },
        done: [
          { on: 'enter', stage: 'suspended' },
          { on: 'enter', stage: 'restricted' },
          { on: 'enter', stage: 'no-measure' },
        ],
        ends: [{ on: 'ended' }],
        again: 'begins-again',
        isReview: false,
        pauses: [],
        owner: 'appropriate-authority',
        owedTo: 'chief-officer',
        late: {
          consequence: 'The local policing body is told that nobody has decided.',
          climbsTo: 'local-policing-body',
        },
        ...law(since),
      },
      ...reviewsOf({ amount: 12, unit: 'weeks' }, since),
      {
        code: 'listed-charge',
        name: 'Suspension after a charge with a listed offence',
        vocabulary: 'clock:stage-overdue',
        starts: [{ on: 'fact', fact: 'charged-with-listed-offence' }],
        length: { amount: 1, unit: 'days' },
        counting: 'from-the-day',
        done: [{ on: 'enter', stage: 'suspended' }],
        ends: [{ on: 'ended' }],
        again: 'first-counts',
        isReview: false,
        pauses: [],
        owner: 'appropriate-authority',
        owedTo: 'chief-officer',
        late: { consequence: 'The chief officer is told the same day.', climbsTo: 'chief-officer' },
        ...toConfirm(`${since}: suspension is mandatory; which offences and from when is to be confirmed`),
      },
    ],
    service: serviceSince2025,
  },
];
