/**
 * Whatever a stranger hands in as a bundle, a receipt, a checkpoint or a request to a witness is refused in words or taken:
 * no parser breaks, takes more than a second, or swells. Inputs grow from valid ones: letters turned, spans cut, doubled
 * and spliced, numbers at their edges, odd Unicode, and for JSON whole values put in the place of others and written again
 * in the canonical form, so that they reach what lies behind the first check. What two verifiers both read they must also
 * judge alike.
 *
 * The cheapest ways to a hollow 0: feed noise that the first line refuses; catch everything and call it a refusal; let the
 * slow ones be stopped by nobody. So how many came past the form is counted and must not be few, only the parsers' own
 * refusals count as such, each input is timed, and the control is a reader that trusts the shape of what it is given.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { canonicalJson } from '../../../src/engines/canonical-json.ts';
import { addCheckpointRequest, readCosignatures } from '../../../src/engines/cosignature.ts';
import { verifyBundle } from '../../../src/engines/ledger-bundle.ts';
import {
  type NoteKey,
  parseReceipt,
  verifierKeyOf,
  verifyCheckpoint,
  verifyReceipt,
} from '../../../src/engines/ledger-leaf.ts';
import { parsePrintedLine } from '../../../src/engines/printed-line.ts';
import { createDice, type Dice } from '../../../src/engines/statistics/random.ts';
import { holdsSignature } from '../../../src/platform/ledger/keys.ts';
import { type Json, logFrom } from '../../../tests/attacks/bundles.ts';
import { cosign, witness } from '../../../tests/attacks/world.ts';
import type { Count, Size, Trial } from '../trial.ts';

const sizes: Readonly<Record<Size, number>> = { short: 20_000, full: 1_000_000 };
const slowest = 1000;
const mostMemory = 256 * 1024 * 1024;

// ---- What is fed

const oddText = [
  ...['', ' ', '\n', '\n\n', '\0', '\ud800', '\udfff', '\u0085', '\u2028', '\ufeff', '\r\n', '— ', '-- ', '+', '='],
  ...[
    'old 0',
    'old 99999999999999999999',
    'null',
    'true',
    '-0',
    '1e309',
    '9007199254740993',
    '0.1',
    '"',
    '\\',
    '\\u0000',
  ],
  ...['{', '}', '[', ']', '{"a":', '[[[[[[[[[[[[[[[[', '__proto__', 'constructor', 'A'.repeat(3000), '=='.repeat(50)],
];
const oddValues: unknown[] = [
  ...[null, true, 0, -1, 0.5, 2 ** 53, 1e308, '', 'x', '\ud800', '__proto__', [], {}, [[]], [null], { a: { b: [] } }],
];

interface Feed {
  readonly dice: Dice;
  readonly seeds: readonly string[];
  readonly values: readonly unknown[];
}
const pick = <T>(dice: Dice, list: readonly T[]): T => list[dice.below(list.length)] as T;

function spoilText({ dice, seeds }: Feed, text: string): string {
  const at = dice.below(text.length + 1);
  const length = dice.below(dice.below(4) === 0 ? 400 : 6);
  switch (dice.below(8)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(33 + dice.below(90)) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + length);
    case 2:
      return text.slice(0, at) + pick(dice, oddText) + text.slice(at + length);
    case 3:
      return text.slice(0, at) + text.slice(at, at + length).repeat(1 + dice.below(20)) + text.slice(at);
    case 4:
      return text.slice(0, at);
    case 5:
      return text.slice(0, at) + pick(dice, seeds).slice(dice.below(text.length));
    case 6:
      return text.slice(0, at) + String.fromCharCode(dice.below(65_536)) + text.slice(at);
    default:
      return text.replace(/\d+/, () =>
        pick(dice, ['0', '00', '-1', '1e3', '18446744073709551616', '9007199254740992']),
      );
  }
}

/** Some place inside a value: what holds it and the name it has there. */
function somewhere(dice: Dice, value: Json): { holder: Json; name: string } {
  let holder = value;
  for (;;) {
    const names = Object.keys(holder);
    const name = names.length === 0 ? 'added' : pick(dice, names);
    const inside = holder[name];
    if (typeof inside !== 'object' || inside === null || dice.below(4) === 0) return { holder, name };
    holder = inside as Json;
  }
}

