/** The home page: a person's duties, overdue first, with what each is about, when it is due and why. */

import { addDays } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { dayInWords, dueInWords, shortDay } from '../../../web/plain-dates.ts';
import type { DutyListView, DutyView, HomeView } from '../../../web/views.ts';
import { may } from '../../access/index.ts';
import { labelsOf } from '../../people/index.ts';
import { overrideKind } from '../actions/ask-override.ts';
import { outsideKind, secondPersonKind } from '../actions/choose-second.ts';
import { handoverKind } from '../actions/hand-over.ts';
import { erasureKind } from '../actions/order-erasure.ts';
import { owes, type Standing, standingOf } from '../rules/ladder.ts';
import { type DutyRow, listOpenDutiesForMe } from '../store.ts';

interface Mine {
  readonly duty: DutyRow;
  readonly standing: Standing;
}

const soonDays = 7;

/** The open duties that the viewer owes today, the latest first. */
export async function myDuties(tx: Tx, viewer: Viewer): Promise<Mine[]> {
  const open = await listOpenDutiesForMe(tx);
  return open
    .map((duty) => ({ duty, standing: standingOf(duty.ladder, tx.today) }))
    .filter(({ standing }) => owes(standing, viewer.person, viewer.roles))
    .sort(
      (a, b) =>
        (a.standing.firstDue < b.standing.firstDue ? -1 : a.standing.firstDue > b.standing.firstDue ? 1 : 0) ||
        a.duty.recorded_at.getTime() - b.duty.recorded_at.getTime() ||
        (a.duty.id < b.duty.id ? -1 : 1),
    );
}

/** What is owed in a case is done on its pages. */
const caseHref = (kind: string, about: string): string => `/cases/${about}${kind === 'case:agree' ? '/agree' : ''}`;

/** Where a duty is done: some kinds have a page of their own. */
function hrefOf(duty: DutyRow): string {
  if (duty.kind.startsWith('signal:') && duty.entry) return `/signals/${duty.entry}`;
  if (duty.kind === secondPersonKind) return `/agreements/${duty.id}`;
  if (duty.kind === overrideKind) return `/overrides/answer/${duty.id}`;
  if (duty.kind === outsideKind) return `/outside/${duty.id}`;
  if (duty.kind === 'mode:change') return `/systems/mode/${duty.id}`;
  if (duty.kind === erasureKind) return `/erasures/answer/${duty.id}`;
  if (duty.kind === 'sweep:go-live') return `/sweeps/live/${duty.id}`;
  if (duty.kind.startsWith('case:') && duty.about) return caseHref(duty.kind, duty.about);
  return duty.kind === handoverKind ? `/handover/${duty.id}` : `/duties/${duty.id}`;
}

const isSignal = ({ duty }: Mine): boolean => duty.kind.startsWith('signal:');

/** Duties of other kinds that a list holds, and how many signals it names before it only counts them. */
const most = 25;
const fewSignals = 4;

/** Many questions of one sort are one line with their number: the queue is where they are answered. */
function manySignals(signals: readonly Mine[], today: string): DutyView {
  const byTitle = new Map<string, number>();
  for (const { duty } of signals) {
    const name = duty.title.replace(/^Answer a signal: /, '');
    byTitle.set(name, (byTitle.get(name) ?? 0) + 1);
  }
  const first = signals[0]!.standing.firstDue;
  return {
    title: `${signals.length} signals to answer`,
    href: '/signals?whose=mine',
    because: [...byTitle].map(([name, count]) => `${count} ${name}`).join(', '),
    due: `the first ${dueInWords(first, today)}`,
  };
}

