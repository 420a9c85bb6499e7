/** The string measures by their definitions, for values of any length; `word-store.ts` reaches the same numbers faster. */

export const prefixWeight = 0.1;

/** Jaro-Winkler from its counts. One formula for every way of counting, so that every way gives the same bits. */
export function winklerFrom(meet: number, na: number, nb: number, crossed: number, prefix: number): number {
  const jaro = (meet / na + meet / nb + (meet - crossed) / meet) / 3;
  return jaro > 0.7 ? jaro + prefix * prefixWeight * (1 - jaro) : jaro;
}

/** Jaro-Winkler similarity (Jaro 1989, Winkler 1990): prefix of at most 4, weight 0.1, only above a Jaro of 0.7. */
export function jaroWinkler(a: string, b: string): number {
  if (a.length === 0 || b.length === 0) return 0;
  const reach = Math.max(0, (Math.max(a.length, b.length) >>> 1) - 1);
  const [usedA, usedB] = [new Uint8Array(a.length), new Uint8Array(b.length)];
  let meet = 0;
  for (let j = 0; j < b.length; j++) {
    const end = Math.min(a.length - 1, j + reach);
    for (let i = Math.max(0, j - reach); i <= end; i++)
      if (usedA[i] === 0 && a.charCodeAt(i) === b.charCodeAt(j)) {
        usedA[i] = 1;
        usedB[j] = 1;
        meet++;
        break;
      }
  }
  if (meet === 0) return 0;
  let crossed = 0;
  for (let i = 0, j = 0; i < a.length; i++) {
    if (usedA[i] === 0) continue;
    while (usedB[j] === 0) j++;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) crossed++;
    j++;
  }
  let prefix = 0;
  const most = Math.min(4, a.length, b.length);
  while (prefix < most && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix++;
  return winklerFrom(meet, a.length, b.length, crossed >>> 1, prefix);
}

const rows = [new Int32Array(64), new Int32Array(64), new Int32Array(64)];

/**
 * Optimal string alignment: a letter put in, left out, changed, or two neighbours exchanged, each costing one. Stops at
 * `most`, answering `most + 1`.
 */
export function editDistance(a: string, b: string, most: number): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last, next] = rows as [Int32Array, Int32Array, Int32Array];
  if (b.length + 1 > next.length)
    [before, last, next] = [0, 1, 2].map(() => new Int32Array(b.length + 1)) as [Int32Array, Int32Array, Int32Array];
  for (let j = 0; j <= b.length; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    next[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(last[j]! + 1, next[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1))
        cost = Math.min(cost, before[j - 2]! + 1);
      next[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most + 1) return most + 1;
    [before, last, next] = [last, next, before];
  }
  return Math.min(last[b.length]!, most + 1);
}
