/** Imports and what each one did. */
import type { Tx } from '../../../platform/transaction.ts';
import { instantInWords } from '../../../web/plain-dates.ts';
import type { ImportResultView, ReportView } from '../../../web/views.ts';
import { findBatch, type UndoRow, undosOf } from '../store/batch-undo.ts';
import { listBatches } from '../store.ts';
import { label } from './words.ts';

const count = (value: number): string => value.toLocaleString('en-GB');

/** Undone, asked to be, or nothing to say. */
const undoWords = (rows: readonly UndoRow[], batch: string): string => {
  const own = rows.filter((row) => row.batch === batch);
  if (own.some((row) => row.agrees_to !== null)) return 'Undone';
  return own.length > 0 ? 'To be undone: a second person is asked' : '';
};

/** All imports, newest first. */
export async function importsPage(tx: Tx, mayRun: boolean): Promise<ReportView> {
  const batches = await listBatches(tx);
  const undos = await undosOf(
    tx,
    batches.map(({ id }) => id),
  );
  return {
    title: 'Imports',
    lede: 'Each file read through a map, with what was accepted, what was already here and what was refused. The same file again adds nothing.',
    ...(mayRun ? { start: { text: 'Bring in a file', href: '/imports/new' } } : {}),
    tables: [
      {
        caption: 'Imports, newest first',
        columns: [
          { text: 'File' },
          { text: 'When' },
          { text: 'Kind' },
          { text: 'Rows', isNumber: true },
          { text: 'Accepted', isNumber: true },
          { text: 'Already here', isNumber: true },
          { text: 'Refused', isNumber: true },
          { text: 'Since' },
        ],
        rows: batches.map((batch) => [
          { text: batch.file_name, href: `/imports/${batch.id}` },
          { text: instantInWords(batch.recorded_at.getTime()) },
          { text: label(batch.kind) },
          ...[batch.rows, batch.accepted, batch.duplicates, batch.rejected].map((value) => ({ text: count(value) })),
          { text: undoWords(undos, batch.id) },
        ]),
        empty: {
          title: 'Nothing has been imported',
          text: 'What became of each file is shown here, whether it was brought in on this page or with candour import at a shell.',
        },
      },
    ],
  };
}

/** One import. Null when there is none of this id. */
export async function importPage(tx: Tx, id: string, mayUndo: boolean): Promise<ImportResultView | null> {
  const batch = await findBatch(tx, id);
  if (!batch) return null;
  const undone = undoWords(await undosOf(tx, [id]), id);
  const adds = batch.accepted + batch.duplicates + batch.rejected;
  return {
    title: batch.file_name,
    breadcrumbs: [{ text: 'Imports', href: '/imports' }],
    lede: `${undone === '' ? '' : `${undone}. `}Read ${instantInWords(batch.recorded_at.getTime())}. ${adds === batch.rows ? 'Every row of the file is accounted for.' : `${count(batch.rows - adds)} rows are not accounted for.`}`,
    stats: [
      { value: count(batch.rows), label: 'rows in the file' },
      { value: count(batch.accepted), label: 'accepted' },
      { value: count(batch.duplicates), label: 'already here', note: 'the same rows, read again' },
      {
        value: count(batch.rejected),
        label: 'refused',
        note: 'each with its reason in the rejected file',
        isAlarm: batch.rejected > 0,
      },
    ],
    differences: {
      caption: 'File against record',
      columns: [
        { text: 'Count' },
        { text: 'File', isNumber: true },
        { text: 'Record', isNumber: true },
        { text: 'Difference', isNumber: true },
      ],
      rows: [
        [
          { text: 'Rows' },
          { text: count(batch.rows) },
          { text: count(batch.accepted + batch.duplicates) },
          { text: count(batch.rows - batch.accepted - batch.duplicates) },
        ],
      ],
    },
    refused: {
      caption: 'Refused rows',
      columns: [{ text: 'Where they are' }],
      rows:
        batch.rejected > 0
          ? [
              [
                {
                  text: `${batch.file_name.replace(/\.csv(\.gz)?$/, '')}.rejected.csv, beside the file, with a reason for each row`,
                },
              ],
            ]
          : [],
      empty: { title: 'No row was refused', text: 'Refused rows would be listed with their reasons.' },
    },
    next: [
      { text: 'Sweeps: how many people a rule would name', href: '/sweeps' },
      ...(mayUndo
        ? [{ text: undone === '' ? 'Undo this import' : 'How it was undone, or is to be', href: `/imports/${id}/undo` }]
        : []),
    ],
  };
}
