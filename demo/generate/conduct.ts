/**
 * Internal misconduct: allegations, an assessment, and findings that come late. Shares and durations from
 * CAL-misconduct-01 to -14; the mix of types and of outcomes after a case to answer is assumed.
 */
import type { Day } from '../../src/engines/history.ts';
import type { Finding, MatterType, Source, Visibility } from '../../src/engines/vocabulary.ts';
import { matterTypes } from '../../src/engines/vocabulary.ts';
import type { Dice, Share } from './dice.ts';
import { Deck } from './dice.ts';
import type { Person } from './model.ts';
import { lastDay, postAt, supervisorOf } from './model.ts';
import type { Case } from './quotas.ts';
import type { World } from './world.ts';

/** Domestic abuse is dealt apart, since its share rises over the years (CAL-misconduct-11). Assumed mix. */
const typeShares: readonly Share<MatterType>[] = [
  ['incivility', 15],
  ['neglect-of-investigation', 13],
  ['dishonesty', 10],
  ['misuse-of-systems', 9],
  ['excessive-force', 7],
  ['bullying', 6],
  ['failure-of-supervision', 4],
  ['abuse-of-position', 4],
  ['offensive-messages', 5],
  ['sexual-harassment', 5],
  ['sexual-misconduct', 3],
  ['discrimination-race', 5],
  ['discrimination-sex', 3],
  ['discrimination-orientation', 1],
  ['discrimination-disability', 1],
  ['discrimination-religion', 1],
  ['failure-to-report', 2],
  ['breach-of-confidence', 2],
  ['substance-misuse', 2],
  ['driving', 3],
  ['violence', 3],
  ['financial-misuse', 2],
  ['evidence-mishandling', 2],
  ['stalking-harassment', 1],
  ['conflict-of-interest', 1],
];
const sourceShares: readonly Share<Source>[] = [
  ['internal-report', 47],
  ['conduct-system', 26],
  ['anonymous-report', 11],
  ['crime-report', 6],
  ['message-evidence', 4],
  ['partner-referral', 3],
  ['independent-investigator', 3],
];

export type Breach = 'sexual' | 'equality' | 'domestic' | 'rest';
export const breachOf = (type: string): Breach =>
  type === 'domestic-abuse'
    ? 'domestic'
    : type.startsWith('sexual-')
      ? 'sexual'
      : type.startsWith('discrimination-')
        ? 'equality'
        : 'rest';

/** CAL-misconduct-09; the rest is set so that all together give 33%. */
const caseToAnswer: Readonly<Record<Breach, number>> = { sexual: 29, equality: 20, domestic: 14, rest: 36.6 };
/** CAL-misconduct-14, times White; the mean over everyone accused is divided out. */
const answerRatio: Readonly<Partial<Record<string, number>>> = { Black: 1.41, Asian: 1.34 };
const meanAnswerRatio = 1.07;

/** Ends without a case to answer. Domestic abuse is discontinued more often (CAL-misconduct-19). */
const otherEnds: Readonly<Record<Breach, readonly Share<Finding>[]>> = {
  domestic: ends(66, 8, 7),
  sexual: ends(60, 2.4, 2.6),
  equality: ends(69, 2, 2),
  rest: ends(59, 1.6, 1.6),
};
function ends(noCase: number, discontinued: number, withdrawn: number): readonly Share<Finding>[] {
  return [
    ['no-case-to-answer', noCase],
    ['discontinued', discontinued],
    ['withdrawn', withdrawn],
    ['no-action', 2.2],
    ['local-resolution', 0.8],
    ['resigned', 1.1],
    ['retired', 0.6],
    ['eliminated', 1.1],
  ];
}

/** After a case to answer. Assumed; low-level outcomes lead, as REC-06 says. */
const outcomeShares: readonly Share<Finding>[] = [
  ['reflective-practice', 27],
  ['management-action', 24],
  ['words-of-advice', 18],
  ['written-warning', 17],
  ['proven', 6],
  ['not-proven', 8],
];

export const milder: Readonly<Partial<Record<MatterType, MatterType>>> = {
  'sexual-harassment': 'incivility',
  'sexual-misconduct': 'incivility',
  'domestic-abuse': 'other',
  'stalking-harassment': 'incivility',
  'discrimination-race': 'incivility',
  'discrimination-sex': 'incivility',
  'excessive-force': 'incivility',
  violence: 'incivility',
  bullying: 'failure-of-supervision',
  dishonesty: 'neglect-of-investigation',
};

const isGrave = (type: MatterType): boolean =>
  breachOf(type) === 'sexual' || type === 'domestic-abuse' || type === 'stalking-harassment' || type === 'violence';

interface Opened {
  readonly ref: string;
  readonly type: MatterType;
  readonly person: Person;
  readonly visibility: Visibility;
}

/** Of those who leave while a case to answer is open. Hardly anybody with two or more cases is dismissed (CAL-misconduct-05). */
const [dismissedOnce, dismissedOften] = [0.55, 0.09];

