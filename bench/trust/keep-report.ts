/** Reads and writes the report: the JSON is kept row by row, the page is written again from all of it. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { emptyReport, renderReport, type TrustReport } from './report.ts';

export const reportFolder = resolve(import.meta.dirname, '../../docs');

export function readReport(folder: string): TrustReport {
  const path = join(folder, 'trust-report.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as TrustReport) : emptyReport;
}

/** Whole or not at all: a run that is cut short leaves the last report readable. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** Changes the report by a function of what it was. */
export function keepReport(folder: string, change: (report: TrustReport) => TrustReport): void {
  const report = change(readReport(folder));
  writeWhole(join(folder, 'trust-report.json'), `${JSON.stringify(report, null, 1)}\n`);
  writeWhole(join(folder, 'trust-report.md'), renderReport(report));
}
