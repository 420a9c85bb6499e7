/** What every career leaves behind in personnel, vetting, training and access systems. Steps, never matters. */
import type { Day } from '../../src/engines/history.ts';
import type { Dice } from './dice.ts';
import type { Person } from './model.ts';
import { lastDay } from './model.ts';
import type { World } from './world.ts';

const year = 365.25;

export class EverydayAuthor {
  private readonly world: World;
  private readonly dice: Dice;

  constructor(world: World, dice: Dice) {
    this.world = world;
    this.dice = dice;
  }

  write(person: Person): void {
    this.periods(person);
    this.postings(person);
    this.vetting(person);
    this.training(person);
    if (this.dice.chance(0.05)) this.lookups(person);
    if (this.dice.chance(0.04)) this.welfare(person);
  }

  private periods(person: Person): void {
    const { record, until } = this.world;
    const parties = [['subject', person]] as const;
    person.periods.forEach((period, index) => {
      const unit = this.world.unitOf(person, period.from);
      record.post({
        kind: 'step',
        source: 'hr',
        type: 'appointment',
        step: 'join',
        knownOn: period.from,
        visibility: 'open',
        unit,
        parties,
        summary: index > 0 ? 'Rejoined' : person.previousForce === '' ? 'Joined' : 'Transferred in from another force',
      });
      const passed = period.from + 730;
      if (
        period.category === 'officer' &&
        index === 0 &&
        person.previousForce === '' &&
        passed < period.end &&
        passed <= until
      )
        record.post({
          kind: 'step',
          source: 'hr',
          type: 'probation-step',
          step: 'complete',
          knownOn: passed,
          visibility: 'open',
          finding: 'granted',
          unit: this.world.unitOf(person, passed),
          parties,
          summary: 'Confirmed in post at the end of probation',
        });
      if (period.end - 1 <= until)
        record.post({
          kind: 'step',
          source: 'hr',
          type: 'exit-step',
          step: 'leave',
          knownOn: period.end - 1,
          visibility: 'open',
          finding: period.reason === 'dismissed' ? 'dismissed' : 'none',
          unit: this.world.unitOf(person, period.end - 1),
          parties,
          summary: `Left: ${period.reason.replaceAll('-', ' ')}`,
        });
    });
  }

  private postings(person: Person): void {
    let rank = person.posts[0]?.rank;
    for (const post of person.posts.slice(1)) {
      const promoted = post.rank !== rank;
      rank = post.rank;
      // Before the period the personnel system holds the post itself, but no entry for the move.
      if (post.from < this.world.start) continue;
      this.world.record.post({
        kind: 'step',
        source: 'hr',
        type: 'posting-step',
        step: post.acting ? 'act-up' : promoted ? 'promote' : 'move',
        knownOn: post.from,
        visibility: 'open',
        unit: post.unit,
        parties: [['subject', person]],
        features: post.unit.work === 'firearms' || post.unit.work === 'protection' ? ['armed-role'] : [],
        summary: post.acting ? 'Acting up' : promoted ? 'Promoted' : 'New posting',
      });
      if (post.unit.work === 'firearms' && post.seat === null && person.category === 'officer')
        this.world.record.post({
          kind: 'step',
          source: 'training',
          type: 'authority-step',
          step: 'grant',
          knownOn: post.from,
          finding: 'granted',
          unit: post.unit,
          parties: [['subject', person]],
          features: ['armed-role'],
          summary: 'Firearms authority granted after course',
        });
    }
  }

  /** Clearance on joining and every seven to ten years; one renewal in eight is late (backlog not published). */
  private vetting(person: Person): void {
    const { record, until, start } = this.world;
    const last = lastDay(person) ?? until;
    let due = person.joined;
    while (due <= last) {
      const late = due !== person.joined && this.dice.chance(0.12);
      const on = due + (late ? this.dice.int(60, 900) : 0);
      if (on > last) break;
      const officer = this.world.vettingOfficer(on, [person]);
      if (on >= start || due === person.joined) {
        const declared = record.post({
          kind: 'step',
          source: 'vetting',
          type: 'self-declaration',
          step: 'declare',
          knownOn: on,
          basis: 'account',
          visibility: 'restricted',
          parties: [['subject', person]],
          declares: [],
          summary: 'Declaration for clearance: nothing to declare',
        });
        record.post({
          kind: 'step',
          source: 'vetting',
          type: 'vetting-step',
          step: 'grant',
          knownOn: on,
          finding: 'granted',
          visibility: 'restricted',
          parties: [
            ['subject', person],
            ['decision-maker', officer],
          ],
          actsOn: [declared],
          features: late ? ['overdue'] : [],
          values: { 'valid-years': 10 },
          summary: late ? 'Clearance renewed late' : 'Clearance granted',
        });
      }
      due = on + Math.round(10 * year);
    }
  }

  private training(person: Person): void {
    const { record, until, start } = this.world;
    const last = Math.min(lastDay(person) ?? until, until);
    let on = Math.max(person.joined, start) + this.dice.int(20, 900);
    while (on <= last) {
      record.post({
        kind: 'step',
        source: 'training',
        type: 'training-step',
        step: 'complete',
        knownOn: on,
        visibility: 'open',
        unit: this.world.unitOf(person, on),
        parties: [['subject', person]],
        features: this.dice.chance(0.06) ? ['roll-call'] : [],
        summary: 'Course completed',
      });
      on += this.dice.int(500, 1700);
    }
  }

  /** A weekly count of reads, with tasks: the background that a watch on look-ups must not mistake for misuse. */
  private lookups(person: Person): void {
    const on = this.someDay(person);
    this.world.record.post({
      kind: 'step',
      source: 'access-log',
      type: 'access-step',
      step: 'read',
      knownOn: on,
      unit: this.world.unitOf(person, on),
      parties: [['actor', person]],
      values: { 'reads-count': this.dice.int(3, 60) },
      summary: 'Records read for an open task',
    });
  }

  private welfare(person: Person): void {
    const on = this.someDay(person);
    this.world.record.post({
      kind: 'step',
      source: 'hr',
      type: 'welfare-step',
      step: 'record',
      knownOn: on,
      visibility: 'restricted',
      unit: this.world.unitOf(person, on),
      parties: [['affected', person]],
      summary: 'Welfare support offered',
    });
  }

  private someDay(person: Person): Day {
    const from = Math.max(person.joined, this.world.start);
    return this.dice.int(from, Math.max(from, lastDay(person) ?? this.world.until));
  }
}
