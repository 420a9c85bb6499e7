/** A date as eight digits, year first, whether or not it is a real day: 13 in the place of the month is a misprint to compare. */

const iso = /^(\d{4})-(\d{2})-(\d{2})/;

/** Eight digits, or '' where the value is laid out in no way that the format knows. */
export function dateDigits(value: string, format: string | readonly string[] | undefined): string {
  const text = value.trim();
  const read = iso.exec(text);
  if (read) return read[1]! + read[2]! + read[3]!;
  const formats = format === undefined ? ['yyyyMMdd'] : typeof format === 'string' ? [format] : format;
  for (const one of formats) {
    const found = byLayout(text, one);
    if (found !== '') return found;
  }
  const digits = text.replace(/\D+/g, '');
  return digits.length === 8 ? digits : digits.length === 4 ? `${digits}0000` : '';
}

function byLayout(text: string, format: string): string {
  const order = [...format.matchAll(/yyyy|MM?(?!M)|dd?/g)].map((part) => part[0][0]!);
  const isRun = /^[yMd]+$/.test(format);
  const numbers = isRun ? cutRun(text, format) : text.split(/\D+/).filter((part) => part !== '');
  if (order.length === 0 || numbers.length < order.length) return '';
  const at = (letter: string, width: number) => {
    const part = numbers[order.indexOf(letter)];
    return order.includes(letter) && part !== undefined ? part.padStart(width, '0') : '0'.repeat(width);
  };
  const found = at('y', 4) + at('M', 2) + at('d', 2);
  return found.length === 8 ? found : '';
}

function cutRun(text: string, format: string): string[] {
  if (!/^\d+$/.test(text) || text.length !== format.length) return [];
  return [...format.matchAll(/y+|M+|d+/g)].map((part) => text.slice(part.index, part.index + part[0].length));
}
