/** Rates beside each other with their intervals: a dot for the estimate, a whisker for what the figures allow. */
import { scaleLinear } from 'd3-scale';
import { drawing, element, line, text } from './svg.ts';

export interface IntervalRow {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** As printed: `4.1 (2.0 to 7.6)`. */
  readonly said: string;
  /** The row that the page is about: heavier and filled, and its label is bold. */
  readonly isSubject?: boolean | undefined;
}

export interface IntervalChart {
  /** Unique on its page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** `matters in 5 years`. */
  readonly unit: string;
  readonly rows: readonly IntervalRow[];
  readonly reference?: { readonly value: number; readonly label: string } | undefined;
}

const rowHeight = 44;

/** The picture at one width; `key` keeps the ids of two widths on one page apart. */
export function intervalChartSvg(chart: IntervalChart, width: number, key: string): string {
  const id = `${chart.id}-${key}`;
  const top = chart.reference ? 24 : 6;
  const bottom = top + chart.rows.length * rowHeight;
  const most = Math.max(...chart.rows.map((row) => row.high), chart.reference?.value ?? 0, 1e-9);
  const scale = scaleLinear([0, most], [6, width - 8]).nice(4);
  let out = '';
  for (const tick of scale.ticks(width < 480 ? 4 : 8)) {
    const x = scale(tick);
    out += line(x, top, x, bottom, 'c-axis');
    out += text(String(tick), { x, y: bottom + 16, class: 'c-label', 'text-anchor': 'middle' });
  }
  out += text(chart.unit, { x: 6, y: bottom + 34, class: 'c-label' });
  chart.rows.forEach((row, index) => {
    out += drawRow(row, top + index * rowHeight, scale);
  });
  if (chart.reference) {
    const x = scale(chart.reference.value);
    const atEnd = x > width * 0.6;
    out += line(x, top - 8, x, bottom, 'c-reference');
    out += text(chart.reference.label, {
      x,
      y: 11,
      class: 'c-label',
      'text-anchor': atEnd ? 'end' : x < width * 0.25 ? 'start' : 'middle',
    });
  }
  return drawing({ width, height: bottom + 40 }, { id, title: chart.title, description: chart.description }, out);
}

function drawRow(row: IntervalRow, top: number, scale: (value: number) => number): string {
  const on = row.isSubject ?? false;
  const y = top + 30;
  const whisker = on ? 'c-interval c-interval--on' : 'c-interval';
  return (
    text(row.label, { x: 6, y: top + 15, class: on ? 'c-name c-name--on' : 'c-name' }) +
    line(scale(row.low), y, scale(row.high), y, whisker) +
    line(scale(row.low), y - 5, scale(row.low), y + 5, whisker) +
    line(scale(row.high), y - 5, scale(row.high), y + 5, whisker) +
    element('circle', { cx: scale(row.value), cy: y, r: on ? 6 : 5, class: on ? 'c-dot c-dot--on' : 'c-dot' })
  );
}
