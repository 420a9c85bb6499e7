/** What a generated service reproduces of the published figures, and how closely: counted from its files, written as a table. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Figure, figuresOf, unsaid } from './figures.ts';
import { readMatters } from './read-matters.ts';
import { readService } from './read-service.ts';

export interface Compared {
  readonly figures: readonly (Figure & { readonly difference: number })[];
  /** Published entries that the files cannot speak of. */
  readonly unsaid: readonly { readonly id: string; readonly name: string }[];
  readonly table: string;
}

const number = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
const targetWords = (target: Figure['target']): string =>
  typeof target === 'number'
    ? number.format(target)
    : target[0] === 0
      ? `at most ${number.format(target[1])}`
      : target.map((each) => number.format(each)).join(' to ');

/** How far off, in the figure's own unit: nothing within a range. */
export function differenceOf({ target, here }: Pick<Figure, 'target' | 'here'>): number {
  if (typeof target === 'number') return here - target;
  return here < target[0] ? here - target[0] : here > target[1] ? here - target[1] : 0;
}

function tableOf(figures: Compared['figures'], missing: Compared['unsaid'], what: string): string {
  const lines = figures.map(
    ({ id, text, unit, target, here, base, difference }) =>
      `|${id}|${text}|${unit}|${targetWords(target)}|${number.format(here)}|${difference > 0 ? '+' : ''}${number.format(difference)}|${number.format(base)}|`,
  );
  const groups = new Map<string, string[]>();
  for (const { id, name } of missing) {
    const group = id.slice('CAL-'.length, id.lastIndexOf('-'));
    groups.set(group, [...(groups.get(group) ?? []), `${id.slice(id.lastIndexOf('-') + 1)} ${name}`]);
  }
  return [
    what,
    '',
    '|published|what|unit|target|here|difference|rests on|',
    '|-|-|-|-|-|-|-|',
    ...lines,
    '',
    `The files cannot speak of these ${missing.length}, by group and number:`,
    '',
    ...[...groups].map(([group, names]) => `* **${group}**: ${names.join('; ')}.`),
  ].join('\n');
}

const page = resolve(import.meta.dirname, '../../docs/invented-service.md');
const [begins, ends] = ['<!-- compared: begins -->', '<!-- compared: ends -->'];

/** Puts the table between its two marks in the page about the invented service. */
function writeTable(table: string): void {
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(begins), text.indexOf(ends)];
  if (from < 0 || to < from) throw new Error(`${page} has no marks for the table`);
  writeFileSync(page, `${text.slice(0, from + begins.length)}\n\n${table}\n\n${text.slice(to)}`);
}

/** Compares the service in a folder with what is published. */
export async function compare(folder: string, options: { readonly write: boolean }): Promise<Compared> {
  const service = await readService(folder);
  const figures = figuresOf(service, await readMatters(folder, service)).map((figure) => ({
    ...figure,
    difference: differenceOf(figure),
  }));
  const made = JSON.parse(readFileSync(join(folder, 'truth/calibration.json'), 'utf8')) as Record<string, unknown>;
  const what = `Counted from the files of ${number.format(Number(made.people))} people over ${made.years} years, seed \`${made.seed}\`, by \`candour compare DIR --write\`.`;
  const missing = unsaid(figures);
  const table = tableOf(figures, missing, what);
  if (options.write) writeTable(table);
  return { figures, unsaid: missing, table };
}
