/** Changes that break files: what people, programs and attackers do to text, numbers and bytes. From dice with a seed. */
import type { Dice } from '../../../src/engines/statistics/random.ts';

export const pick = <T>(dice: Dice, list: readonly T[]): T => list[dice.below(list.length)]!;

const numbers = [
  '-1',
  '0',
  '1e999',
  'NaN',
  '16385',
  '1048577',
  '99999999999',
  '4294967296',
  '2958466',
  '0.1e-400',
  '٣',
];
const nasty = [
  '',
  '\0',
  '\uFFFD',
  '\uFFFE',
  '\uD800',
  '"',
  '""',
  "'",
  ',',
  ';',
  '\n',
  '\r',
  '\r\n',
  '\t',
  '\uFEFF',
  '=cmd|x',
  '&amp;',
  '&a;',
  '&#0;',
  '&#xD800;',
  '&#x10FFFF;',
  '<!DOCTYPE a [<!ENTITY a "b">]>',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?xml version="1.0" encoding="UTF-16"?>',
  '<a>',
  '</a>',
  '/>',
  ' x="1" x="1"',
  ' t="s"',
  ' t="inlineStr"',
  ' r="ZZZZ9999999"',
  ' r="A0"',
  ' s="70000"',
  '_x0000_',
  '_xD800_',
  '<v>9</v>',
  '<f>A1</f>',
  ' table:number-columns-repeated="2147483647"',
  ' table:number-rows-repeated="2147483647"',
  ' office:value-type="date"',
  ' office:value-type="time"',
  '../',
  '__proto__',
  'constructor',
];

function slice(dice: Dice, text: string): [number, number] {
  const from = dice.below(text.length + 1);
  return [from, Math.min(text.length, from + 1 + dice.below(dice.below(4) === 0 ? 200 : 12))];
}

const changes: readonly ((dice: Dice, text: string) => string)[] = [
  (dice, text) => {
    const at = dice.below(text.length + 1);
    return text.slice(0, at) + pick(dice, nasty) + text.slice(at);
  },
  (dice, text) => {
    const [from, to] = slice(dice, text);
    return text.slice(0, from) + text.slice(to);
  },
  (dice, text) => {
    const [from, to] = slice(dice, text);
    return text.slice(0, to) + text.slice(from, to).repeat(1 + dice.below(3)) + text.slice(to);
  },
  (dice, text) => {
    const [from, to] = slice(dice, text);
    return text.slice(0, from) + pick(dice, nasty) + text.slice(to);
  },
  (dice, text) => {
    const found = [...text.matchAll(/\d+/g)];
    const one = found[dice.below(Math.max(1, found.length))];
    return one ? text.slice(0, one.index) + pick(dice, numbers) + text.slice(one.index + one[0].length) : text;
  },
  (dice, text) => {
    const found = [...text.matchAll(/<[^<>]{1,200}>/g)];
    const one = found[dice.below(Math.max(1, found.length))];
    if (!one) return text;
    const end = one.index + one[0].length;
    return dice.below(2) === 0
      ? text.slice(0, one.index) + text.slice(end)
      : text.slice(0, end) + one[0] + text.slice(end);
  },
  (dice, text) => text.slice(0, dice.below(text.length + 1)),
  (dice, text) => {
    const at = dice.below(text.length + 1);
    return text.slice(0, at) + String.fromCharCode(dice.below(0x10000)) + text.slice(at + 1);
  },
  (dice, text) => {
    const at = dice.below(text.length + 1);
    const piece = pick(dice, ['<a>', 'A', '"', '<c><v>1</v></c>', '\n', '&lt;', ',', '9']);
    return text.slice(0, at) + piece.repeat(pick(dice, [70, 300, 3_000])) + text.slice(at);
  },
];

/** One to four changes of a text; long repeats are rare, so that most of it is read. */
export function mutateText(dice: Dice, text: string): string {
  let changed = text;
  for (let left = 1 + dice.below(4); left > 0; left -= 1) {
    const which = dice.below(changes.length - (dice.below(20) === 0 ? 0 : 1));
    changed = changes[which]!(dice, changed);
  }
  return changed;
}

/** The same for bytes: flips, losses, repeats, extreme numbers. */
export function mutateBytes(dice: Dice, bytes: Uint8Array): Buffer {
  let changed = Buffer.from(bytes);
  for (let left = 1 + dice.below(4); left > 0; left -= 1) {
    const at = dice.below(Math.max(1, changed.length));
    const kind = dice.below(5);
    if (kind === 0) changed[at] = dice.below(256);
    else if (kind === 1) changed[at] = (changed[at] ?? 0) ^ (1 << dice.below(8));
    else if (kind === 2) changed = Buffer.concat([changed.subarray(0, at), changed.subarray(at + 1 + dice.below(16))]);
    else if (kind === 3)
      changed = Buffer.concat([changed.subarray(0, at), changed.subarray(Math.max(0, at - dice.below(40)))]);
    else if (changed.length >= at + 4) changed.writeUInt32LE(pick(dice, [0, 0xffff, 0x7fffffff, 0xffffffff, 1]), at);
  }
  return changed;
}

/** A value of JSON with something in it changed, taken out or put in. */
export function mutateJson(dice: Dice, value: unknown, keys: readonly string[]): unknown {
  const odd: readonly unknown[] = [
    null,
    true,
    0,
    -1,
    1e308,
    '',
    [],
    {},
    ...nasty,
    '(a+)+$',
    '^(a|a)*$',
    '[',
    'a'.repeat(400),
  ];
  if (dice.below(6) === 0) return pick(dice, odd);
  if (Array.isArray(value)) {
    if (value.length === 0 || dice.below(4) === 0) return [...value, mutateJson(dice, pick(dice, odd), keys)];
    const at = dice.below(value.length);
    return value.map((each, index) => (index === at ? mutateJson(dice, each, keys) : each));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0 || dice.below(5) === 0)
      return Object.fromEntries([...entries, [pick(dice, keys), pick(dice, odd)]]);
    const at = dice.below(entries.length);
    if (dice.below(8) === 0) return Object.fromEntries(entries.filter((_, index) => index !== at));
    return Object.fromEntries(
      entries.map(([key, each], index) => (index === at ? [key, mutateJson(dice, each, keys)] : [key, each])),
    );
  }
  return typeof value === 'string' ? mutateText(dice, value) : pick(dice, odd);
}
