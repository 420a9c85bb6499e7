/** A summary that everybody cleared for the entry may read: it names nobody. */
const mostLetters = 600;

/** Why the summary is not safe, or null. `names` are those of the people in the entry. */
export function whyNotSafe(summary: string, names: readonly string[]): string | null {
  const text = summary.trim();
  if (text.length < 15) return 'Say in a sentence what is said to have happened';
  if (text.length > mostLetters)
    return `Keep it to ${mostLetters} letters: the words themselves stay where they were given`;
  const plain = text.toLowerCase();
  const named = names
    .flatMap((name) => name.toLowerCase().match(/[\p{L}'’-]{3,}/gu) ?? [])
    .find((part) => new RegExp(`(?<![\\p{L}])${part.replace(/[-]/g, '\\-')}(?![\\p{L}])`, 'u').test(plain));
  if (named && named !== 'not' && named !== 'named') return 'Take the name out: the summary must name nobody';
  if (/[\w.+-]+@[\w-]+\.\w+/.test(text)) return 'Take the address out: the summary must name nobody';
  if (/(?<!\d)(?:\+44|0)\d[\d ]{8,}\d(?!\d)/.test(text))
    return 'Take the telephone number out: the summary must name nobody';
  return null;
}
