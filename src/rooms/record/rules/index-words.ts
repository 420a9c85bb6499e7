/** Which words of a sentence can be searched for: whole words as they are written, without regard to case or accents. */

const least = 3;
const most = 40;
/** Words that stand in nearly every sentence find nothing. */
const common = new Set(
  'about after and are because been before but did for from had has have her him his how into its not now off our out over said she than that the their them then there they this was were what when where which who why will with you your'.split(
    ' ',
  ),
);

/** The different words of a text, in the form in which they are compared. */
export function indexWords(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = (plain.match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu) ?? []).map((word) => word.replace(/['’].*$/u, ''));
  return [...new Set(words)].filter((word) => word.length >= least && word.length <= most && !common.has(word));
}
