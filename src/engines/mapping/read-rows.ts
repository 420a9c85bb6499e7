/** One pass over one file: each row is taken with its identity, found to be a duplicate, or refused with a reason. */
import { type CloakSpec, cloakWith } from './cloak.ts';
import { compileMap, type RecordOf } from './compile.ts';
import type { ImportMap } from './map.ts';
import { rowKeys } from './row-keys.ts';

export type RowOutcome<R> =
  /** `key` tells the row from every other; `content` tells whether a kept row of that key has changed since. */
  | { readonly verdict: 'accepted'; readonly key: string; readonly content: string; readonly record: R }
  | { readonly verdict: 'duplicate'; readonly key: string }
  | { readonly verdict: 'rejected'; readonly reason: string };

export type RowReader<R> =
  | { readonly ok: true; readonly read: (values: readonly string[]) => RowOutcome<R> }
  | { readonly ok: false; readonly reason: string };

/**
 * A reader of the rows of one file, in the file's order. A refused row takes no key, so that a good row after a bad one
 * with the same key is still taken.
 */
export function rowReader<M extends ImportMap>(
  map: M,
  header: readonly string[],
  protect: CloakSpec | null,
): RowReader<RecordOf<M>> {
  const compiled = compileMap(map, header);
  if (!compiled.ok) return compiled;
  if (map.cloak === 'everyone' && !protect)
    return { ok: false, reason: 'The map cloaks everyone in the file, and no cloak secret is set up here.' };
  const cloak = protect && cloakWith({ ...protect, everyone: protect.everyone === true || map.cloak === 'everyone' });
  const keys = rowKeys(map, header);
  return {
    ok: true,
    read: (values) => {
      const result = compiled.row(values);
      if (!result.ok) return { verdict: 'rejected', reason: result.reason };
      const identity = keys.next(values);
      if (identity.verdict === 'clash') return { verdict: 'rejected', reason: identity.reason };
      const hidden = cloak ? cloak.record(result.record) : { record: result.record, cloaked: false };
      const seal = (digest: string): string => (hidden.cloaked && cloak ? cloak.rowKey(digest) : digest);
      const key = seal(identity.key);
      if (identity.verdict === 'duplicate') return { verdict: 'duplicate', key };
      return { verdict: 'accepted', key, content: seal(identity.content), record: hidden.record };
    },
  };
}
