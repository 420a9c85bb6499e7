/** The tray: entries about somebody nobody here knows yet, oldest first, each tried again whenever somebody joins. */
import type { Tx } from '../../../platform/transaction.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import type { ReportView } from '../../../web/views.ts';
import { listEntries, listTray } from '../store.ts';
import { label } from './words.ts';

/** The tray page. */
export async function trayPage(tx: Tx): Promise<ReportView> {
  const items = await listTray(tx);
  const entries = new Map(
    (
      await listEntries(
        tx,
        items.map((item) => item.entry),
      )
    ).map((entry) => [entry.id, entry]),
  );
  return {
    title: 'Tray',
    lede: 'Entries about people nobody here knows yet. They count for no one until a person is found; each is tried again whenever somebody joins.',
    stats: [
      {
        value: String(items.length),
        label: items.length === 1 ? 'item waiting' : 'items waiting',
        note: 'unit: parties of entries, not people',
      },
    ],
    tables: [
      {
        caption: 'Waiting for a person',
        columns: [{ text: 'What' }, { text: 'Known' }, { text: 'Who, as the source says' }, { text: 'Part played' }],
        rows: items.map((item) => {
          const entry = entries.get(item.entry);
          return [
            {
              text: entry ? label(entry.type) : 'Entry',
              href: `/tray/${item.id}`,
              under: entry ? label(entry.source) : undefined,
            },
            { text: entry ? shortDay(entry.known_on) : '' },
            {
              text:
                [item.given, item.family].filter(Boolean).join(' ') ||
                (item.value ? `${item.scheme} ${item.value}` : (item.description ?? 'not stated')),
            },
            { text: label(item.role) },
          ];
        }),
        empty: { title: 'The tray is empty', text: 'Entries whose person cannot be found would wait here.' },
      },
    ],
  };
}
