/**
 * Thresholds and weights of the pattern detectors, as dated rows. A new row is added when one changes; none is edited.
 * Before the first row the first holds, since the rules are also replayed over years before them.
 */
import type { RisingRule } from '../../../engines/patterns/escalating.ts';
import type { GravityTable } from '../../../engines/patterns/gravity.ts';
import type { WeightTable } from '../../../engines/patterns/need.ts';
import type { Dated } from '../../../engines/patterns/windows.ts';

export interface RepeatThresholds extends Dated {
  readonly source: string;
  readonly matters: number;
  readonly complaints: number;
  readonly complaintMonths: number;
}

export const repeatThresholds: readonly [RepeatThresholds, ...RepeatThresholds[]] = [
  {
    from: '2026-12-01',
    source:
      'Published review of a police service, 2022-23: two related matters, or three public complaints in 24 months, were met years before anyone looked',
    matters: 2,
    complaints: 3,
    complaintMonths: 24,
  },
];

export interface RisingThresholds extends Dated, RisingRule {
  readonly source: string;
}

export const risingThresholds: readonly [RisingThresholds, ...RisingThresholds[]] = [
  {
    from: '2026-12-01',
    source:
      'Own judgement on the College of Policing guidance on outcomes (seriousness as culpability and harm, made worse by repetition); to be tested before use',
    riseIfRelated: 5,
    riseOtherwise: 10,
    seriousFrom: 20,
    again: 5,
    againFrom: 30,
    lookBackMonths: 120,
    gapShare: 0.5,
    lastThreeWithinDays: 366,
  },
];

/** Findings differ in weight, never in visibility: a matter that ended without action weighs as an untested one. */
export const weights: readonly [WeightTable, ...WeightTable[]] = [
  {
    from: '2026-12-01',
    source: 'Vocabulary of the record: withdrawn, settled locally or ended without action counts as untested',
    findings: {
      none: 1,
      open: 1,
      'not-recorded': 1,
      withdrawn: 1,
      dispensation: 1,
      'no-action': 1,
      'local-resolution': 1,
      discontinued: 1,
      granted: 1,
      refused: 1,
      resigned: 1.25,
      retired: 1.25,
      'words-of-advice': 1.25,
      'reflective-practice': 1.25,
      'management-action': 1.25,
      'case-to-answer': 1.5,
      charged: 1.5,
      upheld: 2,
      proven: 2,
      'written-warning': 2,
      dismissed: 2,
      barred: 2,
      convicted: 2,
      'no-case-to-answer': 0.5,
      'not-upheld': 0.5,
      'not-proven': 0.5,
      eliminated: 0,
    },
    bases: { account: 0.8, record: 1, finding: 1.2 },
  },
];

/** Tenths of a grade, 10 to 60. What it would be if true. */
export const gravity: readonly [GravityTable, ...GravityTable[]] = [
  {
    from: '2026-12-01',
    source:
      'College of Policing guidance on outcomes: violence against women and girls, abuse of position, dishonesty and discrimination are especially serious; vulnerability of the person harmed aggravates',
    matters: {
      incivility: 10,
      'conflict-of-interest': 15,
      other: 15,
      driving: 20,
      'neglect-of-investigation': 20,
      'stop-search-conduct': 20,
      'custody-care': 25,
      'failure-of-supervision': 25,
      'failure-to-report': 25,
      'mishandled-report': 25,
      'financial-misuse': 25,
      'breach-of-confidence': 30,
      bullying: 30,
      'excessive-force': 30,
      'misuse-of-systems': 30,
      'substance-misuse': 30,
      'property-crime': 30,
      'evidence-mishandling': 30,
      'offensive-messages': 30,
      'discrimination-race': 35,
      'discrimination-sex': 35,
      'discrimination-orientation': 35,
      'discrimination-religion': 35,
      'discrimination-disability': 35,
      retaliation: 35,
      dishonesty: 35,
      violence: 35,
      'domestic-abuse': 35,
      'stalking-harassment': 35,
      'sexual-harassment': 35,
      'abuse-of-position': 40,
      'death-or-serious-injury': 45,
      'sexual-misconduct': 50,
    },
    steps: { arrest: 35, charge: 40, 'court-result': 40, 'store-step': 10 },
    otherSteps: 20,
    features: {
      sexual: 10,
      violent: 5,
      child: 5,
      vulnerable: 5,
      detainee: 5,
      'victim-of-crime': 5,
      probationer: 5,
      trainee: 5,
      'lives-alone': 5,
      'in-home': 5,
      'warrant-card': 5,
      'armed-role': 5,
    },
    featuresAtMost: 15,
    floors: { charged: 40, convicted: 45, dismissed: 40, barred: 40 },
  },
];
