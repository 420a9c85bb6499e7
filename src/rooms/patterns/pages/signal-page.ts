/** The review of one question: why it was raised, what it cites, what else could explain it, and the answer. */

import type { Tx } from '../../../platform/transaction.ts';
import { emptyForm, type FormState } from '../../../web/forms.ts';
import {
  clockInWords,
  dayInWords,
  daysInWords,
  instantInWords,
  shortDay,
  spanInWords,
} from '../../../web/plain-dates.ts';
import type { CitedEntriesView, FactorView, SignalView as Page } from '../../../web/views.ts';
import { labelsOf, listPeople } from '../../people/index.ts';
import { findingTone, wordFor } from '../../record/index.ts';
import type { CitedEntry, SignalView } from '../actions/get-signal.ts';
import { causes } from '../rules/closing-reason.ts';

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;

function citedRows(view: SignalView, units: ReadonlyMap<string, { label: string }>): CitedEntriesView {
  const row = ({ entry, summary, sourceRef, isFresh }: CitedEntry) => ({
    href: `/people/${view.firing.subject}?at=${entry.id}#entry-${entry.id}`,
    kind: entry.basis,
    known: entry.datesMadeUp ? 'date not stated' : shortDay(entry.knownOn),
    happened: entry.datesMadeUp ? 'order known, date not' : spanInWords(entry.happenedFrom, entry.happenedTo),
    title: `${wordFor(entry.type)}${isFresh && view.firing.supersedes ? ' (new since the question was last asked)' : ''}${summary ? `: ${summary}` : ''}`,
    source: `${wordFor(entry.source)}${sourceRef ? ` ${sourceRef}` : ''}`,
    unit: entry.unit ? units.get(entry.unit)?.label : undefined,
    finding: { text: wordFor(entry.finding), tone: findingTone(entry.finding) },
  });
  const aside = view.setAside.length > 0 ? `; ${view.setAside.length} set aside, listed below` : '';
  return { caption: `Entries cited: ${view.cited.length}${aside}. Unit of count: entries`, rows: view.cited.map(row) };
}

const years = (entries: readonly CitedEntry[]): string => {
  const dated = entries.filter(({ entry }) => !entry.datesMadeUp).map(({ entry }) => shortDay(entry.knownOn).slice(-4));
  const [first, last] = [dated.at(0), dated.at(-1)];
  return first === undefined
    ? 'dates not stated'
    : first === last
      ? `known in ${first}`
      : `known from ${first} to ${last}`;
};

/** What is weighed on its own: the cited entries of one type together, so that a reviewer answers a handful and not forty. */
export function factorsOf(view: SignalView): FactorView[] {
  const byType = new Map<string, CitedEntry[]>();
  for (const cited of view.cited) byType.set(cited.entry.type, [...(byType.get(cited.entry.type) ?? []), cited]);
  if (byType.size === 0) return [{ id: 'whole', text: 'The question as a whole', cites: view.firing.rule }];
  return [...byType].map(([type, entries]) => ({
    id: type,
    text: `${wordFor(type)}: ${entries.length === 1 ? 'one entry' : `${entries.length} entries`}, ${years(entries)}`,
    cites: `${[...new Set(entries.map(({ entry }) => wordFor(entry.source).toLowerCase()))].join(', ')}; came to ${[...new Set(entries.map(({ entry }) => wordFor(entry.finding).toLowerCase()))].join(', ')}`,
  }));
}

function peersOf(view: SignalView): Page['peers'] {
  const share = view.peers.shareWithTwoOrMore;
  const rows = [
    ...(share === null
      ? []
      : [
          {
            label: 'Everyone on the record with a matter',
            value: share * 100,
            low: share * 100,
            high: share * 100,
            said: percent(share),
          },
        ]),
    // Before the first answer there is nothing to draw: a mark at nought would say that reviewers never agree.
    ...(view.measured.rate === null
      ? []
      : [
          {
            label: 'Questions of this kind agreed with',
            value: view.measured.rate * 100,
            low: view.measured.low * 100,
            high: view.measured.high * 100,
            said: `${percent(view.measured.rate)} (${percent(view.measured.low)} to ${percent(view.measured.high)})`,
            isSubject: true,
          },
        ]),
  ];
  return {
    sentence:
      share === null
        ? 'No sweep has measured peers yet, so there is nothing to compare with. Do not read that as unusual or usual.'
        : `Of those with any counted matter, ${percent(share)} have two or more. The number alone says little: what matters is what the entries have in common.`,
    base:
      view.peers.asAt === null
        ? 'Measured by no sweep so far.'
        : `Measured by the sweep of ${dayInWords(view.peers.asAt)}.`,
    chart: {
      id: 'peers',
      title: 'What to compare with',
      description:
        'Share of people with two or more counted matters, and share of such questions that reviewers agreed with.',
      unit: 'per cent',
      rows,
    },
  };
}

