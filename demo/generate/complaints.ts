/**
 * Complaints by members of the public. Counts, results and times from CAL-complaint-01 to -10; the mix of kinds is
 * not published and is assumed. More than half of the cases name no officer.
 */
import type { Day } from '../../src/engines/history.ts';
import type { Finding, MatterType } from '../../src/engines/vocabulary.ts';
import { matterTypes } from '../../src/engines/vocabulary.ts';
import { milder, skewed } from './conduct.ts';
import type { Dice, Share } from './dice.ts';
import { Deck } from './dice.ts';
import type { Person } from './model.ts';
import type { Case } from './quotas.ts';
import type { World } from './world.ts';

const typeShares: readonly Share<MatterType>[] = [
  ['incivility', 27],
  ['neglect-of-investigation', 26],
  ['mishandled-report', 9],
  ['excessive-force', 11],
  ['stop-search-conduct', 9],
  ['custody-care', 4],
  ['discrimination-race', 5],
  ['discrimination-sex', 1],
  ['discrimination-disability', 1],
  ['evidence-mishandling', 2],
  ['breach-of-confidence', 1],
  ['sexual-misconduct', 0.4],
  ['abuse-of-position', 1],
  ['other', 2.6],
];

/** CAL-complaint-06: 90 without action, 6 management action, under 1 formal, 3 not described. Split inside assumed. */
export const noAction: readonly Finding[] = [
  'not-upheld',
  'no-action',
  'local-resolution',
  'no-case-to-answer',
  'withdrawn',
  'eliminated',
];
export const managed: readonly Finding[] = ['management-action', 'reflective-practice', 'words-of-advice'];
export const formal: readonly Finding[] = ['written-warning', 'proven', 'dismissed'];
/** CAL-complaint-07: 5 of 100 have a case to answer; those that end with action are 6.5, not all of whom are named. */
const isActedOn = (finding: Finding): boolean => managed.includes(finding) || formal.includes(finding);
const answeredFirst = 0.95;
const resultShares: readonly Share<Finding>[] = [
  ['not-upheld', 31],
  ['no-action', 20],
  ['local-resolution', 19],
  ['no-case-to-answer', 12.5],
  ['withdrawn', 6.8],
  ['eliminated', 0.7],
  ['management-action', 2.6],
  ['reflective-practice', 2],
  ['words-of-advice', 1.5],
  ['written-warning', 0.6],
  ['proven', 0.2],
  ['dispensation', 2],
  ['discontinued', 1.1],
];

/** CAL-complaint-05: 33% under 100 days, 37% to 300, 30% above; inside the bands the shape is assumed. */
const durations: readonly Share<number>[] = [
  ...Array.from({ length: 33 }, (_, index) => [6 + index * 2.8, 1] as const),
  ...Array.from({ length: 37 }, (_, index) => [102 + index * 5.2, 1] as const),
  ...skewed(560, 0.9)
    .filter((_, index) => index % 8 < 3)
    .map(([days]) => [306 + days, 1] as const),
];

export class ComplaintAuthor {
  private readonly world: World;
  private readonly dice: Dice;
  private readonly types: Deck<MatterType>;
  private readonly results: Deck<Finding>;
  private readonly extra: Deck<number>;
  private readonly durations: Deck<number>;

  constructor(world: World, dice: Dice) {
    this.world = world;
    this.dice = dice;
    this.types = new Deck(dice, typeShares, 200);
    this.results = new Deck(dice, resultShares, 200);
    this.durations = new Deck(dice, durations);
    this.extra = new Deck<number>(dice, [
      [0, 60],
      [1, 25],
      [2, 9],
      [3, 4],
      [4, 2],
    ]);
  }

