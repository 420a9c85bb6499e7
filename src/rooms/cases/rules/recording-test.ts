/**
 * The recording test: whether a complaint has to be recorded under Schedule 3. One criterion is enough.
 * Source: Police Reform Act 2002 sch. 3 para. 2; IOPC statutory guidance 2020 ch. 6.
 */
import type { Feature, MatterType } from '../../../engines/vocabulary.ts';

const list = {
  asked: 'The complainant asks for it to be recorded',
  conduct: 'If it is proved, it might be a crime or a disciplinary matter',
  rights: 'If it is proved, it might engage the right to life or the ban on inhuman treatment',
  referral: 'It has to be referred to the independent investigator',
  decided: 'The appropriate authority decides that it should be recorded',
} as const;
export type Criterion = keyof typeof list;
/** The criteria in words, in the order of the law. */
export const criteria: Readonly<Record<Criterion, string>> = list;

const crimes: ReadonlySet<MatterType> = new Set<MatterType>([
  'sexual-misconduct',
  'sexual-harassment',
  'domestic-abuse',
  'stalking-harassment',
  'violence',
  'excessive-force',
  'discrimination-race',
  'discrimination-sex',
  'discrimination-orientation',
  'discrimination-religion',
  'discrimination-disability',
  'retaliation',
  'offensive-messages',
  'abuse-of-position',
  'misuse-of-systems',
  'breach-of-confidence',
  'dishonesty',
  'evidence-mishandling',
  'substance-misuse',
  'property-crime',
  'financial-misuse',
  'death-or-serious-injury',
]);
const grave: ReadonlySet<Feature> = new Set<Feature>(['sexual', 'violent', 'racist', 'sexist', 'homophobic']);

export interface AllegedThing {
  readonly category: MatterType;
  readonly features: readonly Feature[];
}

/** Criteria that what is alleged meets by itself, whatever anybody ticks. */
export function metByContent(alleged: readonly AllegedThing[]): readonly Criterion[] {
  const isConduct = alleged.some(
    ({ category, features }) => crimes.has(category) || features.some((feature) => grave.has(feature)),
  );
  const isGravest = alleged.some(({ category }) => category === 'death-or-serious-injury');
  return [...(isConduct ? (['conduct'] as const) : []), ...(isGravest ? (['rights', 'referral'] as const) : [])];
}

export interface RecordingTest {
  readonly isRecorded: boolean;
  /** Every criterion that is met, by whoever took it down or by what is alleged. */
  readonly met: readonly Criterion[];
  /** Those that nobody ticked and that stand because of what is alleged. */
  readonly byContent: readonly Criterion[];
}

/** Applies the test. What is ticked can add a criterion and never take one away. */
export function recordingTest(alleged: readonly AllegedThing[], ticked: readonly string[]): RecordingTest {
  const content = metByContent(alleged);
  const met = (Object.keys(list) as Criterion[]).filter(
    (criterion) => ticked.includes(criterion) || content.includes(criterion),
  );
  return { isRecorded: met.length > 0, met, byContent: content.filter((each) => !ticked.includes(each)) };
}
