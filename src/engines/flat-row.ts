/**
 * What the ledger commits to, for many rows of one table: the same bytes as `canonicalJson({ table, row })` of the row as
 * stored, written with the columns sorted once and not once a row. `flat-row.test.ts` holds the two together.
 */
import { canonicalJson } from './canonical-json.ts';
import { normaliseInstant, type RowShape } from './ledger-leaf.ts';

type Fields = Readonly<Record<string, unknown>>;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be escaped.
const needsCare = /["\\\u0000-\u001f\ud800-\udfff]/;
const textOf = (text: string): string => (needsCare.test(text) ? canonicalJson(text) : `"${text}"`);

/** Instants repeat: every row of one act was written at the same one. */
function instants(): (text: string) => string {
  let [last, normal] = ['', ''];
  return (text) => {
    if (text !== last) [last, normal] = [text, normaliseInstant(text)];
    return normal;
  };
}

/** A writer for rows with no other columns than these. Values stand as they are handed to the database. */
export function flatRowWriter(table: string, columns: readonly string[], shape: RowShape): (row: Fields) => string {
  const instant = instants();
  const written = columns
    .filter((column) => column !== 'salt' && shape.derived?.includes(column) !== true)
    // Without a comparer, sort orders by UTF-16 code units, as RFC 8785 3.2.3 asks.
    .sort()
    .map((column) => ({ column, name: `${canonicalJson(column)}:`, isInstant: shape.timestamps?.includes(column) }));
  const tail = `},"table":${canonicalJson(table)}}`;
  const valueText = (value: unknown, isInstant: boolean | undefined): string => {
    if (typeof value === 'string') return textOf(isInstant ? instant(value) : value);
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      throw new TypeError(`a number of ${table} is too long for a JSON number: cast it to text`);
    if (value instanceof Date) return textOf(isInstant ? instant(value.toISOString()) : value.toISOString());
    if (Buffer.isBuffer(value)) return textOf(`\\x${value.toString('hex')}`);
    return canonicalJson(value);
  };
  return (row) => {
    let out = '';
    for (const { column, name, isInstant } of written) {
      const value = row[column];
      if (value === null || value === undefined) continue;
      out += `${out === '' ? '{"row":{' : ','}${name}${valueText(value, isInstant)}`;
    }
    return (out === '' ? '{"row":{' : out) + tail;
  };
}
