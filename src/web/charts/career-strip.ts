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
  const first = yearOf(strip.fromDay);
  const last = yearOf(strip.toDay);
  const step = [1, 2, 5, 10].find((years) => (at.width / Math.max(1, last - first)) * years > 38) ?? 10;
  let out = line(0, at.bottom, at.width, at.bottom, 'c-axis c-axis--strong');
  for (let year = Math.ceil(first / step) * step; year <= last; year += step) {
    const x = place(isoToDay(`${year}-01-01`));
    if (x < 0 || x > at.width - 24) continue;
    out += line(x, at.top, x, at.bottom + 5, 'c-axis');
    out += text(String(year), { x: x + 3, y: at.bottom + 16, class: 'c-label' });
  }
  return out;
}

/** The name of a post where its bar has room for it, in whole words. */
function fitted(name: string, room: number): string {
  const most = Math.floor((room - 10) / 6.4);
  if (name.length <= most) return name;
  const cut = name.slice(0, Math.max(0, most - 1)).replace(/\s+\S*$/, '');
  return cut.length >= 4 ? `${cut}…` : '';
}

/** The picture at one width; `key` keeps the ids of two widths on one page apart. */
export function careerStripSvg(strip: CareerStrip, width: number, key: string): string {
  const id = `${strip.id}-${key}`;
  const scale = scaleLinear([strip.fromDay, strip.toDay], [0, width]);
  const place = (day: Day): number => scale(Math.min(Math.max(day, strip.fromDay), strip.toDay));
  const size = 12;
  const stacked = stack(strip.marks, (day) => Math.min(Math.max(place(day), size / 2), width - size / 2), size + 2);
  const levels = Math.max(1, ...stacked.map(({ level }) => level + 1));
  const top = strip.threshold ? 26 : 6;
  const marksBottom = top + levels * (size + 2) + 4;
  const postsTop = marksBottom + 4;
  const postsBottom = postsTop + 26;

  let out = patterns(id) + yearAxis(strip, place, { top, bottom: postsBottom + 6, width });
  for (const post of strip.posts) {
    const x = place(post.fromDay);
    const wide = Math.max(2, place(post.toDay ?? strip.toDay) - x);
    const plain = post.kind === 'ordinary';
    const fill = plain ? undefined : `url(#${id}-${post.kind === 'specialist' ? 'hatch' : 'stop'})`;
    const bar = element('rect', {
      x,
      y: postsTop,
      width: wide - 1,
      height: 26,
      rx: 2,
      class: plain ? 'c-post' : `c-post--${post.kind}`,
      fill,
    });
    const name = fitted(post.name, wide);
    const halo =
      name && !plain
        ? element('rect', { x: x + 3, y: postsTop + 5, width: name.length * 6.6 + 4, height: 16, class: 'c-halo' })
        : '';
    out += bar + halo + (name ? text(name, { x: x + 6, y: postsTop + 17, class: 'c-label c-label--post' }) : '');
  }
  for (const { mark: each, x, level } of stacked) {
    out += mark(each.kind, x, marksBottom - size / 2 - level * (size + 2), size);
  }
  if (strip.threshold)
    out += thresholdLine(strip.threshold, place(strip.threshold.atDay), { width, bottom: postsBottom + 6 });
  const words = { id, title: strip.title, description: strip.description };
  return drawing({ width, height: postsBottom + 28 }, words, out);
}

function thresholdLine(
  threshold: { readonly label: string },
  x: number,
  frame: { readonly width: number; readonly bottom: number },
): string {
  const turns = x + 20 + threshold.label.length * 7 > frame.width;
  const flag = turns ? `${x},2 ${x - 12},7 ${x},12` : `${x},2 ${x + 12},7 ${x},12`;
  return (
    line(x, 2, x, frame.bottom, 'c-threshold') +
    element('polygon', { points: flag, class: 'c-flag' }) +
    text(threshold.label, {
      x: turns ? x - 17 : x + 17,
      y: 12,
      class: 'c-threshold-label',
      'text-anchor': turns ? 'end' : 'start',
    })
  );
}
