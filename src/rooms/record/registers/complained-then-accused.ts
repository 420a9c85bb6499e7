/** Who complained and was later accused: counts beside colleagues who did not complain; names for an approved purpose only. */
import { addDays } from '../../../platform/clock.ts';
import { isRefusal, Refused } from '../../../platform/refusal.ts';
import { emptyForm, type FormState, fieldOf } from '../../../web/forms.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import { asking, choices, dayParts, realDay } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import type { DataTableView } from '../../../web/views.ts';
import { characteristics, counterpartCalled, isWeak, labelsOf } from '../../people/index.ts';
import {
  approvePurpose,
  type ComparedBy,
  type ComplainedThenAccused,
  type ComplaintAnswer,
  complainedThenAccused,
  openComplainants,
} from '../actions/parties-complained.ts';
import { label } from '../pages/words.ts';
import { actField, type Register, type RegisterPage } from './register.ts';

const groups: Readonly<Record<string, string>> = {
  all: 'Everybody together',
  unit: 'Unit',
  category: 'Officers, staff and others',
  ...characteristics,
};

function askedOf(query: Fields, today: string): ComplainedThenAccused | null {
  const purpose = fieldOf(query, 'purpose')?.trim() ?? '';
  if (purpose === '') return null;
  const by = fieldOf(query, 'by') ?? 'all';
  return {
    purpose,
    from: realDay(dayParts(query, 'from')) ?? addDays(today, -3 * 365),
    to: realDay(dayParts(query, 'to')) ?? today,
    withinDays: Number(fieldOf(query, 'within') || '365'),
    by: (Object.hasOwn(groups, by) ? by : 'all') as ComparedBy,
  };
}

function questionsOf(form: FormState, action: string, withGroups: boolean): NonNullable<RegisterPage['ask']> {
  const q = asking(form);
  return {
    action,
    questions: [
      q.text('purpose', 'Why do you ask?', 'Kept in the log with your name.'),
      q.day('from', 'Complaints from', 'Left empty: the last three years.'),
      q.day('to', 'to'),
      q.text('within', 'Accused within how many days', 'Left empty: 365.'),
      ...(withGroups
        ? [q.select('by', 'Compare by', choices(Object.entries(groups).map(([value, text]) => ({ value, text }))))]
        : []),
    ],
    button: 'Ask',
  };
}

const few = 'too few to tell';
const share = (value: number | null): string => (value === null ? few : `${(value * 100).toFixed(1)}%`);

function rateTable(answer: ComplaintAnswer): DataTableView {
  return {
    caption: 'Accused within the days asked',
    columns: [
      { text: 'Group' },
      { text: 'Who' },
      { text: 'People', isNumber: true },
      { text: 'Accused', isNumber: true },
      { text: 'Share', isNumber: true },
      { text: '95% interval' },
    ],
    rows: answer.rates.map((row) => [
      { text: row.group.includes('-') || row.group === row.group.toLowerCase() ? label(row.group) : row.group },
      { text: row.part === 'complained' ? 'Complained' : 'Colleagues of the same unit who did not' },
      { text: row.people === null ? 'fewer than five' : String(row.people) },
      { text: row.accused === null ? few : String(row.accused) },
      { text: share(row.share) },
      { text: row.interval ? `${share(row.interval[0])} to ${share(row.interval[1])}` : few },
    ]),
    empty: { title: 'Nobody complained', text: 'Nobody in service complained in this window.' },
  };
}

function byWhomTable(answer: ComplaintAnswer): DataTableView {
  return {
    caption: 'By whom, and after how long',
    columns: [
      { text: 'Accused by' },
      { text: 'People', isNumber: true },
      { text: 'Days, half of them sooner', isNumber: true },
    ],
    rows: answer.byWhom.map((row) => [
      { text: row.by_whom },
      { text: row.people === null ? 'fewer than five, or left out with it' : String(row.people) },
      { text: row.median_days === null ? few : String(Math.round(row.median_days)) },
    ]),
    empty: { title: 'Nobody was accused', text: 'None of those who complained was accused within the days asked.' },
  };
}

/** A refusal at a question is words at the top, since nothing was done. */
async function answered<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused && isRefusal(error.refusal)) return error.refusal.words;
    throw error;
  }
}

