/**
 * A referral that stands alone: a death or serious injury after police contact with no complaint or conduct matter
 * attached, or a matter of a kind that has no other procedure here. Complaints and conduct matters carry the same parts.
 */
import type { ProcedureDefinition } from '../../../engines/procedures/types.ts';
import {
  act,
  law,
  longRunningClock,
  longRunningFacts,
  longRunningReport,
  modes,
  parties,
  referralClock,
  referralFacts,
  referralForm,
  referralMoves,
  referredStage,
  requirements,
  roles,
  secondOutside,
  serviceBefore2025,
  walls,
} from './england-wales.ts';

const decideBy = ['appropriate-authority', 'head-of-standards'];
const longCase = 'Police (Complaints and Misconduct) Regulations 2020 (SI 2020/2), reg 13';
const investigating = [{ on: 'enter', stage: 'investigation' }] as const;

export const referralAlone: ProcedureDefinition = {
  code: 'referral-alone',
  version: 1,
  name: 'Referral of a death or serious injury, or of another matter',
  purpose: 'Tests a matter for referral, sends it without delay and follows the mode decided to its end.',
  nation: 'england-wales',
  area: 'referral',
  binding: { event: 'came-to-attention', words: 'The day the matter came to attention' },
  from: '2020-02-01',
  to: null,
  ...law(act),
  roles,
  parties,
  facts: { 'came-to-attention': 'the matter came to attention', ...referralFacts, ...longRunningFacts },
  conditions: { 'voluntary-ground': 'a ground for a voluntary referral holds' },
  requirements: [
    requirements.referral,
    requirements.reference,
    requirements.mode,
    requirements.decided,
    {
      code: 'no-criterion',
      words: 'no mandatory criterion',
      refusal: 'A criterion for mandatory referral is met: it has to be referred.',
    },
    {
      code: 'report-complete',
      words: 'every mandatory step done or excused',
      refusal: 'Every mandatory step of the plan is done, or excused with a reason, first.',
    },
  ],
  walls,
  modes,
  start: 'tested',
  stages: [
    {
      code: 'tested',
      name: 'To be tested',
      accountable: 'appropriate-authority',
      meaning: 'The matter is tested against each criterion.',
      ...law(act),
    },
    referredStage,
    {
      code: 'investigation',
      name: 'Under investigation',
      accountable: 'appropriate-authority',
      meaning: 'The mode says who investigates and who controls it.',
      ...law(act),
    },
    {
      code: 'decided',
      name: 'Decided',
      accountable: 'appropriate-authority',
      meaning: 'The report is in and what follows from it is decided.',
      isEnd: true,
      ...law(act),
    },
    {
      code: 'not-referred',
      name: 'Not referred, with reasons',
      accountable: 'appropriate-authority',
      meaning: 'No criterion is met; the reasons are kept.',
      isEnd: true,
      ...law(act),
    },
  ],
  moves: [
    ...referralMoves(['tested'], 'investigation'),
    {
      code: 'do-not-refer',
      name: 'Do not refer',
      from: ['tested'],
      to: 'not-referred',
      by: decideBy,
      needs: ['referral-tested', 'no-criterion'],
      reasons: true,
      second: secondOutside(['voluntary-ground']),
      isSoftening: true,
      snapshot: true,
      ...law(act),
    },
    {
      code: 'decide',
      name: 'Decide on the report',
      from: ['investigation'],
      to: 'decided',
      by: [...decideBy, 'independent-investigator'],
      needs: ['report-complete', 'every-allegation-decided'],
      reasons: true,
      snapshot: true,
      ...law(act),
    },
  ],
  clocks: [referralClock, longRunningClock(longCase, investigating)],
  notices: [referralForm, longRunningReport(longCase, investigating)],
  service: serviceBefore2025,
};
