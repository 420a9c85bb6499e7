/** Cells as text: numbers as short as they can be told apart, days as `yyyy-MM-dd`, nothing computed. */
import { dayToIso } from '../../engines/history.ts';

const secondsOfDay = 86_400;
const two = (value: number): string => String(value).padStart(2, '0');
const clockOf = (seconds: number): string =>
  `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;

/** A stored number. What is none, or too long to be kept exactly, stays as it is written. */
export function numberText(written: string): string {
  const text = written.trim();
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) return written;
  const value = Number(text);
  if (!Number.isFinite(value) || (/^[+-]?\d+$/.test(text) && !Number.isSafeInteger(value))) return text;
  return Object.is(value, -0) ? '0' : String(value);
}

export type Shown = 'number' | 'day' | 'time' | { readonly digits: number };

/** Formats that every workbook has without writing them down (ECMA-376 part 1, 18.8.30). */
const builtIn: readonly (readonly [number, number, Shown])[] = [
  [14, 17, 'day'],
  [18, 21, 'time'],
  [22, 22, 'day'],
  [27, 36, 'day'],
  [45, 45, 'time'],
  [47, 47, 'time'],
  [50, 58, 'day'],
];

/** How a number format shows a number: as a day, a time of day, with leading zeros, or as a number. */
export function shownBy(id: number, code: string | undefined): Shown {
  if (code === undefined) return builtIn.find(([from, to]) => id >= from && id <= to)?.[2] ?? 'number';
  const first = code.slice(0, 200).split(';', 1)[0] ?? '';
  if (/^0{2,20}$/.test(first)) return { digits: first.length };
  const marks = first.replace(/"[^"]*"|\\.|_.|\[[^\]]*\]/g, '');
  if (/general/i.test(marks) || /\[[hms]+\]/i.test(first)) return 'number';
  if (/[yd]/i.test(marks)) return 'day';
  if (/[hs]/i.test(marks)) return 'time';
  return /m/i.test(marks) ? 'day' : 'number';
}

/** A day counted from 1900 (or 1904) as spreadsheets do, who think that 1900 was a leap year. */
export function serialText(written: string, shown: Shown, from1904: boolean): string {
  const value = Number(written);
  if (typeof shown === 'object')
    return Number.isSafeInteger(value) && value >= 0 ? String(value).padStart(shown.digits, '0') : numberText(written);
  if (shown === 'number' || !/^\d+(\.\d*)?(e[+-]?\d+)?$/i.test(written.trim()) || value >= 2_958_466)
    return numberText(written);
  const whole = Math.floor(value);
  const seconds = Math.round((value - whole) * secondsOfDay);
  if (shown === 'time' && whole === 0) return clockOf(seconds % secondsOfDay);
  const days = whole + Math.floor(seconds / secondsOfDay);
  const day = from1904
    ? dayToIso(days - 24_107)
    : days === 60
      ? '1900-02-29'
      : dayToIso(days - (days < 60 ? 25_568 : 25_569));
  const rest = seconds % secondsOfDay;
  return rest === 0 ? day : `${day} ${clockOf(rest)}`;
}

/** Characters that XML cannot hold are written `_x000D_` in workbooks. Those that no text needs stay as written. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (all, hex: string) => {
        const code = Number.parseInt(hex, 16);
        const isText = code === 9 || code === 10 || code === 13 || (code >= 32 && code < 0xd800);
        return isText ? String.fromCharCode(code) : all;
      })
    : text;

/** `B7` → 1; -1 where it is no reference. */
export function columnOf(reference: string): number {
  let column = 0;
  let at = 0;
  for (; at < reference.length && at < 4; at += 1) {
    const letter = reference.charCodeAt(at) & 0xdf;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  return column - 1;
}
