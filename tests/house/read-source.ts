/**
 * Reads a TypeScript file the way the house rules need it: its imports, its code without comments or literals, and
 * its literals. TypeScript 7 gives no parser to programs, and a search with comments left in would accuse prose.
 */

export interface ImportOf {
  /** As written: `./store.ts`, `node:fs`, `kysely`. Null where the path is computed. */
  readonly specifier: string | null;
  readonly isType: boolean;
}

export interface SourceText {
  /** Comments blanked; every string or template stands as `"#n"`, n being its place in `literals`. */
  readonly code: string;
  /** Words of each string; a template's holes stand as `${}`. */
  readonly literals: readonly string[];
  readonly imports: readonly ImportOf[];
}

interface Reading {
  readonly text: string;
  at: number;
  readonly literals: string[];
}

const beforeRegex = /(^|[(,=:[!&|?{};+\-*%<>~^]|\b(return|typeof|case|in|of|void|delete|await|yield|else|do))$/;

function readCode(reading: Reading, closing: string | null): string {
  const { text } = reading;
  let out = '';
  let depth = 0;
  while (reading.at < text.length) {
    const here = text[reading.at]!;
    const two = text.slice(reading.at, reading.at + 2);
    if (closing && here === closing && depth === 0) return out;
    if (closing && here === '{') depth++;
    if (closing && here === '}') depth--;
    if (two === '//') skipTo(reading, '\n', 0);
    else if (two === '/*') skipTo(reading, '*/', 2);
    else if (here === "'" || here === '"') out += readString(reading, here);
    else if (here === '`') out += readTemplate(reading);
    else if (here === '/' && beforeRegex.test(out.trimEnd())) out += readRegex(reading);
    else {
      out += here;
      reading.at++;
    }
  }
  return out;
}

function skipTo(reading: Reading, end: string, past: number): void {
  const found = reading.text.indexOf(end, reading.at + past);
  reading.at = found < 0 ? reading.text.length : found + past;
}

function keepLiteral(reading: Reading, words: string): string {
  reading.literals.push(words);
  return `"#${reading.literals.length - 1}"`;
}

function readString(reading: Reading, quote: string): string {
  let words = '';
  for (reading.at++; reading.at < reading.text.length && reading.text[reading.at] !== quote; reading.at++) {
    if (reading.text[reading.at] === '\\') reading.at++;
    words += reading.text[reading.at] ?? '';
  }
  reading.at++;
  return keepLiteral(reading, words);
}

function readTemplate(reading: Reading): string {
  let words = '';
  let holes = '';
  for (reading.at++; reading.at < reading.text.length && reading.text[reading.at] !== '`'; reading.at++) {
    if (reading.text[reading.at] === '\\') {
      reading.at++;
      words += reading.text[reading.at] ?? '';
    } else if (reading.text.startsWith('${', reading.at)) {
      reading.at += 2;
      holes += `(${readCode(reading, '}')})`;
      words += '${}';
    } else words += reading.text[reading.at];
  }
  reading.at++;
  return keepLiteral(reading, words) + holes;
}

function readRegex(reading: Reading): string {
  let isClass = false;
  for (reading.at++; reading.at < reading.text.length; reading.at++) {
    const here = reading.text[reading.at];
    if (here === '\\') reading.at++;
    else if (here === '[') isClass = true;
    else if (here === ']') isClass = false;
    else if (here === '\n' || (here === '/' && !isClass)) break;
  }
  reading.at++;
  return ' /regex/ ';
}

const statement = /\b(?:import|export)\b\s*(type\b(?!\s+from\b)\s*)?[^;"()=]*?\bfrom\s*"#(\d+)"/g;
const sideEffect = /\bimport\s*"#(\d+)"/g;
const call = /(?<![.\w])(?:import|require)\s*\(\s*(?:"#(\d+)")?/g;

function listImports(code: string, literals: readonly string[]): ImportOf[] {
  const found: ImportOf[] = [];
  for (const match of code.matchAll(statement))
    found.push({ specifier: literals[Number(match[2])] ?? null, isType: match[1] !== undefined });
  for (const match of code.matchAll(sideEffect))
    found.push({ specifier: literals[Number(match[1])] ?? null, isType: false });
  for (const match of code.matchAll(call)) {
    const words = match[1] === undefined ? null : (literals[Number(match[1])] ?? null);
    found.push({ specifier: words?.includes('${}') ? null : words, isType: false });
  }
  return found;
}

/** Imports, bare code and literals of a file's text. */
export function readSource(text: string): SourceText {
  const reading: Reading = { text, at: 0, literals: [] };
  const code = readCode(reading, null);
  return { code, literals: reading.literals, imports: listImports(code, reading.literals) };
}

/** Titles of the tests in a file: the first words given to `test(...)` or `it(...)`. Skipped and to-do tests prove nothing. */
export function listTestTitles(text: string): string[] {
  const { code, literals } = readSource(text);
  return [...code.matchAll(/\b(?:test|it)(?:\.only)?\s*\(\s*"#(\d+)"/g)].map(
    (match) => literals[Number(match[1])] ?? '',
  );
}
