/** Faults left in on purpose, each written down: people without a post, in two posts, or under nobody. */
import type { Day } from '../../src/engines/history.ts';
import type { Dice } from './dice.ts';
import type { Person, Service } from './model.ts';
import { open } from './model.ts';
import { servingAtEnd } from './world.ts';

export interface Gap {
  readonly person: Person;
  readonly kind: 'unposted' | 'double-posted' | 'no-supervisor';
  readonly from: Day;
}

export function leaveGaps(service: Service, dice: Dice): Gap[] {
  const each = Math.max(2, Math.round(service.people.length / 400));
  const gaps: Gap[] = [];
  const able = dice.shuffle(
    service.people.filter((person) => {
      const post = person.posts.at(-1);
      if (person.reserved !== '' || !servingAtEnd(person) || post === undefined) return false;
      return post.seat === null && post.end === open && post.from < service.until - 250;
    }),
  );
  for (const person of able.slice(0, each * 3)) {
    const post = person.posts.at(-1) as Person['posts'][number];
    const from = service.until - dice.int(20, 200);
    const kind = (['unposted', 'double-posted', 'no-supervisor'] as const)[gaps.length % 3] as Gap['kind'];
    if (kind === 'unposted') post.end = from;
    else if (kind === 'no-supervisor') post.boss = null;
    else {
      const unit = dice.pick(service.teams.filter((team) => team !== post.unit));
      const second = { ...post, unit, from, boss: unit.seats[0] ?? null };
      person.posts.push(second);
      unit.posts.push(second);
    }
    gaps.push({ person, kind, from: kind === 'no-supervisor' ? Math.max(post.from, service.start) : from });
  }
  return gaps.sort((a, b) => a.person.index - b.person.index);
}
