/**
 * A checkpoint as one line to print in a newspaper or in minutes, or to read out: day, number of leaves, root, and four
 * letters by which a slip of the hand is told from a log that was changed. It is not signed: whoever printed it vouches.
 */
import { createHash } from 'node:crypto';
import type { LedgerRefusal } from './ledger-leaf.ts';
import { hashLength } from './merkle.ts';

export interface PrintedLine {
  /** The sixteen letters in the middle of the log's name. */
  readonly log: string;
  readonly on: string;
  readonly size: number;
  readonly root: Buffer;
}

const inFours = (hex: string): string => hex.replace(/(.{4})(?=.)/g, '$1 ');
const plain = ({ log, on, size, root }: PrintedLine): string => `${log} ${on} ${size} ${root.toString('hex')}`;
const checkOf = (line: PrintedLine): string => createHash('sha256').update(plain(line)).digest('hex').slice(0, 4);

/** The letters of a main log's name, `candour/6650875896cb283c/main`; null for any other name. */
const lettersOf = (origin: string): string | null => /^candour\/([0-9a-f]{16})\/main$/.exec(origin)?.[1] ?? null;

export const isLogOf = (line: PrintedLine, origin: string): boolean => lettersOf(origin) === line.log;

/** The line of a checkpoint. Throws for a log that has no name of ours. */
export function printedLine(origin: string, { on, size, root }: Omit<PrintedLine, 'log'>): string {
  const log = lettersOf(origin);
  if (log === null) throw new TypeError(`not a main log: ${origin}`);
  const line = { log, on, size, root };
  const leaves = String(size).replace(/(\d)(?=(\d{3})+$)/g, '$1,');
  return `Candour ${inFours(log)} on ${on}: ${leaves} leaves, root ${inFours(root.toString('hex'))}, check ${checkOf(line)}`;
}

const no = (words: string): LedgerRefusal => ({
  refused: true,
  code: 'checkpoint-malformed',
  words,
  citation: 'docs/verify.md, the printed line',
});

/** In this order, whatever stands between them: a line that was typed has other spaces, commas and capitals. */
const shape = /^candour([0-9a-f]{16})on(\d{4}-\d\d-\d\d)(\d{1,16})leavesroot([0-9a-f]{64})check([0-9a-f]{4})$/;
const longest = 1000;

/** Reads a line that was typed back. Says when a letter of it must be wrong. */
export function parsePrintedLine(text: string): PrintedLine | LedgerRefusal {
  const squeezed = text.length > longest ? '' : text.toLowerCase().replace(/[\s,.;:]+/g, '');
  const [, log, on, decimal = '', hex = '', check] = shape.exec(squeezed) ?? [];
  const size = Number(decimal);
  if (log === undefined || on === undefined || hex.length !== 2 * hashLength || !Number.isSafeInteger(size))
    return no('It is not of the form: Candour ... on DAY: N leaves, root ..., check ....');
  const line = { log, on, size, root: Buffer.from(hex, 'hex') };
  return checkOf(line) === check ? line : no('A letter or a number of it was mistyped: its last four do not fit.');
}
