/**
 * Sealing and opening within one transaction. Each record has a key of its own, kept wrapped in `seal.data_key`; what
 * wraps it lies in the key folder. Destroying the one row destroys the words, wherever copies of them are.
 */
import type pg from 'pg';
import type { Place } from '../config.ts';
import { copyRows } from '../copy.ts';
import type { Ids } from '../ids.ts';
import { run } from '../statements.ts';
import { withWordsSealed } from './paths.ts';
import {
  hasToken,
  keyMark,
  openToken,
  replaceTokens,
  sealingKey,
  type Token,
  tokensIn,
  unwrapKey,
  wholeToken,
  wordMark,
  wrapKey,
  writeToken,
} from './tokens.ts';

/** Said in place of words whose key is gone, or not to be had by this reader. */
export const wordsGone = '[These words are no longer kept]';

interface SealedTable {
  /** Paths of its guarded words. */
  readonly sealed: readonly (readonly string[])[];
}
type Row = { readonly id: string } & Readonly<Record<string, unknown>>;

interface NewKey {
  readonly id: string;
  readonly wrapped: Buffer;
  readonly wrapped_by: string;
  readonly covert_list: unknown;
}

/** A place in what was read that may hold a token: set again once it is open. */
interface Slot {
  readonly holder: Record<string, unknown> | unknown[];
  readonly at: string | number;
  readonly text: string;
}

function* slotsIn(value: unknown): Generator<Slot> {
  if (typeof value !== 'object' || value === null || value instanceof Date || Buffer.isBuffer(value)) return;
  const holder = value as Record<string, unknown>;
  for (const at in holder) {
    const inner = holder[at];
    if (typeof inner === 'string') {
      if (hasToken(inner)) yield { holder, at, text: inner };
    } else yield* slotsIn(inner);
  }
}

/** What was taken out of a list leaves no hole in it. */
function closeGaps(value: unknown, gone: ReadonlySet<object>): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value) && gone.has(value)) value.splice(0, value.length, ...value.filter((each) => each !== null));
  for (const inner of Object.values(value)) closeGaps(inner, gone);
}

export class Seals {
  readonly #client: pg.PoolClient;
  readonly #place: Place;
  readonly #ids: Ids;
  readonly #keys = new Map<string, Buffer | null>();
  /** Random bytes drawn at once for many rows: one call for each is what costs most. */
  #drawn: Buffer = Buffer.alloc(0);
  #sealing: { readonly key: Buffer; readonly mark: string } | null = null;

  constructor(client: pg.PoolClient, place: Place, ids: Ids) {
    this.#client = client;
    this.#place = place;
    this.#ids = ids;
  }

  #wrapping(): { readonly key: Buffer; readonly mark: string } {
    if (this.#sealing === null) {
      const key = sealingKey(this.#place);
      this.#sealing = { key, mark: keyMark(key) };
    }
    return this.#sealing;
  }

  // ---- Sealing

  #random(length: number): Buffer {
    if (this.#drawn.length < length) return this.#ids.bytes(length);
    const taken = this.#drawn.subarray(0, length);
    this.#drawn = this.#drawn.subarray(length);
    return taken;
  }

