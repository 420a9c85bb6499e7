/** Matters kept in other systems: crime and incident records, other forces, grievances, tribunal claims, probation. */
import type { Day } from '../../src/engines/history.ts';
import type { Feature, Finding, MatterType, Source } from '../../src/engines/vocabulary.ts';
import { matterTypes } from '../../src/engines/vocabulary.ts';
import type { Dice, Share } from './dice.ts';
import { Deck } from './dice.ts';
import type { Person } from './model.ts';
import { lastDay, postAt, supervisorOf } from './model.ts';
import type { World } from './world.ts';

const offDutyTypes: readonly Share<MatterType>[] = [
  ['domestic-abuse', 34],
  ['driving', 20],
  ['violence', 12],
  ['stalking-harassment', 9],
  ['property-crime', 8],
  ['substance-misuse', 6],
  ['sexual-misconduct', 5],
  ['other', 6],
];

/** CAL-grievance-03. */
const grievanceTypes: readonly Share<MatterType>[] = [
  ['failure-of-supervision', 28],
  ['bullying', 13],
  ['discrimination-disability', 8],
  ['discrimination-race', 6],
  ['discrimination-sex', 3],
  ['other', 42],
];

export class ElsewhereAuthor {
  private readonly world: World;
  private readonly dice: Dice;
  private readonly offDuty: Deck<MatterType>;
  private readonly grievances: Deck<MatterType>;

  constructor(world: World, dice: Dice) {
    this.world = world;
    this.dice = dice;
    this.offDuty = new Deck(dice, offDutyTypes);
    this.grievances = new Deck(dice, grievanceTypes);
  }

  /** A crime or incident record about somebody off duty; some reach a court, most end without action. */
  offDutyRecord(person: Person, day: Day): void {
    const { world, dice } = this;
    const source: Source = dice.weighted([
      ['crime-report', 50],
      ['non-crime-incident', 28],
      ['other-force-record', 22],
    ]);
    const type = this.offDuty.draw();
    const away = source === 'other-force-record';
    const matter = world.number(away ? 'of' : source === 'crime-report' ? 'cr' : 'in', day);
    const known = away ? Math.min(world.until, day + Math.floor(dice.exponential(40))) : day;
    const feature: Feature[] = ['off-duty', ...(away ? (['other-force-area'] as const) : [])];
    if (type === 'domestic-abuse') feature.push(dice.chance(0.6) ? 'partner' : 'former-partner', 'in-home');
    const visibility = type === 'domestic-abuse' || type === 'sexual-misconduct' ? 'restricted' : 'guarded';
    const ref = world.record.post({
      kind: 'matter',
      source,
      sourceRef: matter,
      type,
      step: 'record',
      matter,
      happened: world.before(day, 12, person.joined),
      knownOn: known,
      basis: 'record',
      finding: 'open',
      visibility,
      unit: world.unitOf(person, day),
      parties: [
        ['subject', person],
        ['affected', type === 'driving' ? null : world.citizen(0)],
      ],
      features: feature,
      summary: `${source === 'non-crime-incident' ? 'Incident' : 'Crime record'}: ${matterTypes[type]}`,
    });
    if (away && dice.chance(0.55)) this.referral(person, ref, matter, known, visibility);
    const end = known + Math.floor(30 + dice.exponential(120));
    if (end > world.until) return;
    const finding: Finding = dice.weighted([
      ['no-action', 62],
      ['withdrawn', 15],
      ['discontinued', 12],
      ['charged', 6],
      ['eliminated', 5],
    ]);
    const close = (
      on: Day,
      result: Finding,
      type_: 'decision-step' | 'charge' | 'court-result' | 'withdrawal',
      source_: Source,
    ): void => {
      if (on > world.until) return;
      world.record.post({
        kind: 'amendment',
        source: source_,
        type: type_,
        step:
          result === 'withdrawn'
            ? 'withdraw'
            : result === 'charged'
              ? 'charge'
              : result === 'convicted'
                ? 'convict'
                : 'decide',
        matter,
        knownOn: on,
        finding: result,
        basis: source_ === 'court' || result === 'eliminated' ? 'finding' : 'record',
        visibility,
        parties: [
          ['subject', person],
          ['decision-maker', result === 'eliminated' ? world.decider(on, [person]) : null],
        ],
        actsOn: [ref],
        summary:
          result === 'eliminated' ? 'Records show that it was somebody else' : `Result: ${result.replaceAll('-', ' ')}`,
      });
    };
    close(
      end,
      finding,
      finding === 'withdrawn' ? 'withdrawal' : finding === 'charged' ? 'charge' : 'decision-step',
      source,
    );
    if (finding === 'charged') {
      const guilty = dice.chance(0.5);
      close(end + dice.int(60, 400), guilty ? 'convicted' : 'not-proven', 'court-result', 'court');
    }
  }

