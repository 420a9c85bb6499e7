/**
 * Two verifiers written apart, `candour verify --bundle` and the single file `verifier/verify.mjs`, judge the same exports:
 * the same verdict, and the same first bad record. Exports are made by a real database (persons, periods, growth) and from
 * logs made of a seed; each good one has beside it one that was harmed inside and one that was harmed as a text.
 *
 * The cheapest ways to a hollow 0: let both share their code (the file imports nothing of ours, which its own test
 * asserts); ask only about good exports, or only about ones that no parser would take; let two verifiers agree by both
 * passing everything. So good and bad are counted, a harm that proves nothing may pass and every other must not, and the
 * control is a verifier that checks roots and signatures and does not hash the rows again.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { canonicalJson } from '../../../src/engines/canonical-json.ts';
import { verifyBundle } from '../../../src/engines/ledger-bundle.ts';
import { leafHashOf, readLeaf, verifyCheckpoint } from '../../../src/engines/ledger-leaf.ts';
import { verifyInclusion } from '../../../src/engines/merkle.ts';
import { bundleHouse } from '../../../src/main.ts';
import { holdsSignature, publishedKeys, trustIn } from '../../../src/platform/ledger/keys.ts';
import { isRefusal } from '../../../src/platform/refusal.ts';
import {
  dice,
  flip,
  harms,
  isUnprovedChange,
  type Json,
  logFrom,
  pick,
  type Roll,
  unproved,
} from '../../../tests/attacks/bundles.ts';
import { buildWorld } from '../../../tests/attacks/world.ts';
import type { Count, Size, Trial } from '../trial.ts';

const sizes: Readonly<Record<Size, number>> = { short: 40, full: 1_000 };

interface Verdict {
  readonly ok: boolean;
  readonly record?: number | null;
}
type Judge = (text: string) => Verdict;
const file = resolve(import.meta.dirname, '../../../verifier/verify.mjs');

/** Whole exports of a real database: of each person, of periods, and of growth. */
async function realExports(seed: number): Promise<{ texts: string[]; rootsOnly: Judge }> {
  const world = await buildWorld(`second-verifier-${seed}`);
  try {
    const { ground, persons } = world;
    const house = { place: ground.server.place, ground, close: ground.close };
    const span = { from: '2026-03-01', to: '2026-03-31' };
    const texts: string[] = [];
    for (const flags of [...persons.slice(0, 14).map((person) => ({ person })), { span }]) {
      const built = await bundleHouse(house, flags);
      if (isRefusal(built)) throw new Error(built.words);
      texts.push(built.text);
    }
    const trust = trustIn(publishedKeys(ground.server, 'main'), 'main');
    return { texts, rootsOnly: (text) => judgeRootsOnly(text, trust) };
  } finally {
    await world.ground.close();
  }
}

/** A verifier as some have shipped: signature and paths, and nothing of what the rows say. */
function judgeRootsOnly(text: string, trust: ReturnType<typeof trustIn>): Verdict {
  const json = JSON.parse(text) as { checkpoint: string; records: Json[] };
  const head = trust === null ? null : verifyCheckpoint(json.checkpoint, trust);
  if (head === null || 'refused' in head) return { ok: false, record: null };
  const bad = json.records.findIndex((record) => {
    const leaf = readLeaf(record.leaf);
    const path = (record.path as string[]).map((hash) => Buffer.from(hash, 'base64'));
    return (
      leaf === null ||
      !verifyInclusion({
        index: record.index as number,
        size: head.size,
        leaf: leafHashOf(leaf),
        path,
        root: head.root,
      })
    );
  });
  return bad < 0 ? { ok: true } : { ok: false, record: bad };
}

interface Sample {
  readonly text: string;
  readonly what: string;
  /** Null where nothing that is proved was changed. */
  readonly mustFail: boolean | null;
}

const names = Object.keys(harms);

/** An export from a seed, and another history under the same key. */
function seeded(n: number, roll: Roll): { good: string; other: string } {
  const size = 1 + roll(40);
  const chosen = Array.from({ length: size }, (_, at) => at).filter((at) => at === size - 1 || roll(3) > 0);
  const since = roll(2) ? 1 + roll(size) : null;
  const [log, fork] = [logFrom('one', `history ${n % 7}`, size), logFrom('one', 'another history', size)];
  return { good: log.bundle(size, chosen, since), other: fork.bundle(size, chosen, since) };
}

