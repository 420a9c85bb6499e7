/**
 * Witnesses: bodies outside that keep our latest checkpoint and sign that the next one grew from it (c2sp.org/tlog-witness).
 * Which ones is one line each, `URL KEY`, in the file `witnesses` of the signer's folder. Only the main log is shown to them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cosigned, parseWitnessKey, readCosignatures } from '../../engines/cosignature.ts';
import type { NoteKey } from '../../engines/ledger-leaf.ts';
import { type Place, signerHome } from '../config.ts';
import { isRefusal } from '../refusal.ts';
import { query, sql, type Tx } from '../transaction.ts';
import type { SignedHead } from './checkpoint.ts';
import { holdsSignature } from './keys.ts';

export interface Witness {
  /** Where checkpoints are sent, or null for one that gets them by hand, or no longer: its key is still believed. */
  readonly url: string | null;
  readonly key: NoteKey;
}

/** The witnesses of a text; throws on a line that names none. */
export function readWitnesses(text: string): Witness[] {
  return text
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [first = '', second] = line.split(/\s+/);
      const key = parseWitnessKey(second ?? first);
      if (isRefusal(key)) throw new Error(`Not a witness: ${line}. A line is URL KEY, or KEY alone. ${key.words}`);
      if (second !== undefined && !/^https?:\/\//.test(first))
        throw new Error(`Not the address of a witness: ${first}`);
      return { url: second === undefined ? null : first.replace(/\/$/, ''), key };
    });
}

/** The witnesses of this place. */
export function knownWitnesses(place: Place): Witness[] {
  const file = join(signerHome(place), 'witnesses');
  return existsSync(file) ? readWitnesses(readFileSync(file, 'utf8')) : [];
}

/** Keeps the line by which a witness cosigned a checkpoint. */
export const keepCosignature = (tx: Tx, { log, size }: SignedHead, witness: string, line: string) =>
  query(
    tx,
    sql`insert into ledger.cosignature (log, size, witness, line) values (${log}, ${size}, ${witness}, ${line}) on conflict do nothing`,
  );

/** The lines of those who cosigned a checkpoint, as they are put under its note. */
export async function cosignatureLines(tx: Tx, { log, size }: SignedHead): Promise<string> {
  const rows = await query(
    tx,
    sql<{ line: string }>`select line from ledger.cosignature where log = ${log} and size = ${size} order by witness`,
  );
  return rows.map((row) => `${row.line}\n`).join('');
}

export interface Witnessed extends Cosigned {
  /** Leaves of the newest checkpoint that this witness cosigned. */
  readonly size: number;
}

/** The newest checkpoint of the main log that each known witness cosigned, where its signature holds. */
export async function latestWitnessed(tx: Tx, witnesses: readonly Witness[]): Promise<Witnessed[]> {
  const rows = await query(
    tx,
    sql<{
      size: number;
      line: string;
      note: string;
    }>`select distinct on (c.witness) c.size, c.line, p.note from ledger.cosignature c
      join ledger.checkpoint p on p.log = c.log and p.size = c.size where c.log = 'main' order by c.witness, c.size desc`,
  );
  const trust = { keys: witnesses.map((each) => each.key), verify: holdsSignature };
  return rows.flatMap(({ size, line, note }) => {
    const found = readCosignatures(`${note}${line}\n`, trust);
    return isRefusal(found) ? [] : found.map((each) => ({ ...each, size }));
  });
}
