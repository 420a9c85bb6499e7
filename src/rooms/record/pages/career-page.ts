/** The desk of one career: name, number, post, supervisor, break, leaving. Each change is a dated row; nothing is overwritten. */
import type { Tx } from '../../../platform/transaction.ts';
import { emptyForm, type FormState } from '../../../web/forms.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import { asking, choices } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import {
  careerOf,
  changeLine,
  changeName,
  changePost,
  clusterOf,
  counterpartCalled,
  giveNumber,
  labelsOf,
  leave,
  takeBreak,
  transferOut,
  unitsByName,
} from '../../people/index.ts';
import { needUntied } from '../actions/second-person.ts';
import { type ActView, actDay, actField, type Part, type RegisterView } from '../registers/register.ts';
import { doneBand, insist } from '../registers/register-routes.ts';

/** Checks owed on somebody's life events: duties stand above, so whoever joins the rooms fills this. */
export interface LifeChecks {
  readonly open: (tx: Tx, person: string) => Promise<readonly { id: string; title: string; due: string }[]>;
  readonly ran: (tx: Tx, ran: { duty: string; outcome: string; reason: string }) => Promise<void>;
}

const kinds = { name: 'Name', identifier: 'Number', service: 'Service', post: 'Post', line: 'Supervisor' } as const;

/** What to say once something was done here. */
const careerDone: Readonly<Record<string, string>> = {
  changed: 'Recorded from the day given. What was there before stays readable.',
  ran: 'Kept: the check ran, with what it found and who made it.',
  left: 'Recorded. Posts and lines of supervision ended with it.',
};

function actsOf(person: string, form: FormState): ActView[] {
  const q = asking(form);
  const action = `/people/${person}/career`;
  return [
    {
      action,
      act: 'post',
      heading: 'Move, promote or change the role',
      questions: [
        q.text('post-unit', 'Unit', 'Its whole name.'),
        q.text('post-rank', 'Rank or grade'),
        q.text('post-role', 'Role'),
        q.radios(
          'post-kind',
          'How do they hold it?',
          choices([
            { value: 'instead', text: 'Instead of the post they hold' },
            { value: 'acting', text: 'Acting, beside it' },
            { value: 'second', text: 'As a second post, beside it' },
          ]),
        ),
        q.day('post-from', 'From'),
      ],
      button: 'Record the post',
    },
    {
      action,
      act: 'line',
      heading: 'Change the supervisor',
      questions: [
        q.text('line-supervisor', 'Number of the supervisor', 'Leave empty to end the line without another.'),
        q.day('line-from', 'From'),
      ],
      button: 'Record the supervisor',
    },
    {
      action,
      act: 'name',
      heading: 'Change the name',
      questions: [q.text('name-given', 'Given name'), q.text('name-family', 'Family name'), q.day('name-from', 'From')],
      button: 'Record the name',
    },
    {
      action,
      act: 'number',
      heading: 'Give a number',
      questions: [
        q.text('number-scheme', 'Kind of number', 'warrant, staff or payroll'),
        q.text('number-value', 'Number'),
        q.day('number-from', 'From'),
      ],
      button: 'Record the number',
    },
    {
      action,
      act: 'leave',
      heading: 'Leave, transfer or take a break',
      questions: [
        q.radios(
          'leave-how',
          'How?',
          choices([
            { value: 'left', text: 'Leaves the service' },
            { value: 'transferred', text: 'Goes to another force' },
            { value: 'break', text: 'Takes a break' },
          ]),
        ),
        q.text('leave-reason', 'Reason', 'resigned, retired, dismissed, end of contract, or the name of the force'),
        q.day('leave-on', 'Last day of service'),
      ],
      button: 'Record it',
    },
  ];
}

function checkParts(
  person: string,
  owed: readonly { id: string; title: string; due: string }[],
  form: FormState,
): Part[] {
  if (owed.length === 0) return [];
  const q = asking(form);
  return [
    {
      table: {
        caption: 'Checks owed on what happened',
        columns: [{ text: 'Check' }, { text: 'Due' }],
        rows: owed.map((each) => [{ text: each.title, href: `/duties/${each.id}` }, { text: shortDay(each.due) }]),
      },
    },
    {
      act: {
        action: `/people/${person}/career`,
        act: 'check',
        heading: 'Record that a check ran',
        questions: [
          q.select('check-duty', 'Which?', choices(owed.map((each) => ({ value: each.id, text: each.title })))),
          q.radios(
            'check-outcome',
            'What came of it?',
            choices([
              { value: 'clear', text: 'Nothing found' },
              { value: 'found', text: 'Something found: say what follows' },
            ]),
          ),
          q.words('check-reason', 'What was checked, and what was found'),
        ],
        button: 'The check ran',
      },
    },
  ];
}