function harmedInside(good: string, other: string, roll: Roll, n: number): Sample {
  const what = names[n % names.length]!;
  const harmed = JSON.parse(good) as Json;
  harms[what]?.(harmed, roll, JSON.parse(other) as Json);
  const text = canonicalJson(harmed);
  return { text, what, mustFail: text === good ? false : unproved.includes(what) ? null : true };
}

function harmedAsText(good: string, roll: Roll): Sample {
  const text = pick(
    [
      () => flip(good, roll),
      () => good.slice(0, roll(good.length)),
      () => `${good}\n`,
      () => JSON.stringify(JSON.parse(good), null, 1),
      () => good.replace(/"salt":"../, '"salt":"zz'),
    ],
    roll,
  )();
  const isSame = text === good;
  const passes = !isSame && text.startsWith('{') && text.endsWith('}') && isUnproved(good, text);
  return { text, what: 'as a text', mustFail: isSame ? false : passes ? null : true };
}

function isUnproved(good: string, text: string): boolean {
  try {
    return isUnprovedChange(good, text);
  } catch {
    return false;
  }
}

function* samples(total: number, real: readonly string[], roll: Roll): Generator<Sample> {
  for (let n = 0, made = 0; made < total; n += 1) {
    const fromDatabase = n % 3 === 0;
    const pair = fromDatabase
      ? { good: real[(n / 3) % real.length]!, other: real[(n / 3 + 1) % real.length]! }
      : seeded(n, roll);
    // A record of one person's export is a good record in another's: only its place may be wrong.
    const inside = harmedInside(pair.good, pair.other, roll, roll(names.length));
    const loose =
      fromDatabase && /another history|another key/.test(inside.what) ? { ...inside, mustFail: null } : inside;
    const texts: Sample[] = [
      { text: pair.good, what: 'as made', mustFail: false },
      loose,
      harmedAsText(pair.good, roll),
    ];
    for (const sample of texts.slice(0, total - made)) yield sample;
    made += texts.length;
  }
}

interface Tally {
  good: number;
  bad: number;
  apart: number;
  unseen: number;
}

async function holdSecondVerifier(size: Size, seed: number, say: (line: string) => void): Promise<readonly Count[]> {
  const { judge } = (await import(pathToFileURL(file).href)) as { judge: Judge };
  const { texts, rootsOnly } = await realExports(seed);
  const roll = dice(`second-verifier-${seed}`);
  const tally: Tally = { good: 0, bad: 0, apart: 0, unseen: 0 };
  let done = 0;
  for (const { text, what, mustFail } of samples(sizes[size], texts, roll)) {
    done += 1;
    const ours: Verdict = verifyBundle(text, { verify: holdsSignature });
    const theirs = judge(text);
    tally[ours.ok ? 'good' : 'bad'] += 1;
    const same = ours.ok === theirs.ok && (ours.ok || ours.record === theirs.record);
    const right = mustFail === null || ours.ok === !mustFail;
    if (!same) tally.apart += 1;
    if (!right) tally.unseen += 1;
    if (!same || !right) say(`${what}: ${JSON.stringify(ours)} and ${JSON.stringify(theirs)}`);
  }
  const control = texts.map((text) => {
    const json = JSON.parse(text) as { records: { row: Json }[] };
    for (const { row } of json.records) row.more = 'than was committed to';
    return canonicalJson(json);
  });
  const fooled = control.filter((text) => rootsOnly(text).ok && !judge(text).ok).length;
  return [
    {
      promise: 'Two verifiers written apart give the same verdict on every export, and name the same first bad record.',
      ...{ done, unit: 'exports, good and bad', broken: tally.apart + tally.unseen },
      control: {
        what: 'exports whose rows were changed, judged by a verifier that checks signature and paths and does not hash the rows',
        ...{ done: control.length, broken: fooled },
      },
      notes: `${tally.good} held and ${tally.bad} did not. Broken would be another verdict, another first bad record, or a change of what is proved that passes. A third come from a real database; what an export says of itself (about, made, withheld) is not proved and may be changed.`,
    },
  ];
}

export const trial: Trial = {
  name: 'second-verifier',
  needs: () => null,
  hold: holdSecondVerifier,
};