export interface SignalPageParts {
  readonly view: SignalView;
  readonly form?: FormState;
  readonly band?: Page['band'];
}

/** Prepares the page. Reporters and people affected are named nowhere on it. */
export async function signalPage(
  tx: Tx,
  { view, form, band }: SignalPageParts,
): Promise<Page & { setAside: readonly string[] }> {
  const { firing } = view;
  const holders = view.standing?.holders.flatMap((rung) => (rung.person ? [rung.person] : [])) ?? [];
  const answerers = view.answers.flatMap((answer) => (answer.answered_by ? [answer.answered_by] : []));
  const units = view.cited.flatMap(({ entry }) => (entry.unit ? [entry.unit] : []));
  const labels = await labelsOf(tx, [firing.subject, ...holders, ...answerers, ...units], tx.today);
  const [card] = await listPeople(tx, [firing.subject]);
  const name = labels.get(firing.subject)?.label ?? 'not named';
  const last = view.answers.at(-1);
  const rung = view.standing?.current;
  const clock =
    !view.duty || !view.standing
      ? 'Shown for information: nobody owes an answer.'
      : view.isOpen
        ? `${clockInWords({ startedOn: view.duty.raised_on, dueOn: view.standing.firstDue, today: tx.today, next: `answered by ${rung?.person ? (labels.get(rung.person)?.label ?? 'a named reviewer') : wordFor(rung?.role ?? 'reviewer').toLowerCase()}, by ${dayInWords(rung?.due ?? view.standing.firstDue)}` })}${view.standing.climbed > 0 ? `; silence has moved it up ${view.standing.climbed === 1 ? 'once' : `${view.standing.climbed} times`}` : ''}`
        : `Answered after ${daysInWords(Math.max(0, Math.round((Date.parse(last?.answered_on ?? tx.today) - Date.parse(view.duty.raised_on)) / 86_400_000)))}.`;
  const gone =
    firing.diff === 'gone'
      ? ' The rule no longer holds on what is known now; the question is still owed an answer.'
      : '';
  return {
    title: `${wordFor(firing.code)}: ${name}`,
    breadcrumbs: [{ text: 'Signals', href: '/signals' }],
    ...(band ? { band } : {}),
    person: {
      name,
      rank: card?.post ?? undefined,
      facts: [
        { label: 'Rule', value: firing.rule },
        { label: 'First met', value: dayInWords(firing.since) },
        { label: 'Raised', value: dayInWords(firing.fired_on) },
      ],
      badges: [],
    },
    name: wordFor(firing.code),
    why: firing.why,
    clock,
    meaning: `${view.detector?.meaning ?? ''}${gone}`.trim(),
    cited: citedRows(view, labels),
    innocent: firing.innocent,
    weaknesses: view.detector?.knownWeaknesses,
    peers: peersOf(view),
    falseFlags: {
      sentence:
        view.falseFlags.likely === null
          ? `How often it is wrong is not known yet. At worst, all ${view.falseFlags.outOf} of ${view.falseFlags.outOf}.`
          : `Of ${view.falseFlags.outOf} such questions, about ${view.falseFlags.likely} turn out to have an ordinary explanation (between ${view.falseFlags.atBest} and ${view.falseFlags.atWorst}).`,
      basis: view.falseFlags.likely === null ? 'Nobody has answered one of these yet.' : view.falseFlags.how,
    },
    factors: view.mayAnswer ? factorsOf(view) : [],
    causes: Object.entries(causes)
      .filter(([value]) => value !== 'bears-it-out' && value !== 'no-time')
      .map(([value, text]) => ({ value, text })),
    action: `/signals/${firing.id}`,
    form: form ?? emptyForm(),
    answered: view.mayAnswer
      ? undefined
      : last
        ? {
            by: last.answered_by ? (labels.get(last.answered_by)?.label ?? 'not named') : 'nobody named',
            when: instantInWords(last.recorded_at.getTime()),
            lines: [`Outcome: ${wordFor(last.outcome)}`, last.reason],
          }
        : {
            by: 'nobody yet',
            when: 'it waits',
            lines: [view.isOpen ? 'The answer is owed by somebody else.' : 'Nobody owes an answer to this.'],
          },
    timeline: { text: `The whole timeline of ${name}`, href: `/people/${firing.subject}` },
    setAside: view.setAside.map(
      ({ entry, reason }) => `${wordFor(entry.type)}, known ${shortDay(entry.knownOn)}: ${reason}`,
    ),
  };
}