export class ConductAuthor {
  private readonly often = new Set<Person>();
  private readonly world: World;
  private readonly dice: Dice;
  private readonly types: Deck<MatterType>;
  private readonly sources: Deck<Source>;
  private readonly extra: Deck<number>;
  private readonly outcomes: Deck<Finding>;
  private readonly durations: Deck<number>;
  private readonly results = new Map<string, Deck<Finding>>();

  constructor(world: World, dice: Dice) {
    this.world = world;
    this.dice = dice;
    this.types = new Deck(dice, typeShares);
    this.sources = new Deck(dice, sourceShares);
    this.outcomes = new Deck(dice, outcomeShares);
    this.extra = new Deck<number>(dice, [
      [0, 64],
      [1, 23],
      [2, 8],
      [3, 3],
      [4, 2],
    ]);
    this.durations = new Deck(dice, skewed(400, 0.8), 80);
  }

  write(one: Case): void {
    const { world, dice } = this;
    const matter = world.number('mc', one.day);
    const progress = (one.day - world.start) / (world.until - world.start);
    const domestic = dice.chance(0.03 + 0.04 * Math.max(0, Math.min(1, progress)));
    const first: MatterType = domestic ? 'domestic-abuse' : this.types.draw();
    const source = this.sources.draw();
    const days = Math.max(12, Math.round(this.durations.draw() * (0.93 + 0.14 * dice.next())));
    const count = one.people.length + this.extra.draw();
    const opened: Opened[] = [];
    const happened = world.before(one.day, 70, (one.people[0] as Person).joined);
    for (let turn = 0; turn < count; turn++) {
      const person = one.people[turn % one.people.length] as Person;
      const type = turn === 0 || turn < one.people.length ? first : this.types.draw();
      const visibility = this.visibilityOf(type);
      const reporter = source === 'internal-report' && dice.chance(0.85) ? world.colleague(person, one.day) : null;
      const affected = isGrave(type) && dice.chance(0.7) ? this.affectedBy(person, one.day) : null;
      const ref = world.record.post({
        kind: 'matter',
        source: turn === 0 ? source : 'conduct-system',
        sourceRef: `${matter}/${turn + 1}`,
        type,
        step: 'raise',
        matter,
        happened,
        knownOn: one.day,
        basis: source === 'conduct-system' || source === 'crime-report' ? 'record' : 'account',
        finding: 'open',
        visibility,
        unit: world.unitOf(person, one.day),
        parties: [
          ['subject', person],
          ['reporter', reporter === person ? null : reporter],
          ['affected', affected],
        ],
        features: [
          ...(type === 'domestic-abuse' ? [dice.chance(0.6) ? ('partner' as const) : ('former-partner' as const)] : []),
          ...(source === 'anonymous-report' ? ['anonymous' as const] : []),
          ...(dice.chance(0.3) ? ['off-duty' as const] : ['on-duty' as const]),
          ...(one.people.length > 2 ? ['group' as const] : []),
        ],
        summary: `Allegation: ${matterTypes[type]}`,
      });
      opened.push({ ref, type, person, visibility });
    }
    this.assess(matter, one, opened);
    for (const allegation of opened) this.close(matter, one, allegation, days);
  }

  private assess(matter: string, one: Case, opened: readonly Opened[]): void {
    const { world, dice } = this;
    const lead = opened[0] as Opened;
    const decider = world.decider(one.day, one.people);
    const on = one.day + dice.int(2, 30);
    if (on > world.until) return;
    world.record.post({
      kind: 'step',
      source: 'conduct-system',
      type: 'severity-step',
      step: 'assess',
      matter,
      knownOn: on,
      visibility: lead.visibility,
      parties: [
        ['subject', lead.person],
        ['decision-maker', decider],
      ],
      actsOn: opened.map(({ ref }) => ref),
      missing: dice.chance(0.46) ? ['intelligence-check'] : [],
      summary: 'Severity assessed',
    });
    const given = milder[lead.type];
    if (given !== undefined && dice.chance(0.06))
      world.record.post({
        kind: 'amendment',
        source: 'conduct-system',
        type: 'severity-step',
        step: 'relabel',
        matter,
        knownOn: on,
        finding: 'open',
        visibility: lead.visibility,
        parties: [
          ['subject', lead.person],
          ['decision-maker', decider],
        ],
        actsOn: [lead.ref],
        label: { said: lead.type, given },
        summary: `Category changed to: ${matterTypes[given]}`,
      });
    if (isGrave(lead.type) && dice.chance(0.35))
      world.record.post({
        kind: 'step',
        source: 'conduct-system',
        type: 'restriction-step',
        step: 'place',
        matter,
        knownOn: on,
        visibility: lead.visibility,
        unit: world.unitOf(lead.person, on),
        parties: [
          ['subject', lead.person],
          ['decision-maker', decider],
        ],
        actsOn: [lead.ref],
        summary: 'Duties restricted while the matter is open',
      });
  }

