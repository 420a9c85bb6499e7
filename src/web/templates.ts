/** Nunjucks over our templates and components. Everything from outside is escaped; only our own drawings are not. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import { type CareerStrip, careerStripSvg } from './charts/career-strip.ts';
import { type IntervalChart, intervalChartSvg } from './charts/interval-chart.ts';
import { element, mark } from './charts/svg.ts';
import type { Shell, Views } from './views.ts';

const here = dirname(fileURLToPath(import.meta.url));
const wide = 1000;
const narrow = 328;

export interface Templates {
  /** The whole page. */
  readonly page: <Name extends keyof Views>(name: Name, model: object, shell: Shell) => string;
  /** A piece of template text, for the gallery. */
  readonly piece: (source: string, model: object) => string;
}

/** The nearest folder of installed packages at or above this file. */
function packagesFolder(): string {
  for (let folder = here; ; folder = dirname(folder)) {
    const packages = join(folder, 'node_modules');
    if (existsSync(join(packages, 'govuk-frontend'))) return packages;
    if (folder === dirname(folder)) throw new Error('govuk-frontend is not installed');
  }
}

const safe = (markup: string) => new nunjucks.runtime.SafeString(markup);

const twoWidths = (draw: (width: number, key: string) => string) =>
  safe(
    `<div class="picture__wide">${draw(wide, 'wide')}</div><div class="picture__narrow">${draw(narrow, 'narrow')}</div>`,
  );

function smallMark(kind: 'account' | 'record' | 'finding' | 'void' | 'career') {
  const inner =
    kind === 'career'
      ? element('line', { x1: 2, y1: 8, x2: 14, y2: 8, class: 'c-axis c-axis--strong' })
      : mark(kind, 8, 8, 12);
  return safe(element('svg', { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' }, inner));
}

/** Templates of the hall, then of the folders given (a room's own pages). */
export function openTemplates(folders: readonly string[] = []): Templates {
  const packages = packagesFolder();
  const roots = [
    join(here, 'templates'),
    join(here, 'components'),
    ...folders,
    join(packages, 'govuk-frontend', 'dist'),
    join(packages, '@ministryofjustice', 'frontend'),
  ];
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(roots), {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  environment.addGlobal('careerStripPicture', (strip: CareerStrip) =>
    twoWidths((width, key) => careerStripSvg(strip, width, key)),
  );
  environment.addGlobal('intervalPicture', (chart: IntervalChart) =>
    twoWidths((width, key) => intervalChartSvg(chart, width === wide ? 760 : width, key)),
  );
  environment.addGlobal('mark', smallMark);
  return {
    page: (name, model, shell) => environment.render(`${name}.njk`, { ...model, shell }),
    piece: (source, model) => environment.renderString(source, model),
  };
}
