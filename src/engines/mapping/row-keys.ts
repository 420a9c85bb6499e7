/**
 * Which row is which, so that a second import adds nothing. With key columns, a row is what they say. Without, it is its
 * whole content, and its ordinal among equal rows of the file: exact duplicates inside one file are all kept, and the
 * third copy is the third copy next time too.
 *
 * What must stay true: a key depends on the content of the file and on the map's kind, origin and key columns only. It
 * does not depend on the order of columns, on columns that are blank in the row, on spaces round a value, on row order
 * (but among equal rows), or on any vocabulary, so that a mended map does not import a file twice.
 */
import { hash } from 'node:crypto';
import { Columns } from './columns.ts';
import { IdentityTable } from './identity-table.ts';
import type { ImportMap } from './map.ts';

export type RowKey =
  /**
   * A row not met before in this file. `key` and `content` are 128 bits in hex. A key that is already kept with other
   * content is a row that its source has changed since: neither new nor the same.
   */
  | { readonly verdict: 'new'; readonly key: string; readonly content: string }
  /** Its key columns, and everything else, are as in an earlier row of the file. */
  | { readonly verdict: 'duplicate'; readonly key: string }
  | { readonly verdict: 'clash'; readonly reason: string };

export interface RowKeys {
  /** To be asked once for each row that is taken, in the order of the file. */
  readonly next: (values: readonly string[]) => RowKey;
}

type Digest = (values: readonly string[]) => string;

/** Each value with its column and its length before it, so that no two different rows read alike. */
function digestOf(columns: readonly { name: string; at: number }[], scope: string): Digest {
  const parts = [...columns].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.at - b.at));
  const prefixes = parts.map((part) => `${part.name.length}:${part.name}=`);
  return (values) => {
    let text = scope;
    for (let index = 0; index < parts.length; index++) {
      const value = values[(parts[index] as { at: number }).at]?.trim() ?? '';
      if (value !== '') text += `${prefixes[index]}${value.length}:${value}`;
    }
    return hash('sha256', text, 'hex');
  };
}

const word32 = (digest: string, from: number): number => Number.parseInt(digest.slice(from, from + 8), 16);

/** Rows of two registers, or of two kinds, are never the same row, whatever they hold. */
function scopeOf(map: ImportMap): string {
  const source = map.kind === 'entries' && typeof map.source === 'string' ? map.source : '';
  return JSON.stringify(['candour row 1', map.kind, map.origin ?? source, map.key ?? []]);
}

/** The identity of rows, for one pass over one file. The header has been accepted by `compileMap`. */
export function rowKeys(map: ImportMap, header: readonly string[]): RowKeys {
  const scope = scopeOf(map);
  const content = digestOf(
    header.map((name, at) => ({ name: name.trim(), at })),
    scope,
  );
  const seen = new IdentityTable();
  if (!map.key) {
    const next = (values: readonly string[]): RowKey => {
      const digest = content(values);
      const ordinal = seen.see(word32(digest, 0), word32(digest, 8));
      const key = ordinal === 0 ? digest : hash('sha256', `${digest}#${ordinal}`, 'hex');
      return { verdict: 'new', key: key.slice(0, 32), content: digest.slice(0, 32) };
    };
    return { next };
  }
  const columns = new Columns(header);
  const keyColumns = map.key.map((name) => ({ name, at: columns.at(name) }));
  const identity = digestOf(keyColumns, scope);
  const next = (values: readonly string[]): RowKey => {
    const digest = identity(values);
    const whole = content(values);
    const [high, low, noteHigh, noteLow] = [word32(digest, 0), word32(digest, 8), word32(whole, 0), word32(whole, 8)];
    if (seen.see(high, low, noteHigh, noteLow) === 0)
      return { verdict: 'new', key: digest.slice(0, 32), content: whole.slice(0, 32) };
    if (seen.notes(high, low, noteHigh, noteLow)) return { verdict: 'duplicate', key: digest.slice(0, 32) };
    const named = keyColumns.map((one) => values[one.at]?.trim() ?? '').join(', ');
    return { verdict: 'clash', reason: `Two rows have the key ${named.slice(0, 120)} and differ.` };
  };
  return { next };
}
