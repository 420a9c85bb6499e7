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

const most = 200;

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
  const some = shown.slice(0, most);
  const labels = await labelsOf(
    tx,
    some.flatMap((item) => [item.subject, ...(item.reviewer ? [item.reviewer] : [])]),
    tx.today,
  );
  const codes = [...new Set(all.map((item) => item.code))].sort();
  const count = (whoseOption: string | undefined, codeOption: string | undefined) =>
    all.filter((item) => matches(item, whoseOption, codeOption)).length;
  const option = (text: string, key: 'whose' | 'code', value: string) => ({
    text,
    count: key === 'whose' ? count(value, code) : count(whose, value),
    href: urlWith(url, { [key]: (key === 'whose' ? whose : code) === value ? null : value }),
    isOn: (key === 'whose' ? whose : code) === value,
  });
  const holder = (item: QueueItem): string => {
    if (item.reviewer) return labels.get(item.reviewer)?.label ?? 'a named reviewer';
    const last = item.holders.at(-1);
    return last?.role ? (roles[last.role as Role] ?? last.role) : 'a named person';
  };
  return {
    title: 'Signals',
    lede: 'Each is a question that the record raises about what it cites. It is not a finding, and it changes nothing about anybody by itself. It waits for a named person to answer with a reason.',
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
      summary:
        some.length < shown.length
          ? `${some.length} of ${shown.length} questions, the most urgent first`
          : `${shown.length} of ${all.length} questions`,
      groups: [
        { heading: 'Whose', options: [option('For me', 'whose', 'mine'), option('Late', 'whose', 'late')] },
        { heading: 'What', options: codes.map((each) => option(wordFor(each), 'code', each)) },
      ],
      clear: whose || code ? { text: 'Show all', href: '/signals' } : undefined,
    },
    table: {
      caption: 'Open questions',
      columns: [
        { text: 'About' },
        { text: 'Question' },
        { text: 'First met' },
        { text: 'Due' },
        { text: 'Who answers' },
      ],
      rows: some.map((item) => [
        { text: labels.get(item.subject)?.label ?? 'not named', href: `/signals/${item.firing}` },
        { text: wordFor(item.code), under: item.why },
        { text: shortDay(item.since) },
        {
          text: dueInWords(item.due, tx.today),
          ...(item.isOverdue ? { tag: { text: 'Late', tone: 'open' as const } } : {}),
        },
        { text: holder(item), under: item.climbed > 0 ? 'climbed after silence' : undefined },
      ]),
      empty: {
        title: 'No question is open',
        text: 'When the record meets a rule, the question appears here with a day and somebody to answer it.',
      },
    },
  };
}
