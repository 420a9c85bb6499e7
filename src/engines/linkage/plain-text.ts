/**
 * One plain form of a value, so that spelling alone is compared: small Latin letters and digits, accents and
 * punctuation gone, other alphabets spelt out. What must stay true: the form depends on the value alone.
 */

const spelt: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ŋ: 'n',
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'i',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
  і: 'i',
  ї: 'i',
  є: 'ye',
  ґ: 'g',
  ў: 'u',
  ј: 'j',
  љ: 'lj',
  њ: 'nj',
  α: 'a',
  β: 'v',
  γ: 'g',
  δ: 'd',
  ε: 'e',
  ζ: 'z',
  η: 'i',
  θ: 'th',
  ι: 'i',
  κ: 'k',
  λ: 'l',
  μ: 'm',
  ν: 'n',
  ξ: 'x',
  ο: 'o',
  π: 'p',
  ρ: 'r',
  σ: 's',
  ς: 's',
  τ: 't',
  υ: 'y',
  φ: 'f',
  χ: 'ch',
  ψ: 'ps',
  ω: 'o',
}; // prettier-ignore

const isPlain = /^[a-z0-9 ]*$/;

/** Values that files write where they know nothing. */
const blanks = new Set([
  '',
  'n/a',
  'null',
  'nan',
  'unknown',
  'not known',
  'not stated',
  'not recorded',
  '-',
  '--',
  '?',
  '.',
]);

/** Lower case without accents; other alphabets in Latin letters; punctuation left in. */
function latin(value: string): string {
  const low = value.toLowerCase();
  if (isPlain.test(low)) return low;
  let out = '';
  for (const char of low.normalize('NFKD')) {
    if (/\p{M}/u.test(char)) continue;
    out += spelt[char] ?? char;
  }
  return out;
}

export const isBlank = (value: string): boolean => blanks.has(value.trim().toLowerCase());

/** Words parted by one space; apostrophes close up (O'Neil is oneil), any other mark parts (Smith-Jones is two words). */
export function plainWords(value: string): string {
  const text = latin(value);
  if (isPlain.test(text) && !text.includes('  ')) return text.trim();
  return text
    .replace(/['’‘`´]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Letters and digits only, run together: identifiers and codes. */
export function plainRun(value: string): string {
  return latin(value).replace(/[^\p{L}\p{N}@]+/gu, '');
}
