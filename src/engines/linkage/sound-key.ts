/**
 * A key that names share when they sound alike or are one name brought over from another alphabet in two ways:
 * the first sound and the consonants after it (Mohammed, Muhammad and Mohamed are one; so are Clark and Clarke,
 * Yusuf and Youssef). Own rules, in the manner of Metaphone; only ever used to find and to grade, never to decide.
 */

const clusters: readonly (readonly [RegExp, string])[] = [
  [/^(kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/^ps/, 's'],
  [/^x/, 's'],
  [/tsch|tch|sch|ch|sh|cz|sz|zh/g, 'x'],
  [/ph/g, 'f'],
  [/th|dt|tt/g, 't'],
  [/kh|gh|ck|qu|q/g, 'k'],
  [/dh/g, 'd'],
  [/dj|dg/g, 'j'],
  [/c(?=[eiy])/g, 's'],
  [/c/g, 'k'],
  [/z/g, 's'],
  [/v|w(?=[aeiouy])/g, 'v'],
  [/ks/g, 'x'],
];

/** Key of one word in its plain form; '' for a word without letters. */
export function soundKey(word: string): string {
  let text = word.replace(/[^a-z]/g, '');
  if (text === '') return '';
  for (const [pattern, sound] of clusters) text = text.replace(pattern, sound);
  const first = /^[aeiouy]/.test(text) ? 'a' : text[0]!;
  const rest = text
    .slice(1)
    .replace(/[aeiouyw]/g, '')
    .replace(/(?<=.)h(?=.)/g, 'h');
  return (first + rest).replace(/(.)\1+/g, '$1').slice(0, 8);
}
