/** Active people without a post, with two at once, or without a supervisor. */
import { myWalls } from '../../access/index.ts';
import { listPeople, placementGaps } from '../../people/index.ts';
import { dayAsked, type Register } from './register.ts';

const words = {
  unposted: 'No post',
  'double-posted': 'Two posts at once',
  'no-supervisor': 'No supervisor',
} as const;

export const placement: Register = {
  name: 'placement',
  title: 'People without a place',
  about: 'Active people unposted, double-posted or without a supervisor',
  audit: 'PLACEMENT',
  permission: 'register.keep',
  load: async ({ tx, query, today }) => {
    const walls = new Set(await myWalls(tx));
    const gaps = (await placementGaps(tx, dayAsked(query, today))).filter((gap) => !walls.has(gap.person));
    const people = new Map(
      (await listPeople(tx, [...new Set(gaps.map((gap) => gap.person))])).map((each) => [each.id as string, each]),
    );
    const count = (kind: keyof typeof words) => gaps.filter((gap) => gap.gap === kind).length;
    return {
      lede: 'Somebody without a supervisor has nobody who must notice. The vetting officer owns this list.',
      stats: Object.entries(words).map(([kind, label]) => ({
        value: String(count(kind as keyof typeof words)),
        label: label.toLowerCase(),
        note: 'unit: people',
        isAlarm: count(kind as keyof typeof words) > 0,
      })),
      parts: [
        {
          table: {
            caption: 'Who is without a place',
            columns: [{ text: 'Person' }, { text: 'What is missing' }, { text: 'Post today' }, { text: 'Owner' }],
            rows: gaps.map((gap) => [
              { text: people.get(gap.person)?.label ?? 'not named', href: `/people/${gap.person}/career` },
              { text: words[gap.gap] },
              { text: people.get(gap.person)?.post ?? 'none' },
              { text: 'Vetting officer' },
            ]),
            empty: { title: 'Everybody has a place', text: 'Each active person has one post and a supervisor today.' },
          },
        },
      ],
    };
  },
};