  /** Writes all cases, knowing whom more than one of them names. */
  writeAll(cases: readonly Case[]): void {
    const seen = new Set<Person>();
    for (const { people } of cases)
      for (const person of people) {
        if (seen.has(person)) this.often.add(person);
        seen.add(person);
      }
    for (const one of cases) this.write(one);
  }

  private close(matter: string, one: Case, allegation: Opened, days: number): void {
    const { world, dice } = this;
    const { person } = allegation;
    let finding = this.resultOf(breachOf(allegation.type), person);
    const left = lastDay(person);
    const leftMeanwhile = left !== null && left > one.day + 60 && left < one.day + 1100 ? left : null;
    if ((finding === 'resigned' || finding === 'retired') && leftMeanwhile === null) finding = 'discontinued';
    const amend = (day: Day, result: Finding, summary: string): void => {
      if (day > world.until) return;
      const decider = world.decider(day, one.people);
      const second =
        result === 'eliminated' ? world.decider(day, [...one.people, ...(decider ? [decider] : [])]) : null;
      world.record.post({
        kind: 'amendment',
        source: 'conduct-system',
        type: result === 'withdrawn' ? 'withdrawal' : 'decision-step',
        step: result === 'withdrawn' ? 'withdraw' : 'decide',
        matter,
        knownOn: day,
        basis:
          result === 'case-to-answer' || result === 'no-case-to-answer' || result === 'eliminated'
            ? 'finding'
            : 'record',
        finding: result,
        visibility: allegation.visibility,
        parties: [
          ['subject', person],
          ['decision-maker', decider],
          ['decision-maker', second],
        ],
        actsOn: [allegation.ref],
        values: { 'days-open': day - one.day },
        summary,
      });
    };
    const end = one.day + days;
    if (finding === 'case-to-answer') {
      const post = postAt(person, one.day);
      amend(one.day + Math.max(8, Math.floor(days * (0.55 + 0.3 * dice.next()))), finding, 'Case to answer');
      const leaves = leftMeanwhile !== null && leftMeanwhile <= end + 700 ? leftMeanwhile : null;
      const last = person.periods.at(-1) as { reason: string };
      const chance = this.often.has(person) ? dismissedOften : dismissedOnce;
      if (leaves !== null && leaves > end - 250 && last.reason === 'resigned' && dice.chance(chance)) {
        last.reason = 'dismissed';
        amend(Math.max(leaves, end), 'dismissed', 'Dismissed after a hearing');
      } else if (leaves !== null && leaves <= end && dice.chance(0.5)) amend(end, 'resigned', 'Left before a result');
      else {
        const outcome = this.outcomes.draw();
        amend(
          end,
          outcome,
          `Outcome: ${outcome.replaceAll('-', ' ')}${post && supervisorOf(post, one.day) ? ', to be followed up by the supervisor' : ''}`,
        );
      }
    } else
      amend(
        end,
        finding,
        finding === 'eliminated'
          ? 'Duty records show that it was somebody else'
          : `Ended: ${finding.replaceAll('-', ' ')}`,
      );
  }

  private resultOf(breach: Breach, person: Person): Finding {
    const ratio = answerRatio[person.group] ?? 1;
    const key = `${breach}/${ratio}`;
    let deck = this.results.get(key);
    if (deck === undefined) {
      const share = (caseToAnswer[breach] * ratio) / meanAnswerRatio;
      const rest = otherEnds[breach].reduce((sum, [, weight]) => sum + weight, 0);
      const scaled = otherEnds[breach].map(([finding, weight]) => [finding, (weight * (100 - share)) / rest] as const);
      deck = new Deck<Finding>(this.dice, [['case-to-answer', share], ...scaled], 50);
      this.results.set(key, deck);
    }
    return deck.draw();
  }

  private visibilityOf(type: MatterType): Visibility {
    if (this.dice.chance(0.006)) return this.dice.chance(0.2) ? 'covert' : 'sealed';
    return isGrave(type) ? 'restricted' : 'guarded';
  }

  private affectedBy(person: Person, day: Day): Person | null {
    return this.dice.chance(0.5) ? this.world.citizen(0) : this.world.colleague(person, day);
  }
}

/** A lognormal with this mean, as equal slices: right-skewed, shape assumed (CAL-misconduct-06). */
export function skewed(mean: number, sigma: number): Share<number>[] {
  const slices = 80;
  const raw = Array.from({ length: slices }, (_, index) => Math.exp(sigma * normalAt((index + 0.5) / slices)));
  const scale = (mean * slices) / raw.reduce((sum, value) => sum + value, 0);
  return raw.map((value) => [value * scale, 1] as const);
}

/** Inverse of the normal distribution, by bisection. */
function normalAt(p: number): number {
  let low = -6;
  let high = 6;
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Zelen and Severo (1964), error under 1e-7. */
function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}
