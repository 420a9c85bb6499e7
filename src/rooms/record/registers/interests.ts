/** Yearly returns of interests: made, nil and overdue by unit; who is overdue, for those who keep the register. */
import { addDays } from '../../../platform/clock.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import { may, myWalls } from '../../access/index.ts';
import { labelsOf, lastReturns, listPeople, postsOf, renewalDays, servingOn } from '../../people/index.ts';
import type { Part, Register } from './register.ts';

interface Tally {
  serving: number;
  declared: number;
  nil: number;
  overdue: number;
}

export const interests: Register = {
  name: 'interests',
  title: 'Declarations of interests',
  about: 'Yearly returns by unit: made, nil and overdue',
  audit: 'INTERESTS',
  permission: 'register.read',
  load: async ({ tx, viewer, today }) => {
    const walls = new Set(await myWalls(tx));
    const serving = (await servingOn(tx, today)).map((each) => each.person).filter((person) => !walls.has(person));
    const due = addDays(today, -renewalDays);
    const returns = new Map((await lastReturns(tx, today)).map((each) => [each.person, each]));
    const unitOf = new Map(
      (await postsOf(tx, serving))
        .filter((post) => !post.acting && (post.valid_from ?? '') <= today && (post.valid_to ?? '9999') >= today)
        .map((post) => [post.person, post.unit]),
    );
    const tallies = new Map<string | null, Tally>();
    const late: string[] = [];
    for (const person of serving) {
      const unit = unitOf.get(person) ?? null;
      const tally = tallies.get(unit) ?? { serving: 0, declared: 0, nil: 0, overdue: 0 };
      tallies.set(unit, tally);
      const made = returns.get(person);
      tally.serving += 1;
      if (!made || made.returned_on < due) {
        tally.overdue += 1;
        late.push(person);
      } else if (made.nothing) tally.nil += 1;
      else tally.declared += 1;
    }
    const labels = await labelsOf(
      tx,
      [...tallies.keys()].filter((unit) => unit !== null),
      today,
    );
    const rows = [...tallies].sort((a, b) => b[1].overdue - a[1].overdue);
    const parts: Part[] = [
      {
        table: {
          caption: 'Returns by unit',
          columns: [
            { text: 'Unit' },
            { text: 'People', isNumber: true },
            { text: 'Declared', isNumber: true },
            { text: 'Nil', isNumber: true },
            { text: 'Overdue', isNumber: true },
          ],
          rows: rows.map(([unit, tally]) => [
            { text: unit ? (labels.get(unit)?.label ?? 'not named') : 'No post' },
            { text: String(tally.serving) },
            { text: String(tally.declared) },
            { text: String(tally.nil) },
            { text: String(tally.overdue) },
          ]),
          empty: {
            title: 'Nobody serves',
            text: 'Each unit appears here with its returns once people are posted to it.',
          },
        },
      },
    ];
    if (may('register.keep', viewer.roles)) {
      const people = await listPeople(tx, late);
      parts.push({
        table: {
          caption: 'Whose return is overdue',
          columns: [{ text: 'Person' }, { text: 'Post' }, { text: 'Last return' }],
          rows: people.map((person) => [
            { text: person.label },
            { text: person.post ?? 'none' },
            { text: returns.has(person.id) ? shortDay(returns.get(person.id)!.returned_on) : 'never made' },
          ]),
          empty: { title: 'None is overdue', text: 'Everybody has made their return within the year.' },
        },
      });
    }
    const nil = rows.reduce((sum, [, tally]) => sum + tally.nil, 0);
    return {
      lede: 'Each person makes a return once a year, if only to say that there is nothing to declare.',
      stats: [
        { value: String(late.length), label: 'overdue', note: `of ${serving.length} people`, isAlarm: late.length > 0 },
        { value: String(nil), label: 'nil returns', note: 'unit: people' },
      ],
      parts,
    };
  },
};