  private referral(
    person: Person,
    ref: string,
    matter: string,
    known: Day,
    visibility: 'restricted' | 'guarded',
  ): void {
    const on = known + this.dice.int(1, 20);
    if (on > this.world.until) return;
    const lost = this.dice.chance(0.15);
    this.world.record.post({
      kind: 'step',
      source: 'other-force-referral',
      type: 'referral-step',
      step: lost ? 'send' : 'receive',
      matter,
      knownOn: on,
      visibility,
      parties: [['subject', person]],
      actsOn: [ref],
      features: lost ? ['no-receipt'] : [],
      missing: lost ? ['receipt'] : [],
      summary: lost ? 'Referral said to have been sent; no receipt found' : 'Referral received from another force',
    });
  }

  /** CAL-grievance: about two allegations for a case, against the line where there is one. */
  grievance(person: Person, day: Day): void {
    const { world, dice } = this;
    const post = postAt(person, day);
    const boss = post === null ? null : supervisorOf(post, day);
    const against = boss !== null && boss.reserved === '' ? boss : null;
    const matter = world.number('gr', day);
    const count = dice.weighted([
      [1, 42],
      [2, 33],
      [3, 14],
      [4, 11],
    ]);
    const end = day + Math.floor(30 + dice.exponential(110));
    const tribunal = dice.chance(0.25);
    for (let turn = 0; turn < count; turn++) {
      const type = this.grievances.draw();
      const ref = world.record.post({
        kind: 'matter',
        source: 'grievance',
        sourceRef: `${matter}/${turn + 1}`,
        type,
        step: 'raise',
        matter,
        happened: world.before(day, 50, person.joined),
        knownOn: day,
        basis: 'account',
        finding: 'open',
        unit: post?.unit,
        parties: [
          ['subject', against],
          ['reporter', person],
          ['unit', against === null ? post?.unit : null],
        ],
        features: against === null ? [] : ['line-manager'],
        summary: `Grievance: ${matterTypes[type]}`,
      });
      if (end > world.until) continue;
      const finding: Finding = dice.weighted([
        ['not-upheld', 50],
        ['local-resolution', 20],
        ['upheld', 17],
        ['withdrawn', 13],
      ]);
      world.record.post({
        kind: 'amendment',
        source: 'grievance',
        type: finding === 'withdrawn' ? 'withdrawal' : 'decision-step',
        step: finding === 'withdrawn' ? 'withdraw' : 'decide',
        matter,
        knownOn: end,
        finding,
        parties: [
          ['subject', against],
          ['reporter', person],
        ],
        actsOn: [ref],
        summary: `Grievance ended: ${finding.replaceAll('-', ' ')}`,
      });
    }
    if (tribunal && end + 90 <= world.until) this.tribunal(person, end + 60);
  }

  /** CAL-tribunal-01: a claim against the service; the claimant is the reporter. */
  tribunal(person: Person, day: Day): void {
    const { world, dice } = this;
    const matter = world.number('et', day);
    const type = dice.weighted<MatterType>([
      ['discrimination-disability', 45],
      ['discrimination-race', 33],
      ['discrimination-sex', 22],
    ]);
    const ref = world.record.post({
      kind: 'matter',
      source: 'tribunal',
      sourceRef: matter,
      type,
      step: 'raise',
      matter,
      happened: world.before(day, 120, person.joined),
      knownOn: day,
      basis: 'account',
      finding: 'open',
      unit: world.unitOf(person, day),
      parties: [
        ['reporter', person],
        ['unit', world.unitOf(person, day)],
      ],
      summary: `Tribunal claim: ${matterTypes[type]}`,
    });
    const end = day + Math.floor(120 + dice.exponential(260));
    if (end > world.until) return;
    const finding: Finding = dice.weighted([
      ['withdrawn', 38],
      ['local-resolution', 36],
      ['not-upheld', 19],
      ['upheld', 7],
    ]);
    world.record.post({
      kind: 'amendment',
      source: 'tribunal',
      type: finding === 'withdrawn' ? 'withdrawal' : 'tribunal-step',
      step: finding === 'withdrawn' ? 'withdraw' : 'decide',
      matter,
      knownOn: end,
      basis: finding === 'upheld' || finding === 'not-upheld' ? 'finding' : 'record',
      finding,
      parties: [['reporter', person]],
      actsOn: [ref],
      summary: `Claim ended: ${finding.replaceAll('-', ' ')}`,
    });
  }

  /** CAL-regulation13: a probationer's fitness is questioned; few are dismissed, many resign. */
  probationConcern(person: Person, day: Day): void {
    const { world } = this;
    const matter = world.number('rg', day);
    const left = lastDay(person);
    const common = { source: 'hr', matter, parties: [['subject', person]], unit: world.unitOf(person, day) } as const;
    const first = world.record.post({
      ...common,
      kind: 'step',
      type: 'probation-step',
      step: 'start',
      knownOn: day,
      features: ['on-probation'],
      summary: 'Probation process started: fitness to be confirmed is in question',
    });
    const end = day + this.dice.int(60, 180);
    if (end > world.until || (left !== null && left < end)) return;
    world.record.post({
      ...common,
      kind: 'step',
      type: 'probation-step',
      step: 'extend',
      knownOn: end,
      actsOn: [first],
      features: ['on-probation'],
      summary: 'Probation extended with a plan',
    });
  }
}
