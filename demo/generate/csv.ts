/** CSV files as RFC 4180 has them, with LF line ends, written in pieces so that a file never stands in memory. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Day } from '../../src/engines/history.ts';
import { dayToIso } from '../../src/engines/history.ts';

export type Cell = string | number | null;

const needsQuotes = /[",\r\n]/;
const pieceSize = 256 * 1024;

export class CsvFile {
  readonly name: string;
  private readonly width: number;
  private readonly descriptor: number;
  private piece = '';
  rows = 0;

  constructor(folder: string, name: string, columns: readonly string[]) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    this.name = name;
    this.width = columns.length;
    this.descriptor = openSync(path, 'w');
    this.piece = `${columns.join(',')}\n`;
  }

  write(cells: readonly Cell[]): void {
    if (cells.length !== this.width) throw new RangeError(`${this.name}: ${cells.length} cells for ${this.width}`);
    let line = '';
    for (let index = 0; index < cells.length; index++) {
      const cell = cells[index];
      const text = cell === null || cell === undefined ? '' : typeof cell === 'number' ? String(cell) : cell;
      line += index === 0 ? '' : ',';
      line += needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    }
    this.piece += `${line}\n`;
    this.rows++;
    if (this.piece.length > pieceSize) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    const bytes = Buffer.from(this.piece, 'utf8');
    for (let done = 0; done < bytes.length; ) done += writeSync(this.descriptor, bytes, done);
    this.piece = '';
  }
}

const spelled = new Map<Day, string>();

/** A day as text; an open end is an empty cell. */
export function iso(day: Day | null): string {
  if (day === null || day === Number.POSITIVE_INFINITY) return '';
  let text = spelled.get(day);
  if (text === undefined) {
    text = dayToIso(day);
    spelled.set(day, text);
  }
  return text;
}
