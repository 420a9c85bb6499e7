/** Checks before service: who is active unchecked, the latest checks, and the desk where one is made. */
import { emptyForm } from '../../../web/forms.ts';
import { instantInWords, shortDay } from '../../../web/plain-dates.ts';
import { asking, choices } from '../../../web/questions.ts';
import { myWalls } from '../../access/index.ts';
import { counterpartCalled, knowPerson, listPeople, servingOn } from '../../people/index.ts';
import { type StartCheck, startCheck } from '../actions/start-check.ts';
import type { Adverse } from '../rules/adverse.ts';
import { listStartChecks } from '../store/who-complained.ts';
import { actDay, actField, type Register } from './register.ts';
import { insist } from './register-routes.ts';

const ways = {
  join: 'Joins for the first time',
  rejoin: 'Comes back',
  'transfer-in': 'Comes from another force',
} as const;
const categories = {
  officer: 'Officer',
  staff: 'Member of staff',
  special: 'Special',
  volunteer: 'Volunteer',
  contractor: 'Contractor',
} as const;
type Checked = { adverse?: readonly Adverse[]; admitted?: { reasons: string } };

const choiceOf = (words: Readonly<Record<string, string>>) =>
  choices(Object.entries(words).map(([value, text]) => ({ value, text })));

const outcomeOf = ({ adverse = [], admitted }: Checked): string =>
  adverse.length === 0 ? 'Nothing against them: admitted' : admitted ? 'Admitted in spite of it' : 'Held';

export const startChecks: Register = {
  name: 'start-checks',
  title: 'Checks before service',
  about:
    'Joiners, rejoiners and contractors against leavers, open cases and barred people; and who is active unchecked',
  audit: 'START_CHECKS',
  permission: 'register.keep',
  load: async ({ tx, today, form }) => {
    const walls = new Set(await myWalls(tx));
    const unchecked = (await servingOn(tx, today)).filter((each) => !each.start_check && !walls.has(each.person));
    const checks = await listStartChecks(tx);
    const ids = [...unchecked.map((each) => each.person), ...checks.map((each) => each.subject)];
    const people = new Map((await listPeople(tx, [...new Set(ids)])).map((each) => [each.id as string, each]));
    const q = asking(form.values.act ? form : emptyForm());
    return {
      lede: 'Nobody becomes active here before the whole record was read. What was read is frozen and stands with their service.',
      stats: [
        {
          value: String(unchecked.length),
          label: 'active without a check',
          note: 'unit: people',
          isAlarm: unchecked.length > 0,
        },
      ],
      parts: [
        {
          act: {
            action: '/registers/start-checks',
            act: 'check',
            heading: 'Check somebody and begin their service',
            questions: [
              q.text(
                'check-number',
                'A number that identifies them',
                'Warrant, staff or payroll number. If somebody here has it, it is them.',
              ),
              q.text('check-scheme', 'Kind of number', 'warrant, staff or payroll'),
              q.text('check-given', 'Given name'),
              q.text('check-family', 'Family name'),
              q.radios('check-way', 'How do they come?', choiceOf(ways)),
              q.select('check-category', 'As what?', choiceOf(categories)),
              q.text('check-force', 'From which force', 'Only when they come from another.'),
              q.day('check-from', 'First day of service'),
              q.words(
                'check-reasons',
                'Admit in spite of what was found',
                'Leave empty for the check itself. Your reasons are kept with your name.',
              ),
              q.text(
                'check-second',
                'Number of the second person who agrees',
                'Needed only to admit in spite of what was found.',
              ),
            ],
            button: 'Check',
          },
        },
        {
          table: {
            caption: 'Latest checks',
            columns: [{ text: 'Person' }, { text: 'When' }, { text: 'Outcome' }, { text: 'What was found' }],
            rows: checks
              .filter((each) => !walls.has(each.subject))
              .map((each) => {
                const content = each.content as Checked;
                return [
                  { text: people.get(each.subject)?.label ?? 'not named', href: `/people/${each.subject}` },
                  { text: instantInWords(each.recorded_at.getTime()) },
                  { text: outcomeOf(content) },
                  { text: [...new Set((content.adverse ?? []).map((found) => found.words))].join('. ') || 'nothing' },
                ];
              }),
            empty: { title: 'No check yet', text: 'Each check is listed here with what was found.' },
          },
        },
        {
          table: {
            caption: 'Active without a check',
            columns: [{ text: 'Person' }, { text: 'As' }, { text: 'Since' }],
            rows: unchecked.map((each) => [
              { text: people.get(each.person)?.label ?? 'not named', href: `/people/${each.person}` },
              { text: each.category },
              { text: each.since ? shortDay(each.since) : 'not stated' },
            ]),
            empty: {
              title: 'Everybody was checked',
              text: 'Whoever is loaded from an older system without a check appears here.',
            },
          },
        },
      ],
    };
  },
  done: {
    admitted: 'They are in service from the day given. What was read is kept with it.',
    held: 'Held: something stands against them, listed below. Nothing has begun. To admit them all the same takes reasons and a second person.',
  },
  acts: {
    check: async (tx, _viewer, body) => {
      const field = (name: string) => actField(body, 'check', name);
      const way = field('way');
      const category = field('category');
      const from = actDay(body, 'check', 'from');
      insist(Object.hasOwn(ways, way), 'way-needed', 'Say how they come.');
      insist(Object.hasOwn(categories, category), 'category-needed', 'Say as what they come.');
      insist(from !== '', 'day-needed', 'Give the first day of service.');
      const { person } = await knowPerson(tx, {
        identifiers: [{ scheme: field('scheme') || 'staff', value: field('number') }],
        given: field('given') || null,
        family: field('family') || null,
        source: 'hr',
      });
      const result = await startCheck(tx, {
        person,
        route: way as StartCheck['route'],
        category: category as StartCheck['category'],
        from,
        previousForce: field('force') || null,
        source: 'hr',
        inSpite: field('reasons')
          ? {
              reasons: field('reasons'),
              secondPerson: field('second') ? await counterpartCalled(tx, field('second')) : '',
            }
          : null,
      });
      return result.kind;
    },
  },
};
