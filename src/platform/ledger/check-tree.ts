/** Leaves hashed again, the tree built again, and held against every root that was ever signed or kept. */
import { eraseAct } from '../../engines/ledger-leaf.ts';
import { Frontier } from '../../engines/merkle.ts';
import type { Log } from '../transaction.ts';
import type { Anchor } from './anchors.ts';
import { type Check, leafPlace } from './check.ts';
import { eachLeaf, hashOfColumns, type StoredLeaf } from './leaf-stream.ts';

function takeLeaf(check: Check, log: Log, leaf: StoredLeaf): Buffer {
  const hash = hashOfColumns(leaf);
  if (hash === null || !hash.equals(leaf.hash))
    check.problems.add({
      kind: 'leaf-altered',
      ...leafPlace(leaf, log),
      words: 'The leaf does not come to its own hash.',
    });
  const before = check.index.add(leaf, log);
  if (before !== null)
    check.problems.add({
      kind: 'leaf-twice',
      ...leafPlace(leaf, log),
      words: `Leaf ${before.seq} of the ${before.log} log speaks of the same record.`,
    });
  if (leaf.act === eraseAct) check.erasures.push({ log, seq: leaf.seq });
  if (check.asked?.log === log && check.asked.seq === leaf.seq) check.asked.hash = hash;
  return hash ?? Buffer.from(leaf.hash);
}

export interface Tree {
  readonly leaves: number;
  readonly held: number;
  readonly last: number;
}

/** Builds the tree again and holds it against every size at which its root is known. */
export async function checkTree(check: Check, log: Log, anchors: readonly Anchor[]): Promise<Tree> {
  const waiting = [...anchors].sort((one, other) => one.size - other.size);
  const frontier = new Frontier();
  let next = 0;
  let lastGood = 0;
  let lastOutside = 0;
  let expected = 0;
  let broken = false;
  const holdAnchors = () => {
    for (let anchor = waiting[next]; anchor !== undefined && anchor.size === frontier.size; anchor = waiting[next]) {
      next += 1;
      if (frontier.root().equals(anchor.root)) {
        lastGood = anchor.size;
        if (anchor.outside) lastOutside = anchor.size;
        continue;
      }
      // After the first that fails all later ones must: one finding says it. Where what is kept outside is the first to fail,
      // those in the database were signed again, and say nothing of the place.
      const from = anchor.outside ? lastOutside : lastGood;
      const again = anchor.outside && lastGood > lastOutside ? ' The signing key was used for another history.' : '';
      if (!broken)
        check.problems.add({
          kind: 'root-differs',
          log,
          seq: from,
          until: anchor.size,
          words: `The tree is not the one that was signed: ${anchor.from} does not hold. The first change lies in leaves ${from} to ${anchor.size - 1} of the ${log} log.${again}`,
        });
      broken = true;
    }
  };
  holdAnchors();
  await eachLeaf(check.client, { log, from: 0 }, (leaf) => {
    if (leaf.seq !== expected)
      check.problems.add({
        kind: 'leaf-missing',
        log,
        seq: expected,
        until: leaf.seq,
        words: `Leaves ${expected} to ${leaf.seq - 1} of the ${log} log are missing.`,
      });
    expected = leaf.seq + 1;
    frontier.append(takeLeaf(check, log, leaf));
    holdAnchors();
  });
  const cut = waiting[next];
  if (cut !== undefined)
    check.problems.add({
      kind: 'log-cut',
      log,
      seq: frontier.size,
      until: waiting.at(-1)?.size ?? cut.size,
      words: `The ${log} log has ${frontier.size} leaves, and ${cut.from} says that it had ${cut.size}: its end was cut off.`,
    });
  return { leaves: frontier.size, held: next, last: waiting[next - 1]?.size ?? 0 };
}
