/** What a file from outside may cost, and how it is refused. */

/** The file is not taken. The message is for whoever brought it: it says what is wrong and what to do. */
export class FileRefused extends Error {}

export interface FileCaps {
  /** Bytes of the file itself, where it is a spreadsheet. */
  readonly fileBytes: number;
  /** Bytes of all parts of a spreadsheet together, or of the text of a CSV file, after inflating. */
  readonly inflatedBytes: number;
  /** How many times its own size a part of more than a megabyte may inflate to. */
  readonly ratio: number;
  readonly parts: number;
  /** Characters in one record, and in one piece of XML. */
  readonly recordCharacters: number;
  /** Characters of the texts that cells share, which have to be kept in memory. */
  readonly sharedCharacters: number;
  /** Characters handed on: a short file may say the same long text a million times. */
  readonly handedCharacters: number;
  readonly columns: number;
  readonly rows: number;
  readonly sheets: number;
  readonly depth: number;
}

export const usualCaps: FileCaps = {
  fileBytes: 100 * 1024 ** 2,
  inflatedBytes: 512 * 1024 ** 2,
  ratio: 400,
  parts: 2_000,
  recordCharacters: 1_000_000,
  sharedCharacters: 32 * 1024 ** 2,
  handedCharacters: 512 * 1024 ** 2,
  columns: 1_000,
  rows: 1_048_576,
  sheets: 255,
  depth: 64,
};

/** A row of a table, with the line of the file on which it begins. */
export interface TableRow {
  readonly line: number;
  readonly values: readonly string[];
}

export interface Sheet {
  readonly name: string;
  readonly isHidden: boolean;
  readonly isRead: boolean;
}

/** What a reader of a spreadsheet found besides the rows. */
export interface SheetFacts {
  readonly sheets: readonly Sheet[];
  /** For people: what was left out, not run, not followed. */
  readonly notes: readonly string[];
}

/** A name from the file as it may stand in a sentence: short, on one line. */
export const quotedName = (name: string): string => {
  const line = name.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
  return `"${line.length > 60 ? `${line.slice(0, 60)}…` : line}"`;
};

export const inWords = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MB`;