export const complained: Register = {
  name: 'complained-then-accused',
  title: 'Who complained and was later accused',
  about: 'Counts with intervals, beside colleagues who did not complain; every question is logged',
  audit: 'COMPLAINED_THEN_ACCUSED',
  permission: 'register.read',
  load: async ({ tx, query, today, form }) => {
    const asked = askedOf(query, today);
    const q = asking(form.values.act ? form : emptyForm());
    const base = {
      lede: 'Whether complaining leads to being accused. Counts only; sealed and covert matters are not among them.',
      ask: questionsOf(form.values.act ? emptyForm() : form, '/registers/complained-then-accused', true),
    };
    const approve = {
      act: {
        action: '/registers/complained-then-accused',
        act: 'approve',
        heading: 'Approve a purpose for names',
        text: 'Lets somebody else open the names behind these counts for four weeks. Nobody approves their own.',
        questions: [
          q.text('approve-number', 'Number of the person who needs them'),
          q.words('approve-purpose', 'What they are needed for'),
        ],
        button: 'Approve',
      },
    };
    if (!asked)
      return {
        ...base,
        parts: [approve],
        links: [{ text: 'Names, for an approved purpose', href: '/registers/complainants' }],
      };
    const answer = await answered(() => complainedThenAccused(tx, asked));
    if (typeof answer === 'string') return { ...base, band: { tone: 'warn', text: answer }, parts: [approve] };
    const isGroup = asked.by !== undefined && asked.by in characteristics;
    return {
      ...base,
      stats: [
        { value: shortDay(asked.from), label: 'complaints from' },
        { value: shortDay(asked.to), label: 'to' },
        { value: String(asked.withinDays), label: 'days to be accused in' },
        ...(isGroup
          ? [
              {
                value: answer.unknownShare === null ? few : `${Math.round(answer.unknownShare * 100)}%`,
                label: 'of groups unknown',
                note: isWeak(answer.unknownShare) ? 'weak: too much is unknown' : 'of those who complained',
                isAlarm: isWeak(answer.unknownShare),
              },
            ]
          : []),
      ],
      parts: [{ table: rateTable(answer) }, { table: byWhomTable(answer) }, approve],
      links: [{ text: 'Names, for an approved purpose', href: '/registers/complainants' }],
    };
  },
  done: { approved: 'Approved for four weeks. It is in the log with your name and theirs.' },
  actPermission: 'register.keep',
  acts: {
    approve: async (tx, _viewer, body) => {
      await approvePurpose(tx, {
        person: await counterpartCalled(tx, actField(body, 'approve', 'number')),
        purpose: actField(body, 'approve', 'purpose'),
      });
      return 'approved';
    },
  },
};

export const complainants: Register = {
  name: 'complainants',
  title: 'Names: who complained and was later accused',
  about: 'Opens for somebody whose purpose another person approved',
  audit: 'COMPLAINANTS',
  permission: 'register.read',
  load: async ({ tx, query, today, form }) => {
    const asked = askedOf(query, today);
    const names = asked ? await answered(() => openComplainants(tx, asked)) : [];
    const labels = await labelsOf(tx, typeof names === 'string' ? [] : names.map((row) => row.complainant), today);
    return {
      lede: 'Names open for four weeks to somebody whose purpose another person approved. Each opening is logged.',
      ask: questionsOf(form, '/registers/complainants', false),
      band: typeof names === 'string' ? { tone: 'warn', text: names } : undefined,
      parts: [
        {
          table: {
            caption: 'Complained, then accused',
            columns: [{ text: 'Person' }, { text: 'Complained' }, { text: 'Accused' }, { text: 'By' }],
            rows: (typeof names === 'string' ? [] : names).map((row) => [
              { text: labels.get(row.complainant)?.label ?? 'not named' },
              { text: shortDay(row.complained_on) },
              { text: shortDay(row.accused_on) },
              { text: row.by_whom },
            ]),
            empty: {
              title: 'No names to show',
              text: 'Either nobody fits, or no purpose of yours is approved. Ask a vetting officer or the head of standards to approve it.',
            },
          },
        },
      ],
    };
  },
};
