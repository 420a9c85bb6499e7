/** What a person must know of a spreadsheet beyond its rows, in sentences. */
import { quotedName, type Sheet } from './caps.ts';

/** What was met on the way through a sheet. */
export interface Met {
  formulas: number;
  errors: number;
  hiddenRows: number;
  hiddenColumns: number;
  merged: number;
}
export const metNothing = (): Met => ({ formulas: 0, errors: 0, hiddenRows: 0, hiddenColumns: 0, merged: 0 });

const listed = (sheets: readonly Sheet[]): string => {
  const names = sheets.slice(0, 20).map((sheet) => quotedName(sheet.name));
  return sheets.length > 20 ? `${names.join(', ')} and ${sheets.length - 20} more` : names.join(', ');
};

const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;

export function sheetNotes(parts: readonly string[], sheets: readonly Sheet[], met: Met): string[] {
  const holds = (pattern: RegExp): boolean => parts.some((part) => pattern.test(part));
  const notes: string[] = [];
  const hidden = sheets.filter((sheet) => sheet.isHidden);
  const unread = sheets.filter((sheet) => !sheet.isRead && !sheet.isHidden);
  if (hidden.some((sheet) => sheet.isRead)) notes.push('The sheet that was read is a hidden one.');
  if (hidden.some((sheet) => !sheet.isRead))
    notes.push(`Hidden sheets, which were not read: ${listed(hidden.filter((sheet) => !sheet.isRead))}.`);
  if (unread.length > 0)
    notes.push(
      `Only the sheet ${listed(sheets.filter((sheet) => sheet.isRead))} was read. Not read: ${listed(unread)}.`,
    );
  if (holds(/(^|\/)vbaProject\.bin$|^(Basic|Scripts)\/./i))
    notes.push('The file holds macros. They were neither read nor run.');
  if (holds(/(^|\/)externalLinks\//i)) notes.push('The file has links to other files. They were not followed.');
  if (holds(/(^|\/)(embeddings|activeX)\/|^Object \d/i))
    notes.push('The file holds embedded objects. They were not opened.');
  if (met.formulas > 0)
    notes.push(
      `${counted(met.formulas, 'cell holds a formula', 'cells hold formulas')}. What the file says they came to was read; nothing was worked out.`,
    );
  if (met.errors > 0)
    notes.push(`${counted(met.errors, 'cell holds an error', 'cells hold errors')} such as #N/A, read as that text.`);
  if (met.hiddenRows > 0)
    notes.push(`${counted(met.hiddenRows, 'row is hidden and was', 'rows are hidden and were')} read all the same.`);
  if (met.hiddenColumns > 0) notes.push('There are hidden columns in the sheet. They were read all the same.');
  if (met.merged > 0)
    notes.push('There are merged cells: only the first of each group has its text, the others are blank.');
  return notes;
}