  write(one: Case): void {
    const { world, dice } = this;
    const matter = world.number('pc', one.day);
    const complainant = dice.chance(0.85) ? world.citizen() : null;
    const unit = one.people.length > 0 ? null : world.localTeam();
    const count = Math.max(1, one.people.length) + this.extra.draw();
    const happened = world.before(one.day, 25, one.people[0]?.joined ?? one.day - 60);
    const days = Math.round(this.durations.draw());
    const opened: { ref: string; type: MatterType; person: Person | null }[] = [];
    for (let turn = 0; turn < count; turn++) {
      const person = one.people.length > 0 ? (one.people[turn % one.people.length] as Person) : null;
      const type = this.types.draw();
      const ref = world.record.post({
        kind: 'matter',
        source: 'public-complaint',
        sourceRef: `${matter}/${turn + 1}`,
        type,
        step: 'raise',
        matter,
        happened,
        knownOn: one.day,
        basis: 'account',
        finding: 'open',
        visibility: type === 'sexual-misconduct' ? 'restricted' : 'open',
        unit: person === null ? unit : world.unitOf(person, one.day),
        parties: [
          ['subject', person],
          ['reporter', complainant],
          ['unit', unit],
        ],
        features: complainant === null ? ['anonymous', 'on-duty'] : ['on-duty'],
        missing: person === null ? ['officer'] : [],
        summary: `Complaint: ${matterTypes[type]}`,
      });
      opened.push({ ref, type, person });
    }
    const decider = world.decider(one.day, one.people);
    this.relabelSome(matter, one.day, opened, decider);
    for (const { ref, type, person } of opened) this.close(matter, one, { ref, type, person, complainant }, days);
  }

  private relabelSome(
    matter: string,
    day: Day,
    opened: readonly { ref: string; type: MatterType; person: Person | null }[],
    decider: Person | null,
  ): void {
    for (const { ref, type, person } of opened) {
      const given = milder[type];
      const on = day + this.dice.int(1, 25);
      if (given === undefined || on > this.world.until || !this.dice.chance(0.04)) continue;
      this.world.record.post({
        kind: 'amendment',
        source: 'public-complaint',
        type: 'severity-step',
        step: 'relabel',
        matter,
        knownOn: on,
        finding: 'open',
        visibility: type === 'sexual-misconduct' ? 'restricted' : 'open',
        parties: [
          ['subject', person],
          ['decision-maker', decider],
        ],
        actsOn: [ref],
        label: { said: type, given },
        summary: `Category changed to: ${matterTypes[given]}`,
      });
    }
  }

  private close(
    matter: string,
    one: Case,
    allegation: { ref: string; type: MatterType; person: Person | null; complainant: Person | null },
    days: number,
  ): void {
    const { world } = this;
    let finding = this.results.draw();
    // Nobody can be shown to be somebody else, advised or warned where nobody was named.
    if (allegation.person === null && (finding === 'eliminated' || formal.includes(finding))) finding = 'no-action';
    const on = one.day + days;
    if (on > world.until) return;
    const decider = world.decider(on, one.people);
    if (allegation.person !== null && isActedOn(finding) && this.dice.chance(answeredFirst))
      world.record.post({
        kind: 'amendment',
        source: 'public-complaint',
        type: 'decision-step',
        step: 'decide',
        matter,
        knownOn: one.day + Math.max(1, Math.floor(days * 0.8)),
        basis: 'finding',
        finding: 'case-to-answer',
        visibility: allegation.type === 'sexual-misconduct' ? 'restricted' : 'open',
        parties: [
          ['subject', allegation.person],
          ['decision-maker', decider],
        ],
        actsOn: [allegation.ref],
        summary: 'Case to answer',
      });
    const withdrawn = finding === 'withdrawn';
    world.record.post({
      kind: 'amendment',
      source: 'public-complaint',
      type: withdrawn ? 'withdrawal' : 'decision-step',
      step: withdrawn ? 'withdraw' : 'decide',
      matter,
      knownOn: on,
      basis: finding === 'eliminated' ? 'finding' : 'record',
      finding,
      visibility: allegation.type === 'sexual-misconduct' ? 'restricted' : 'open',
      parties: [
        ['subject', allegation.person],
        withdrawn ? ['reporter', allegation.complainant] : ['decision-maker', decider],
        [
          'decision-maker',
          finding === 'eliminated' ? world.decider(on, [...one.people, ...(decider ? [decider] : [])]) : null,
        ],
      ],
      actsOn: [allegation.ref],
      missing: finding === 'dispensation' ? ['victim-contact'] : [],
      values: { 'days-open': days },
      summary:
        finding === 'eliminated' ? 'Footage shows that it was somebody else' : `Ended: ${finding.replaceAll('-', ' ')}`,
    });
  }
}