/** A value put in the place of another, written as bundles are: it comes past the form. */
function spoilJson({ dice, seeds, values }: Feed, text: string): string {
  const value = JSON.parse(text) as Json;
  // A copy, or what is put into it would stand in all that come later, and might hold itself.
  const odd = () => structuredClone(pick(dice, values));
  for (let times = 1 + dice.below(2); times > 0; times -= 1) {
    const { holder, name } = somewhere(dice, value);
    const other = somewhere(dice, JSON.parse(pick(dice, seeds)) as Json);
    const kind = dice.below(6);
    if (kind === 0) delete holder[name];
    else if (kind === 1) holder[pick(dice, ['more', '__proto__', 'index', ''])] = odd();
    else if (kind === 2) holder[name] = other.holder[other.name];
    else if (kind === 3 && typeof holder[name] === 'string')
      holder[name] = spoilText({ dice, seeds, values }, holder[name]);
    else holder[name] = odd();
  }
  try {
    return canonicalJson(value);
  } catch {
    return JSON.stringify(value);
  }
}

/** Rare and large: deep nesting, and one thing very often. */
const large = ({ dice }: Feed, text: string): string =>
  pick(dice, [
    () => '['.repeat(100_000),
    () => `{"format":"candour-bundle/1","records":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    () => text.repeat(Math.ceil(1_000_000 / (text.length + 1))),
    () => text.replace(/\n— /, `${'\n— a AAAAAAAA'.repeat(60_000)}\n— `),
    () => text.replace(/"path":\[/, `"path":[${'"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",'.repeat(5000)}`),
    () => `old 5\n${'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n'.repeat(1400)}\n${text}`,
  ])();

function feed(from: Feed, isJson: boolean): string {
  const { dice, seeds } = from;
  const base = pick(dice, seeds);
  if (dice.below(5000) === 0) return large(from, base);
  if (isJson && dice.below(2) === 0) return spoilJson(from, base);
  let text = spoilText(from, base);
  while (dice.below(3) === 0) text = spoilText(from, text);
  return text;
}

// ---- Who is fed

/** How an input ended. `past` came past the form, and was refused or taken for what it says. */
type End = 'refused' | 'past' | 'taken';

interface Parser {
  readonly what: string;
  readonly isJson: boolean;
  readonly seeds: readonly string[];
  /** Throws for what is a fault: of form, of judgement, or of two who differ. */
  readonly eat: (text: string) => End;
}

interface Judged {
  readonly ok: boolean;
  readonly record?: number | null;
  readonly words?: string;
}
type Judge = (text: string, options?: Readonly<Record<string, string>>) => Judged;
interface Program {
  readonly newWitness: (folder: string, name: string) => { readonly addCheckpoint: (body: string) => unknown };
}

const here = (path: string): string => pathToFileURL(resolve(import.meta.dirname, '../../..', path)).href;
const trustOf = (key: NoteKey) => ({ origin: key.name, keys: [key], verify: holdsSignature });

const same = (ours: Judged, theirs: Judged): void => {
  const alike = ours.ok === theirs.ok && (ours.ok || ours.record === theirs.record);
  if (!alike) throw new Error(`two verifiers differ: ${JSON.stringify(ours)} and ${JSON.stringify(theirs)}`);
};

/** Whatever is taken must say what one of the seeds says: words that nobody signed are a fault, however well they fit. */
function needKnown(known: ReadonlySet<string>, said: readonly string[]): void {
  for (const words of said)
    if (!known.has(words)) throw new Error(`taken, and nobody signed it: ${words.slice(0, 200)}`);
}
const recordsOf = (text: string): string[] => (JSON.parse(text) as { records: unknown[] }).records.map(canonicalJson);
const leafOf = (text: string): string => {
  const { index, leaf } = JSON.parse(text) as { index: number; leaf: unknown };
  return canonicalJson({ index, leaf });
};
const textOf = (note: string): string => note.slice(0, note.lastIndexOf('\n\n'));

function bundleParser(judge: Judge): Parser {
  const log = logFrom('one', 'fuzz', 9);
  const fork = logFrom('one', 'fork', 9);
  const seeds = [log.bundle(9, [0, 4, 8], 3), log.bundle(5, [1], null), fork.bundle(7, [6], 7), log.bundle(1, [0], 1)];
  const known = new Set(seeds.flatMap(recordsOf));
  const eat = (text: string): End => {
    const ours = verifyBundle(text, { verify: holdsSignature });
    same(ours, judge(text));
    if (ours.ok) needKnown(known, recordsOf(text));
    return ours.ok ? 'taken' : /form in which bundles/.test(ours.words) ? 'refused' : 'past';
  };
  return { what: 'bundles', isJson: true, seeds, eat };
}

function receiptParser(judge: Judge): Parser {
  const log = logFrom('one', 'fuzz', 9);
  const keys = verifierKeyOf(log.key);
  const seeds = [log.receipt(9, 4), log.receipt(1, 0), log.receipt(8, 7)];
  const known = new Set(seeds.map(leafOf));
  const eat = (text: string): End => {
    const receipt = parseReceipt(text);
    const verified = 'refused' in receipt ? receipt : verifyReceipt(receipt, trustOf(log.key));
    const ok = !('refused' in verified);
    // Which of the two forms an input has is asked first there, and is no business of a parser of receipts here.
    const theirs = judge(text, { keys });
    if (ok !== theirs.ok && !(theirs.ok && !('refused' in verifyCheckpoint(text, trustOf(log.key)))))
      throw new Error(`two verifiers differ: ${JSON.stringify(verified)} and ${JSON.stringify(theirs)}`);
    if (ok) needKnown(known, [leafOf(text)]);
    return ok ? 'taken' : 'refused' in receipt ? 'refused' : 'past';
  };
  return { what: 'receipts', isJson: true, seeds, eat };
}

function checkpointParser(judge: Judge): Parser {
  const log = logFrom('one', 'fuzz', 9);
  const keys = verifierKeyOf(log.key);
  const signed = [9, 5, 1].map((size) => log.note(size));
  const known = new Set(signed.map(textOf));
  const eat = (text: string): End => {
    const ours = verifyCheckpoint(text, trustOf(log.key));
    const theirs = judge(text, { keys });
    if (!/^[ \t\r\n]*\{/.test(text)) same({ ok: !('refused' in ours), record: null }, { ok: theirs.ok, record: null });
    readCosignatures(text, { keys: [witness], verify: holdsSignature });
    parsePrintedLine(text);
    if (!('refused' in ours)) needKnown(known, [textOf(text)]);
    return !('refused' in ours) ? 'taken' : ours.code === 'note-malformed' ? 'refused' : 'past';
  };
  return {
    what: 'checkpoints',
    isJson: false,
    seeds: [...signed, ...signed.map((note) => `${note}${cosign(note)}\n`)],
    eat,
  };
}

async function witnessParser(folder: string): Promise<Parser> {
  const { newWitness } = (await import(here('witness/candour-witness.mjs'))) as Program;
  const log = logFrom('one', 'fuzz', 9);
  const at = newWitness(join(folder, 'witness'), 'fuzz.example/witness');
  writeFileSync(join(folder, 'witness', 'trusted'), `${verifierKeyOf(log.key)}\n`);
  at.addCheckpoint(addCheckpointRequest(0, [], log.note(5)));
  const since = JSON.parse(log.bundle(9, [0], 5)) as { since: { path: string[] } };
  const path = since.since.path.map((hash) => Buffer.from(hash, 'base64'));
  // What would be taken stands on a proof that is not quite right: nothing moves the witness, so each input meets the same.
  const seeds = [
    addCheckpointRequest(5, [...path, Buffer.alloc(32)], log.note(9)),
    addCheckpointRequest(5, path, logFrom('one', 'fork', 9).note(9)),
    addCheckpointRequest(4, path, log.note(9)),
    addCheckpointRequest(0, [], log.note(1)),
  ];
  const eat = (text: string): End => {
    try {
      at.addCheckpoint(text);
      return 'taken';
    } catch (error) {
      const { status } = error as { status?: number };
      if (status === undefined) throw error;
      return status === 409 || status === 422 ? 'past' : 'refused';
    }
  };
  return { what: 'requests to a witness', isJson: false, seeds, eat };
}

// ---- The trial

interface Tally {
  faults: number;
  past: number;
  taken: number;
  longest: number;
  swollen: number;
}

function run(parser: Parser, total: number, from: Feed, say: (line: string) => void): Tally {
  const tally: Tally = { faults: 0, past: 0, taken: 0, longest: 0, swollen: 0 };
  const before = process.memoryUsage.rss();
  for (let n = 0; n < total; n += 1) {
    const text = feed(from, parser.isJson);
    const start = process.cpuUsage();
    try {
      const end = parser.eat(text);
      if (end !== 'refused') tally.past += 1;
      if (end === 'taken') tally.taken += 1;
    } catch (error) {
      tally.faults += 1;
      if (tally.faults <= 5)
        say(`${parser.what}: ${(error as Error).message.slice(0, 300)} from ${JSON.stringify(text.slice(0, 400))}`);
    }
    // Processor time: on a machine that others share, the clock on the wall measures them.
    const { user, system } = process.cpuUsage(start);
    tally.longest = Math.max(tally.longest, (user + system) / 1000);
    if (n % 500 === 0) tally.swollen = Math.max(tally.swollen, process.memoryUsage.rss() - before);
    if ((n + 1) % 250_000 === 0) say(`${parser.what}: ${n + 1} inputs, ${tally.faults} faults`);
  }
  return tally;
}

/** A reader as one writes it in a hurry: what it is given has the shape that it expects. */
function trustingReader(text: string): number {
  if (text.startsWith('{')) {
    const json = JSON.parse(text) as { leaf?: { at: string }; path?: string[]; records?: { leaf: { at: string } }[] };
    return (
      (json.records ?? []).map((record) => record.leaf.at.slice(0, 10)).length +
      (json.path ?? []).map((hash) => hash.length).length
    );
  }
  const [origin, size, root] = text.slice(0, text.lastIndexOf('\n\n')).split('\n');
  return origin!.length + Number(size) + Buffer.from(root!, 'base64').readUInt8(0);
}

function countOf(parser: Parser, total: number, from: Feed, tally: Tally): Count {
  const slow = tally.longest > slowest ? 1 : 0;
  const swollen = tally.swollen > mostMemory ? 1 : 0;
  const tried = 2_000;
  let broke = 0;
  for (let n = 0; n < tried; n += 1)
    try {
      trustingReader(feed(from, parser.isJson));
    } catch {
      broke += 1;
    }
  return {
    promise: `Nothing that a stranger hands in among ${parser.what} breaks a parser, holds it up or swells it.`,
    ...{ done: total, unit: `${parser.what}, each grown from a valid one`, broken: tally.faults + slow + swollen },
    control: { what: 'the same fed to a reader that trusts the shape of what it is given', done: tried, broken: broke },
    notes: `${tally.past} came past the form and were judged for what they say, ${tally.taken} of them held (changes of what nobody proves, or of spare signatures). The longest took ${tally.longest.toFixed(0)} ms of the processor; the process grew by ${Math.round(tally.swollen / 1024 / 1024)} MB at most.`,
  };
}

async function holdFuzz(size: Size, seed: number, say: (line: string) => void): Promise<readonly Count[]> {
  const { judge } = (await import(here('verifier/verify.mjs'))) as { judge: Judge };
  const folder = mkdtempSync(join(tmpdir(), 'candour-fuzz-'));
  const values = [...oddValues, ...fc.sample(fc.jsonValue({ maxDepth: 3 }), { numRuns: 2000, seed })];
  try {
    const parsers = [bundleParser(judge), receiptParser(judge), checkpointParser(judge), await witnessParser(folder)];
    return parsers.map((parser, at) => {
      const from: Feed = { dice: createDice(seed + at), seeds: parser.seeds, values };
      return countOf(parser, sizes[size], from, run(parser, sizes[size], from, say));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const trial: Trial = {
  name: 'fuzz-proofs',
  needs: () => null,
  hold: holdFuzz,
};
