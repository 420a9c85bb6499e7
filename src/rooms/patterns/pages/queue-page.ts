/** The queue of questions: late ones first. It ranks work, never people. */
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { fieldOf, urlWith } from '../../../web/forms.ts';
import { dueInWords, shortDay } from '../../../web/plain-dates.ts';
import type { Fields } from '../../../web/route.ts';
import type { SignalQueueView } from '../../../web/views.ts';
import { type Role, roles } from '../../access/index.ts';
import { labelsOf } from '../../people/index.ts';
import { wordFor } from '../../record/index.ts';
import { listQueue, type QueueItem } from '../actions/queue.ts';
import { whyFired } from '../store.ts';

const most = 25;

function matches(item: QueueItem, whose: string | undefined, code: string | undefined): boolean {
  return (
    (whose !== 'mine' || item.isMine) &&
    (whose !== 'late' || item.isOverdue) &&
    (code === undefined || item.code === code)
  );
}

/** Prepares the queue as the viewer may see it. */
export async function queuePage(tx: Tx, viewer: Viewer, query: Fields, url: string): Promise<SignalQueueView> {
  const all = await listQueue(tx, viewer);
  const whose = fieldOf(query, 'whose');
  const code = fieldOf(query, 'code');
  const shown = all.filter((item) => matches(item, whose, code));
  const asked = Number.parseInt(fieldOf(query, 'page') ?? '1', 10) - 1;
  const last = Math.max(0, Math.ceil(shown.length / most) - 1);
  const at = asked >= 0 && asked <= last ? asked : 0;
  const some = shown.slice(at * most, (at + 1) * most);
  const labels = await labelsOf(
    tx,
    some.flatMap((item) => [item.subject, ...(item.reviewer ? [item.reviewer] : [])]),
    tx.today,
  );
  const why = new Map(
    (
      await whyFired(
        tx,
        some.map((item) => item.firing),
      )
    ).map((row) => [row.id, row.why]),
  );
  const codes = [...new Set(all.map((item) => item.code))].sort();
  const count = (whoseOption: string | undefined, codeOption: string | undefined) =>
    all.filter((item) => matches(item, whoseOption, codeOption)).length;
  const option = (text: string, key: 'whose' | 'code', value: string) => ({
    text,
    count: key === 'whose' ? count(value, code) : count(whose, value),
    href: urlWith(url, { page: null, [key]: (key === 'whose' ? whose : code) === value ? null : value }),
    isOn: (key === 'whose' ? whose : code) === value,
  });
  const holder = (item: QueueItem): string => {
    if (item.reviewer) return labels.get(item.reviewer)?.label ?? 'a named reviewer';
    const last = item.holders.at(-1);
    return last?.role ? (roles[last.role as Role] ?? last.role) : 'a named person';
  };
  // A column that says the reader's own name on every line says nothing.
  const isAllMine = some.length > 0 && some.every((item) => item.reviewer === viewer.person && item.climbed === 0);
  const pageHref = (number: number) => urlWith(url, { page: number === 0 ? null : String(number + 1) });
  return {
    title: 'Signals',
    lede: 'Each is a question, not a finding. It changes nothing about anybody; it waits for a named person to answer with a reason.',
    stats: [
      { value: String(all.filter((item) => item.isMine).length), label: 'for you' },
      {
        value: String(all.filter((item) => item.isOverdue).length),
        label: 'late',
        isAlarm: all.some((item) => item.isOverdue),
      },
      { value: String(all.length), label: 'open in all', note: 'unit: questions, not people' },
    ],
    filters: {
      heading: 'Show',
      summary: `${shown.length} of ${all.length} ${all.length === 1 ? 'question' : 'questions'}`,
      groups: [
        { heading: 'Whose', options: [option('For me', 'whose', 'mine'), option('Late', 'whose', 'late')] },
        { heading: 'What', options: codes.map((each) => option(wordFor(each), 'code', each)) },
      ],
      clear: whose || code ? { text: 'Show all', href: '/signals' } : undefined,
    },
    pages:
      last === 0
        ? undefined
        : {
            said: `Questions ${at * most + 1} to ${at * most + some.length} of ${shown.length}, the most urgent first`,
            before: at > 0 ? { text: 'More urgent', href: pageHref(at - 1) } : undefined,
            after: at < last ? { text: 'Less urgent', href: pageHref(at + 1) } : undefined,
          },
    table: {
      caption: isAllMine ? 'Open questions for you' : 'Open questions',
      columns: [
        { text: 'About' },
        { text: 'Question' },
        { text: 'Due' },
        ...(isAllMine ? [] : [{ text: 'Who answers' }]),
      ],
      rows: some.map((item) => [
        { text: labels.get(item.subject)?.label ?? 'not named', href: `/signals/${item.firing}` },
        { text: wordFor(item.code), under: `${why.get(item.firing) ?? ''} First met ${shortDay(item.since)}.` },
        {
          text: item.isOverdue ? '' : shortDay(item.due),
          under: dueInWords(item.due, tx.today).replace(/, .*$/, item.isOverdue ? `, due ${shortDay(item.due)}` : ''),
          ...(item.isOverdue ? { tag: { text: 'Late', tone: 'open' as const } } : {}),
        },
        ...(isAllMine ? [] : [{ text: holder(item), under: item.climbed > 0 ? 'climbed after silence' : undefined }]),
      ]),
      empty: {
        title: 'No question is open',
        text: 'When the record meets a rule, the question appears here with a day and somebody to answer it.',
      },
    },
  };
}
