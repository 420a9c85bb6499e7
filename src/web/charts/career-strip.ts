/**
 * A career on one line: posts as bars, matters as marks stacked above them, and the line where a rule was first met.
 * Kinds differ by shape and posts by pattern, so that nothing hangs on colour.
 */
import { scaleLinear } from 'd3-scale';
import { type Day, dayToIso, isoToDay } from '../../engines/history.ts';
import { drawing, element, line, mark, text } from './svg.ts';

export interface CareerPost {
  readonly name: string;
  readonly fromDay: Day;
  /** Null while it lasts. */
  readonly toDay: Day | null;
  readonly kind: 'ordinary' | 'specialist' | 'restricted';
  /** For the table: `March 2004 to June 2009`. */
  readonly said: string;
}

export interface CareerMark {
  readonly atDay: Day;
  readonly kind: 'account' | 'record' | 'finding' | 'void';
  /** For the table. */
  readonly title: string;
  readonly said: string;
  readonly href?: string | undefined;
}

export interface CareerStrip {
  /** Unique on its page. */
  readonly id: string;
  readonly title: string;
  /** What the picture says, in a sentence. */
  readonly description: string;
  readonly fromDay: Day;
  readonly toDay: Day;
  readonly posts: readonly CareerPost[];
  readonly marks: readonly CareerMark[];
  readonly threshold?: { readonly atDay: Day; readonly label: string } | undefined;
}

interface Stacked {
  readonly mark: CareerMark;
  readonly x: number;
  readonly level: number;
}

const postHeight = 26;

const yearOf = (day: Day): number => Number(dayToIso(day).slice(0, 4));

/** Marks that would overlap stand on top of each other. */
function stack(marks: readonly CareerMark[], place: (day: Day) => number, gap: number): Stacked[] {
  const lastAt: number[] = [];
  return [...marks]
    .sort((a, b) => a.atDay - b.atDay)
    .map((each) => {
      const x = place(each.atDay);
      let level = 0;
      while ((lastAt[level] ?? Number.NEGATIVE_INFINITY) > x - gap) level += 1;
      lastAt[level] = x;
      return { mark: each, x, level };
    });
}

function patterns(id: string): string {
  const hatch = element(
    'pattern',
    { id: `${id}-hatch`, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    element('rect', { width: 6, height: 6, class: 'c-hatch-ground' }) + line(0, 0, 0, 6, 'c-hatch'),
  );
  const stop = element(
    'pattern',
    { id: `${id}-stop`, width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
    element('rect', { width: 6, height: 6, class: 'c-stop-ground' }) +
      line(0, 3, 6, 3, 'c-stop') +
      line(3, 0, 3, 6, 'c-stop'),
  );
  return element('defs', {}, hatch + stop);
}

function yearAxis(
  strip: CareerStrip,
  place: (day: Day) => number,
  at: { top: number; bottom: number; width: number },
): string {
  const earliest = yearOf(strip.fromDay);
  const last = yearOf(strip.toDay);
  const step = [1, 2, 5, 10].find((years) => (at.width / Math.max(1, last - earliest)) * years > 38) ?? 10;
  let out = line(0, at.bottom, at.width, at.bottom, 'c-axis c-axis--strong');
  for (let year = Math.ceil(earliest / step) * step; year <= last; year += step) {
    const first = isoToDay(`${year}-01-01`);
    const x = place(first);
    if (first < strip.fromDay || x > at.width - 24) continue;
    out += line(x, at.top, x, at.bottom + 5, 'c-axis');
    out += text(String(year), { x: x + 3, y: at.bottom + 16, class: 'c-label' });
  }
  return out;
}

/** As many whole words of a post's name as its bar has room for. */
function fitted(name: string, room: number): string {
  const most = Math.floor((room - 12) / 6.2);
  if (name.length <= most) return name;
  let kept = '';
  for (const word of name.split(' ')) {
    if (kept.length + word.length + 2 > most) break;
    kept = kept ? `${kept} ${word}` : word;
  }
  return kept ? `${kept.replace(/[,;:]$/, '')}…` : '';
}

/** The picture at one width; `key` keeps the ids of two widths on one page apart. */
export function careerStripSvg(strip: CareerStrip, width: number, key: string): string {
  const id = `${strip.id}-${key}`;
  const scale = scaleLinear([strip.fromDay, strip.toDay], [0, width]);
  const place = (day: Day): number => scale(Math.min(Math.max(day, strip.fromDay), strip.toDay));
  const size = 12;
  const half = size / 2;
  const stacked = stack(strip.marks, (day) => Math.min(Math.max(place(day), half), width - half), size + 2);
  const levels = Math.max(1, ...stacked.map(({ level }) => level + 1));
  const flag = strip.threshold && flagFor(strip.threshold.label, place(strip.threshold.atDay), width);
  const top = flag ? flag.y + 22 : 6;
  const marksBottom = top + levels * (size + 2) + 4;
  const postsTop = marksBottom + 4;
  const bottom = postsTop + postHeight + 6;

  let out = patterns(id) + yearAxis(strip, place, { top, bottom, width });
  for (const post of strip.posts) {
    out += drawPost(post, { x: place(post.fromDay), end: place(post.toDay ?? strip.toDay), y: postsTop, id });
  }
  for (const { mark: each, x, level } of stacked) {
    out += mark(each.kind, x, marksBottom - half - level * (size + 2), size);
  }
  if (flag) out += drawFlag(flag, bottom);
  return drawing({ width, height: bottom + 22 }, { id, title: strip.title, description: strip.description }, out);
}

function drawPost(post: CareerPost, at: { x: number; end: number; y: number; id: string }): string {
  const wide = Math.max(2, at.end - at.x);
  const plain = post.kind === 'ordinary';
  const bar = element('rect', {
    x: at.x,
    y: at.y,
    width: wide - 1,
    height: postHeight,
    rx: 2,
    class: plain ? 'c-post' : `c-post--${post.kind}`,
    fill: plain ? undefined : `url(#${at.id}-${post.kind === 'specialist' ? 'hatch' : 'stop'})`,
  });
  const name = fitted(post.name, wide);
  return bar + (name ? text(name, { x: at.x + 6, y: at.y + 17, class: 'c-label c-label--post' }) : '');
}

interface Flag {
  readonly label: string;
  readonly x: number;
  /** Middle of the flag; lower where the words need a line of their own above it. */
  readonly y: number;
  readonly words: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' };
  readonly turns: boolean;
}

/** The words go right of the line, left of it, or above it: wherever they can be read whole. */
function flagFor(label: string, x: number, width: number): Flag {
  const long = label.length * 7;
  if (x + 17 + long <= width) return { label, x, y: 7, words: { x: x + 17, y: 12, anchor: 'start' }, turns: false };
  if (x - 17 - long >= 0) return { label, x, y: 7, words: { x: x - 17, y: 12, anchor: 'end' }, turns: true };
  const middle = Math.min(Math.max(x, long / 2), width - long / 2);
  return { label, x, y: 26, words: { x: middle, y: 12, anchor: 'middle' }, turns: x > width / 2 };
}

function drawFlag({ label, x, y, words, turns }: Flag, bottom: number): string {
  const tip = turns ? x - 12 : x + 12;
  return (
    line(x, y - 5, x, bottom, 'c-threshold') +
    element('polygon', { points: `${x},${y - 5} ${tip},${y} ${x},${y + 5}`, class: 'c-flag' }) +
    text(label, { x: words.x, y: words.y, class: 'c-threshold-label', 'text-anchor': words.anchor })
  );
}
