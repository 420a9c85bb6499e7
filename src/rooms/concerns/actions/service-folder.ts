/** Reads the tables of a generated service: rows by column name, with a clear word where a file is not as it should be. */
import { join } from 'node:path';
import { openCsv } from '../../../platform/csv-rows.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';

/** A row by column name; a blank cell is null. */
export interface TableRow {
  readonly get: (column: string) => string | null;
  /** As `get`, for what must be there. */
  readonly need: (column: string) => string;
  /** Parts of a cell parted by `;`. */
  readonly list: (column: string) => string[];
}

const fault = (words: string): Refused => new Refused(refuse('service-refused', `${words} Nothing was loaded.`));

/** Rows of one file of the folder, in batches of at most `size`. */
export async function* tableRows(
  folder: string,
  name: string,
  columns: readonly string[],
  size = 5_000,
): AsyncGenerator<TableRow[]> {
  const csv = await openCsv(join(folder, name));
  if (!csv.ok) throw fault(`${name}: ${csv.reason}`);
  const at = new Map(csv.header.map((column, index) => [column, index]));
  const missing = columns.filter((column) => !at.has(column));
  if (missing.length > 0) throw fault(`${name} has no column ${missing.join(', ')}.`);
  let rows: TableRow[] = [];
  for await (const batch of csv.batches) {
    if (batch.stopped !== null) throw fault(`${name}: ${batch.stopped}`);
    const odd = batch.malformed[0];
    if (odd) throw fault(`${name}, line ${odd.line}: ${odd.reason}`);
    for (const { values, line } of batch.rows) {
      const get = (column: string): string | null => values[at.get(column) ?? -1] || null;
      rows.push({
        get,
        need: (column) => {
          const value = get(column);
          if (value === null) throw fault(`${name}, line ${line}: ${column} is blank.`);
          return value;
        },
        list: (column) => get(column)?.split(';') ?? [],
      });
      if (rows.length >= size) {
        yield rows;
        rows = [];
      }
    }
  }
  if (rows.length > 0) yield rows;
}