/** The home page, prepared for one person. */
export async function homePage(tx: Tx, viewer: Viewer): Promise<HomeView> {
  const mine = await myDuties(tx, viewer);
  const about = await labelsOf(
    tx,
    [
      ...new Set(
        mine.flatMap(({ duty }) => [
          ...(duty.about ? [duty.about] : []),
          ...duty.ladder.flatMap((rung) => (rung.for ? [rung.for] : [])),
        ]),
      ),
    ],
    tx.today,
  );
  /** Whether it is held for somebody who is away, in words. */
  const standsIn = ({ standing }: Mine): string | undefined => {
    const rung = standing.holders.find(
      (each) => each.for !== undefined && owes({ ...standing, holders: [each] }, viewer.person, viewer.roles),
    );
    return rung?.for
      ? `For ${about.get(rung.for)?.label ?? 'somebody'}, until ${shortDay(rung.until ?? tx.today)}.`
      : undefined;
  };
  const show = ({ duty, standing }: Mine, saysFollows: boolean): DutyView => ({
    title: duty.title,
    href: hrefOf(duty),
    about: duty.about ? about.get(duty.about)?.label : undefined,
    due: dueInWords(standing.firstDue, tx.today),
    because:
      standsIn({ duty, standing }) ??
      (standing.climbed > 0
        ? `It has climbed to you: ${standing.climbed === 1 ? 'one person has' : `${standing.climbed} people have`} not answered.`
        : undefined),
    follows: saysFollows ? duty.consequence : undefined,
  });
  const soonUntil = addDays(tx.today, soonDays);
  const late = mine.filter(({ standing }) => standing.overdue);
  const soon = mine.filter(({ standing }) => !standing.overdue && standing.firstDue <= soonUntil);
  const later = mine.filter(({ standing }) => !standing.overdue && standing.firstDue > soonUntil);
  const list = (
    heading: string,
    tone: DutyListView['tone'],
    some: readonly Mine[],
    empty?: DutyListView['empty'],
  ): DutyListView => {
    const signals = some.filter(isSignal);
    const isMany = signals.length > fewSignals;
    const rest = isMany ? some.filter((each) => !isSignal(each)) : some;
    const rows = [...rest.slice(0, most), ...(isMany ? signals.slice(0, fewSignals) : [])];
    const consequences = new Set(rows.map(({ duty }) => duty.consequence));
    const isOne = consequences.size === 1 && rows.length > 1;
    return {
      heading: rest.length > most ? `${heading}: the first ${most}` : heading,
      tone,
      count: some.length,
      note: isOne ? [...consequences].join('') : undefined,
      items: [...(isMany ? [manySignals(signals, tx.today)] : []), ...rows.map((each) => show(each, !isOne))],
      more: isMany
        ? { text: `All ${signals.length} signals, in the order in which they are due`, href: '/signals?whose=mine' }
        : undefined,
      empty,
    };
  };
  const start = [
    ...(may('person.find', viewer.roles)
      ? [{ text: 'Find a person', href: '/people', hint: 'A career and everything known about it, in one stream' }]
      : []),
    ...(may('signal.read', viewer.roles)
      ? [{ text: 'Signals', href: '/signals', hint: 'Questions that the record raises, and who answers them' }]
      : []),
    ...(may('unit.read', viewer.roles)
      ? [{ text: 'Units', href: '/units', hint: 'Who is in them on any day, what is late, and how many matters' }]
      : []),
    ...(may('outcome.log', viewer.roles)
      ? [
          {
            text: 'Log a low-level outcome',
            href: '/outcomes/new',
            hint: 'Words of advice, reflective practice, a settled concern',
          },
        ]
      : []),
    {
      text: 'Your own details',
      href: '/me',
      hint: 'Interests and ties you declare, and what you choose to say about yourself',
    },
    ...(may('override.ask', viewer.roles)
      ? [
          {
            text: 'Let through a wall',
            href: '/overrides',
            hint: 'Ask for a record that a tie keeps from you; what was given, and until when',
          },
        ]
      : []),
    ...(may('digest.read', viewer.roles)
      ? [{ text: 'The week', href: '/digest', hint: 'What somebody outside should know of: overrides, ties, silence' }]
      : []),
    ...(may('account.stop', viewer.roles)
      ? [{ text: 'Stopped accounts', href: '/accounts', hint: 'Who may not sign in, since when and why' }]
      : []),
    { text: 'Delegations', href: '/delegations', hint: 'Who may decide in the chief officer’s name, and until when' },
    ...(may('person.find', viewer.roles)
      ? [{ text: 'Search words', href: '/words', hint: 'Entries by whole words of what was said to have happened' }]
      : []),
    ...(may('erasure.read', viewer.roles)
      ? [
          {
            text: 'Erasures and legal holds',
            href: '/erasures',
            hint: 'What was erased under which rule, what waits for a second person, what must be kept',
          },
        ]
      : []),
    { text: 'Away', href: '/absence', hint: 'Say that you are away and who stands in; for whom you stand in' },
    { text: 'Proof', href: '/proof', hint: 'Check that nothing was altered' },
  ];
  const waiting = mine.length === 1 ? 'one thing is' : `${mine.length} things are`;
  return {
    title: 'My duties',
    greeting: `Good day, ${viewer.name}`,
    summary:
      mine.length === 0
        ? 'Nothing is waiting for you today.'
        : `Today, ${dayInWords(tx.today)}, ${waiting} waiting for you${late.length > 0 ? `; ${late.length} ${late.length === 1 ? 'is' : 'are'} late` : ''}.`,
    stats: [
      { value: String(late.length), label: 'late', isAlarm: late.length > 0 },
      { value: String(soon.length), label: `due within ${soonDays} days` },
      { value: String(later.length), label: 'due later' },
    ],
    lists: [
      ...(late.length > 0 ? [list('Late', 'late', late)] : []),
      list(`Due within ${soonDays} days`, 'soon', soon, {
        title: 'Nothing is due this week',
        text: 'Questions to answer and checks to make appear here with their day.',
      }),
      ...(later.length > 0 ? [list('Later', 'waiting', later)] : []),
    ],
    start,
  };
}
