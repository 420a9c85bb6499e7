/** Gathers the cells of a sheet into rows, within the caps. */
import { type FileCaps, FileRefused, type TableRow } from './caps.ts';

export class TableRows {
  readonly #caps: FileCaps;
  #rows: TableRow[] = [];
  #values: string[] = [];
  #characters = 0;
  #handed = 0;
  #count = 0;

  constructor(caps: FileCaps) {
    this.#caps = caps;
  }

  /** Puts a text into a column of the row at hand. Blank cells take no room, wherever they are. */
  put(column: number, text: string, times = 1): void {
    if (text === '') return;
    if (column < 0 || column + times > this.#caps.columns)
      throw new FileRefused(`The sheet has more than ${this.#caps.columns} columns.`);
    this.#characters += text.length * times;
    if (this.#characters > this.#caps.recordCharacters)
      throw new FileRefused(`A row of the sheet holds more than ${this.#caps.recordCharacters} characters.`);
    while (this.#values.length < column) this.#values.push('');
    for (let place = column; place < column + times; place += 1) {
      if (this.#values[place]) throw new FileRefused('Two cells of the sheet stand in the same place.');
      this.#values[place] = text;
    }
  }

  /** Ends the row at hand. A blank one is no row. */
  end(line: number, times = 1): void {
    if (this.#values.length > 0) {
      this.#count += times;
      this.#handed += this.#characters * times;
      if (this.#count > this.#caps.rows || times > 10_000)
        throw new FileRefused(
          times > 10_000
            ? `One row of the sheet is repeated ${times} times.`
            : `The sheet has more than ${this.#caps.rows} rows.`,
        );
      if (this.#handed > this.#caps.handedCharacters)
        throw new FileRefused('The sheet says the same long texts so often that it cannot be read.');
      for (let time = 0; time < times; time += 1) this.#rows.push({ line: line + time, values: this.#values });
      this.#values = [];
    }
    this.#characters = 0;
  }

  /** The rows since the last time. */
  take(): readonly TableRow[] {
    const rows = this.#rows;
    if (rows.length > 0) this.#rows = [];
    return rows;
  }
}