/** The desk for one person. */
export async function careerPage(
  tx: Tx,
  { person, query, form, checks }: { person: string; query: Fields; form: FormState; checks?: LifeChecks | undefined },
): Promise<RegisterView> {
  const owed = checks ? await checks.open(tx, person) : [];
  const cluster = await clusterOf(tx, person, tx.today);
  const rows = await careerOf(tx, cluster, '9999-12-31');
  const ids = [person, ...rows.flatMap((row) => [row.unit, row.other].filter((id) => id !== null))];
  const labels = await labelsOf(tx, ids, tx.today);
  const name = labels.get(person)?.label ?? 'not named';
  return {
    title: `Career of ${name}`,
    breadcrumbs: [
      { text: 'Find a person', href: '/people' },
      { text: name, href: `/people/${person}` },
    ],
    lede: 'Each change begins on a day and ends what stood before it. To begin service, use the checks before service.',
    band: doneBand(query, careerDone),
    parts: [
      {
        table: {
          caption: 'Everything dated',
          columns: [{ text: 'What' }, { text: 'Which' }, { text: 'From' }, { text: 'To' }, { text: 'Source' }],
          rows: rows
            .filter((row) => !row.text.startsWith('sign-in '))
            .map((row) => [
              { text: kinds[row.kind] },
              {
                text: [row.text, row.unit ?? row.other]
                  .map((part, at) => (at === 1 && part ? (labels.get(part)?.label ?? 'not named') : part))
                  .filter(Boolean)
                  .join(', '),
              },
              { text: row.from ? shortDay(row.from) : 'not stated' },
              { text: row.to ? shortDay(row.to) : 'open' },
              { text: row.source },
            ]),
          empty: {
            title: 'Nothing dated yet',
            text: 'Names, numbers, service, posts and supervisors appear here with their days.',
          },
        },
      },
      ...checkParts(person, owed, form.values.act ? form : emptyForm()),
      ...actsOf(person, form.values.act ? form : emptyForm()).map((act) => ({ act })),
    ],
    links: [{ text: 'Checks before service', href: '/registers/start-checks' }],
    form,
  };
}

const source = 'hr';

/** What may be recorded there. Nobody keeps the career of somebody they are tied to. */
export function careerActs(person: string, checks?: LifeChecks) {
  const act =
    (name: string, day: string, work: (tx: Tx, field: (each: string) => string, on: string) => Promise<string>) =>
    async (tx: Tx, _viewer: unknown, body: Fields): Promise<string> => {
      await needUntied(tx, tx.act.actor, [person]);
      const on = actDay(body, name, day);
      insist(on !== '', 'day-needed', 'Give the day.');
      return work(tx, (each) => actField(body, name, each), on);
    };
  const check = async (tx: Tx, _viewer: unknown, body: Fields): Promise<string> => {
    await needUntied(tx, tx.act.actor, [person]);
    const field = (each: string) => actField(body, 'check', each);
    const isOwed = checks && (await checks.open(tx, person)).some((each) => each.id === field('duty'));
    insist(isOwed === true, 'no-such-check', 'Choose a check that is owed.');
    insist(['clear', 'found'].includes(field('outcome')), 'outcome-needed', 'Say what came of it.');
    insist(field('reason').length >= 10, 'reason-needed', 'Say in a sentence what was checked.');
    await checks!.ran(tx, { duty: field('duty'), outcome: field('outcome'), reason: field('reason') });
    return 'ran';
  };
  return {
    check,
    post: act('post', 'from', async (tx, field, from) => {
      const unit = (await unitsByName(tx, [field('unit')])).get(field('unit').toLowerCase());
      insist(unit !== undefined, 'no-such-unit', 'There is no unit of that name.');
      await changePost(tx, {
        person,
        unit,
        rank: field('rank') || null,
        role: field('role') || null,
        acting: field('kind') === 'acting',
        isSecond: field('kind') === 'second',
        from,
        source,
      });
      return 'changed';
    }),
    line: act('line', 'from', async (tx, field, from) => {
      const supervisor = field('supervisor') ? await counterpartCalled(tx, field('supervisor')) : null;
      await changeLine(tx, { person, supervisor, from, source });
      return 'changed';
    }),
    name: act('name', 'from', async (tx, field, from) => {
      await changeName(tx, { person, given: field('given') || null, family: field('family') || null, from, source });
      return 'changed';
    }),
    number: act('number', 'from', async (tx, field, from) => {
      insist(
        field('value') !== '' && field('scheme') !== '' && field('scheme') !== 'sign-in',
        'number-needed',
        'Give the kind and the number.',
      );
      await giveNumber(tx, { person, scheme: field('scheme'), value: field('value'), from, source });
      return 'changed';
    }),
    leave: act('leave', 'on', async (tx, field, on) => {
      const going = { person, on, reason: field('reason'), source };
      const how = field('how');
      insist(['left', 'transferred', 'break'].includes(how), 'how-needed', 'Say how they go.');
      await (how === 'break'
        ? takeBreak(tx, going)
        : how === 'transferred'
          ? transferOut(tx, going)
          : leave(tx, going));
      return 'left';
    }),
  };
}