  #newKey(id: string, covertList: unknown): NewKey {
    const { key: sealing, mark } = this.#wrapping();
    const random = this.#random(44);
    const key = Buffer.from(random.subarray(0, 32));
    this.#keys.set(id, key);
    return {
      id,
      wrapped: wrapKey(sealing, random.subarray(32), id, key),
      wrapped_by: mark,
      covert_list: covertList ?? null,
    };
  }

  #token(id: string, value: unknown): string {
    return writeToken(id, this.#keys.get(id)!, this.#random(12), value);
  }

  /** The row as it is to be stored, and its new key; the row itself where it holds no guarded words. */
  #sealed<R extends Row>({ sealed }: SealedTable, row: R): { readonly row: R; readonly key: NewKey | null } {
    let key: NewKey | null = null;
    const stored = withWordsSealed(row, sealed, (value) => {
      key ??= this.#newKey(row.id, row.covert_list);
      return this.#token(row.id, value);
    });
    return { row: stored ?? row, key };
  }

  async #keep({ id, wrapped, wrapped_by, covert_list }: NewKey): Promise<void> {
    await run(
      this.#client,
      'insert into seal.data_key (id, wrapped, wrapped_by, covert_list) values ($1, $2, $3, $4) on conflict do nothing',
      [id, wrapped, wrapped_by, covert_list],
    );
  }

  /** Seals a new row's guarded words under a key of its own. */
  async row<R extends Row>(into: SealedTable, row: R): Promise<R> {
    if (into.sealed.length === 0) return row;
    const sealed = this.#sealed(into, row);
    if (sealed.key !== null) await this.#keep(sealed.key);
    return sealed.row;
  }

  /** The same for many rows. */
  async rows<R extends Row>(into: SealedTable, rows: readonly R[]): Promise<readonly R[]> {
    if (into.sealed.length === 0) return rows;
    const keys: NewKey[] = [];
    this.#drawn = this.#ids.bytes(56 * rows.length);
    const stored = rows.map((row) => {
      const sealed = this.#sealed(into, row);
      if (sealed.key !== null) {
        keys.push(sealed.key);
        this.#keys.delete(row.id);
      }
      return sealed.row;
    });
    this.#drawn = Buffer.alloc(0);
    if (keys.length > 0)
      await copyRows(this.#client, { name: 'seal.data_key', json: [] }, keys as unknown as Record<string, unknown>[]);
    return stored;
  }

  /** Seals a value under the key of a record that is there already: a copy of its words, which must die with it. */
  async under(record: { readonly id: string; readonly covertList: string | null }, value: unknown): Promise<string> {
    await this.load([record.id]);
    if (this.#keys.get(record.id) == null) {
      await this.#keep(this.#newKey(record.id, record.covertList));
      // Somebody else may have made it meanwhile: what stands is what counts.
      this.#keys.delete(record.id);
      await this.load([record.id]);
    }
    return this.#token(record.id, value);
  }

  // ---- Opening

  /** Reads the keys of several records at once, before they are asked for one by one. */
  async load(ids: readonly string[]): Promise<void> {
    const wanted = [...new Set(ids)].filter((id) => !this.#keys.has(id));
    if (wanted.length === 0) return;
    const { rows } = await run<{ id: string; wrapped: Buffer }>(
      this.#client,
      'select id, wrapped from seal.data_key where id = any ($1)',
      [wanted],
    );
    for (const id of wanted) this.#keys.set(id, null);
    for (const { id, wrapped } of rows) this.#keys.set(id, unwrapKey(this.#wrapping().key, id, wrapped));
  }

  #open(token: Token): string | null {
    const key = this.#keys.get(token.key) ?? null;
    return key === null ? null : openToken(token, key);
  }

  /** Opens whatever is sealed in rows that were read, in place. Words whose key is gone say so; parts of a page are left out. */
  async open<R>(rows: R[]): Promise<R[]> {
    const gone = new Set<object>();
    let roots: unknown[] = [rows];
    while (roots.length > 0) {
      const slots = roots.flatMap((root) => [...slotsIn(root)]);
      if (slots.length === 0) break;
      await this.load(slots.flatMap(({ text }) => tokensIn(text).map((token) => token.key)));
      roots = [];
      for (const slot of slots) {
        const part = this.#put(slot, gone);
        if (part !== null) roots.push(part);
      }
    }
    if (gone.size > 0) closeGaps(rows, gone);
    return rows;
  }

  /** Puts what a slot holds in its place; gives it where it may hold further tokens itself. */
  #put({ holder, at, text }: Slot, gone: Set<object>): unknown {
    const spot = holder as Record<string | number, unknown>;
    const whole = wholeToken(text);
    if (whole?.kind === 'j') {
      const json = this.#open(whole);
      spot[at] = json === null ? null : JSON.parse(json);
      if (json === null) gone.add(holder);
      return typeof spot[at] === 'string' ? null : spot[at];
    }
    spot[at] = replaceTokens(text, (token) => this.#open(token) ?? wordsGone);
    return null;
  }

  /** How a word stands in the index. */
  get wordMark(): (word: string) => string {
    return wordMark(this.#wrapping().key);
  }
}
