/** Before a sweep names anyone: how many people, reviewer hours and false flags to expect, and what must be in place. */
import type { Tx } from '../../../platform/transaction.ts';
import { emptyForm } from '../../../web/forms.ts';
import { dayInWords, instantInWords } from '../../../web/plain-dates.ts';
import type { SizingView } from '../../../web/views.ts';
import { wordFor } from '../../record/index.ts';
import { rulesNow } from '../actions/sweep.ts';
import type { Sizing } from '../rules/sizing.ts';
import { latestSweep, listSweeps } from '../store.ts';

const count = (value: number): string => value.toLocaleString('en-GB');
const falseFlags = (sizing: Sizing): string =>
  sizing.falseFlags.likely === null
    ? `0 to ${count(sizing.falseFlags.atWorst)}`
    : `about ${count(sizing.falseFlags.likely)}`;
/** How that is known, with the rules by their names. */
const howKnown = (how: string): string =>
  how.replace(/\b(signal|link):[a-z-]+/g, (code) => wordFor(code).toLowerCase());

/** The latest sizing, its shadow and its live run. Names nobody. */
export async function sweepsPage(tx: Tx, mayRun: boolean): Promise<SizingView> {
  const rules = rulesNow();
  const [sizing, shadow, live, all] = [
    await latestSweep(tx, 'sizing', rules),
    await latestSweep(tx, 'shadow', rules),
    await latestSweep(tx, 'live', rules),
    await listSweeps(tx),
  ];
  const newest = all.find((sweep) => (sweep.counts as { byCode?: unknown }).byCode !== undefined) ?? null;
  const figures = newest ? (newest.counts as unknown as Sizing) : null;
  const capacity = figures?.capacityHours ?? null;
  const notReached =
    (newest?.counts as { notReached?: { subjects: number; questions: number } | null } | undefined)?.notReached ?? null;
  return {
    title: 'Sweeps',
    lede: figures
      ? `On ${dayInWords(figures.asAt)} the rules were run over ${count(figures.people)} people and ${count(figures.entries)} entries. Nothing on this page names anybody.`
      : 'No sweep has been run. A sizing run says how many people a rule would name and what reading them would take, before anyone is named.',
    sizing: {
      figures: figures
        ? [
            { value: count(figures.peopleNamed), label: 'people a rule holds for' },
            { value: count(figures.peopleToRead), label: 'people somebody would newly read' },
            { value: `${figures.hours}`, label: 'reviewer hours', note: figures.minutesSource },
            ...(notReached
              ? [
                  {
                    value: count(notReached.subjects),
                    label: 'not reached',
                    note: 'beyond the hours there were; never counted as dismissed, met again by the next sweep',
                    isAlarm: notReached.subjects > 0,
                  },
                ]
              : []),
            { value: falseFlags(figures), label: 'false flags to expect', note: howKnown(figures.falseFlags.how) },
          ]
        : [],
      capacity: {
        sentence:
          capacity === null
            ? 'Nobody has said how many hours reviewers have. Until then it cannot be known whether this fits.'
            : `Reviewers have ${capacity} hours.`,
        needed: figures?.hours ?? 0,
        available: capacity ?? 0,
        unit: 'hours',
        fits: capacity !== null && figures !== null && figures.hours <= capacity,
      },
    },
    table: {
      caption: 'By rule. Unit of count: subjects about whom the rule holds',
      columns: [
        { text: 'Rule' },
        { text: 'Holds', isNumber: true },
        { text: 'New', isNumber: true },
        { text: 'Renewed', isNumber: true },
        { text: 'Stands', isNumber: true },
        { text: 'Gone', isNumber: true },
        { text: 'Hours', isNumber: true },
      ],
      rows: (figures?.byCode ?? []).map((row) => [
        { text: wordFor(row.code), under: row.rule },
        { text: count(row.holds) },
        { text: count(row.diff.new) },
        { text: count(row.diff.renewed) },
        { text: count(row.diff.stands) },
        { text: count(row.diff.gone) },
        { text: String(row.hours) },
      ]),
      empty: { title: 'Nothing has been counted', text: 'Run a sizing to see the counts by rule.' },
    },
    conditions: [
      {
        text: 'A sizing of these rules, so that the cost is known.',
        isMet: sizing !== null,
        note: sizing ? instantInWords(sizing.recorded_at.getTime()) : undefined,
      },
      {
        text: 'A shadow run of these rules, which gives counts only.',
        isMet: shadow !== null,
        note: shadow ? instantInWords(shadow.recorded_at.getTime()) : undefined,
      },
      {
        text: 'An assessment: data protection, equality, legal basis, published record.',
        isMet: live !== null && live.assessment !== null,
      },
      {
        text: 'Approval by one person and confirmation by another.',
        isMet: live !== null && live.approved_by !== null,
        note: live ? `Live since ${instantInWords(live.recorded_at.getTime())}` : undefined,
      },
    ],
    ...(mayRun
      ? {
          action: '/sweeps',
          button: sizing === null ? 'Run a sizing' : 'Run in shadow',
          ...(shadow === null ? {} : { next: { text: 'Put a live sweep forward', href: '/sweeps/live' } }),
        }
      : {}),
    form: emptyForm({ capacity: capacity === null ? '' : String(capacity) }),
  };
}
