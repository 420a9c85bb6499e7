/**
 * Whether a matter goes to the independent investigator: the criteria as dated data and the test as a sum. The statutory
 * guidance defines "serious"; whoever tests answers each question and keeps the answers.
 */
export interface ReferralFacts {
  readonly deathOrSeriousInjury: boolean;
  /** Nothing but the death or injury: no complaint and no conduct matter is attached. */
  readonly isDsiMatter: boolean;
  readonly seriousAssault: boolean;
  readonly seriousSexualOffence: boolean;
  /** Abuse of position for a sexual purpose or an improper emotional relationship included. */
  readonly seriousCorruption: boolean;
  /** A crime or misconduct aggravated by discrimination on a protected ground. */
  readonly discriminationAggravated: boolean;
  /** Sentence fixed by law, or seven years or more possible for an adult first offender. */
  readonly relevantOffence: boolean;
  /** Another conduct or complaint matter from the same incident has to be referred. */
  readonly sameIncident: boolean;
  readonly chiefOfficerMatter: boolean;
  readonly calledIn: boolean;
  readonly grave: boolean;
  readonly exceptional: boolean;
}

export type ReferralKind = 'mandatory' | 'voluntary' | 'called-in';

interface Criterion {
  readonly fact: keyof ReferralFacts;
  readonly kind: ReferralKind;
  readonly words: string;
  readonly source: string;
  readonly isConfirmed: boolean;
}

const regulation = 'SI 2020/2, reg 4; Police Reform Act 2002, Sch 3';

export const referralCriteriaList: readonly Criterion[] = [
  {
    fact: 'calledIn',
    kind: 'called-in',
    words: 'the independent investigator requires it',
    source: 'Police Reform Act 2002, Sch 3',
    isConfirmed: true,
  },
  {
    fact: 'isDsiMatter',
    kind: 'mandatory',
    words: 'a death or serious injury after police contact',
    source: 'Police Reform Act 2002, Sch 3',
    isConfirmed: true,
  },
  {
    fact: 'deathOrSeriousInjury',
    kind: 'mandatory',
    words: 'conduct that resulted in death or serious injury',
    source: regulation,
    isConfirmed: true,
  },
  { fact: 'seriousAssault', kind: 'mandatory', words: 'a serious assault', source: regulation, isConfirmed: true },
  {
    fact: 'seriousSexualOffence',
    kind: 'mandatory',
    words: 'a serious sexual offence',
    source: regulation,
    isConfirmed: true,
  },
  {
    fact: 'seriousCorruption',
    kind: 'mandatory',
    words: 'serious corruption, abuse of position for a sexual purpose included',
    source: regulation,
    isConfirmed: true,
  },
  {
    fact: 'discriminationAggravated',
    kind: 'mandatory',
    words: 'a crime or misconduct aggravated by discrimination',
    source: regulation,
    isConfirmed: true,
  },
  { fact: 'relevantOffence', kind: 'mandatory', words: 'a relevant offence', source: regulation, isConfirmed: true },
  {
    fact: 'sameIncident',
    kind: 'mandatory',
    words: 'the same incident as a matter that must be referred',
    source: regulation,
    isConfirmed: true,
  },
  {
    fact: 'chiefOfficerMatter',
    kind: 'mandatory',
    words: 'the conduct of a chief officer',
    source: `${regulation}: some matters, which ones is to be confirmed`,
    isConfirmed: false,
  },
  {
    fact: 'grave',
    kind: 'voluntary',
    words: 'the gravity of the matter',
    source: 'Police Reform Act 2002, Sch 3',
    isConfirmed: true,
  },
  {
    fact: 'exceptional',
    kind: 'voluntary',
    words: 'exceptional circumstances',
    source: 'Police Reform Act 2002, Sch 3',
    isConfirmed: true,
  },
];

export interface ReferralAnswer {
  /** The strongest that is met: what is called in goes whatever else; null where no criterion is met. */
  readonly kind: ReferralKind | null;
  readonly met: readonly Criterion[];
}

/** Which criteria are met, and so whether it must, may or need not be referred. */
export function referralCriteria(facts: ReferralFacts): ReferralAnswer {
  const met = referralCriteriaList.filter(({ fact }) => facts[fact]);
  const order: readonly ReferralKind[] = ['called-in', 'mandatory', 'voluntary'];
  return { kind: order.find((kind) => met.some((each) => each.kind === kind)) ?? null, met };
}
