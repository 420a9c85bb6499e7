/** Leaf hashes by the million: the text around what differs from leaf to leaf is written once. */
import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import { type LeafFields, leafHashOf } from './ledger-leaf.ts';

interface Frame {
  readonly leaf: Omit<LeafFields, 'object' | 'commitment'>;
  readonly before: string;
  readonly after: string;
}

const idShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function frameOf(leaf: LeafFields): Frame {
  leafHashOf(leaf); // throws for what no leaf of ours ever had, such as an instant that is not in UTC
  const { at, act, actor, table } = leaf;
  const [actText, actorText, atText, tableText] = [act, actor, at, table].map(canonicalJson);
  return {
    leaf: { at, act, actor, table },
    before: `\0{"act":${actText},"actor":${actorText},"at":${atText},"commitment":"`,
    after: `","table":${tableText}}`,
  };
}

/** A function that gives what `leafHashOf` gives, and remembers the leaf before. */
export function leafHasher(): (leaf: LeafFields) => Buffer {
  let frame: Frame | null = null;
  return (leaf) => {
    const { object, commitment } = leaf;
    if (commitment.length !== 32 || !idShape.test(object)) return leafHashOf(leaf);
    const last = frame?.leaf;
    const isSame =
      last !== undefined &&
      last.at === leaf.at &&
      last.act === leaf.act &&
      last.actor === leaf.actor &&
      last.table === leaf.table;
    if (!isSame || frame === null) frame = frameOf(leaf);
    const hex = Buffer.from(commitment.buffer, commitment.byteOffset, 32).toString('hex');
    return hash('sha256', `${frame.before}${hex}","object":"${object}${frame.after}`, 'buffer');
  };
}
