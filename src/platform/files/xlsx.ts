/** XLSX workbooks (ECMA-376): the stored values of one sheet as rows of text. Formulas, macros and links stay asleep. */

import { type FileCaps, FileRefused, quotedName, type Sheet, type SheetFacts, type TableRow } from './caps.ts';
import { columnOf, type Shown, serialText, shownBy, unescaped } from './cell-text.ts';
import { type Met, metNothing, sheetNotes } from './sheet-notes.ts';
import { TableRows } from './table-rows.ts';
import { readWholeXml, readXml, type XmlEvents } from './xml.ts';
import type { ZipFile } from './zip.ts';

interface Relation {
  readonly target: string;
  readonly type: string;
  readonly isOutside: boolean;
}
interface ListedSheet {
  readonly name: string;
  readonly isHidden: boolean;
  readonly part: string | null;
}
interface Workbook {
  readonly from1904: boolean;
  readonly sheets: readonly ListedSheet[];
}

const nothing = (): void => {};

function resolve(from: string, target: string): string {
  const parts = target.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const step of target.split('/'))
    if (step === '..') parts.pop();
    else if (step !== '' && step !== '.') parts.push(step);
  return parts.join('/');
}

function relationsOf(zip: ZipFile, part: string, caps: FileCaps): Map<string, Relation> {
  const cut = part.lastIndexOf('/') + 1;
  const name = `${part.slice(0, cut)}_rels/${part.slice(cut)}.rels`;
  const found = new Map<string, Relation>();
  if (!zip.has(name)) return found;
  const open: XmlEvents['open'] = (_name, { Id, Target, Type, TargetMode }, local) => {
    if (local !== 'Relationship' || !Id || found.size >= caps.parts) return;
    const isOutside = TargetMode === 'External';
    found.set(Id, { target: resolve(part, Target ?? ''), type: Type ?? '', isOutside });
  };
  readWholeXml(name, zip.read(name), { open, close: nothing, text: nothing }, caps);
  return found;
}

function workbookPart(zip: ZipFile, caps: FileCaps): string {
  for (const { type, target, isOutside } of relationsOf(zip, '', caps).values())
    if (type.endsWith('/officeDocument') && !isOutside) return target;
  return 'xl/workbook.xml';
}

function readWorkbook(zip: ZipFile, part: string, caps: FileCaps): Workbook {
  const relations = relationsOf(zip, part, caps);
  const sheets: ListedSheet[] = [];
  let from1904 = false;
  const open: XmlEvents['open'] = (_name, attributes, local) => {
    if (local === 'workbookPr') from1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
    if (local !== 'sheet') return;
    if (sheets.length >= caps.sheets) throw new FileRefused(`The workbook has more than ${caps.sheets} sheets.`);
    const id = Object.entries(attributes).find(([name]) => /(^|:)id$/.test(name))?.[1] ?? '';
    const relation = relations.get(id);
    const isTable = relation?.type.endsWith('/worksheet') === true && !relation.isOutside;
    const isHidden = (attributes.state ?? 'visible') !== 'visible';
    sheets.push({ name: unescaped(attributes.name ?? ''), isHidden, part: isTable ? relation.target : null });
  };
  readWholeXml(part, zip.read(part), { open, close: nothing, text: nothing }, caps);
  return { from1904, sheets };
}

/** How the cells of each style show a number. */
function readStyles(zip: ZipFile, name: string, caps: FileCaps): Shown[] {
  const codes = new Map<number, string>();
  const shown: Shown[] = [];
  let inCells = false;
  if (!zip.has(name)) return shown;
  const open: XmlEvents['open'] = (_name, attributes, local) => {
    if (local === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
    if (local === 'cellXfs') inCells = true;
    if (local !== 'xf' || !inCells) return;
    if (shown.length >= 65_536) throw new FileRefused('The workbook has more styles than a workbook can have.');
    const id = Number(attributes.numFmtId ?? 0);
    shown.push(shownBy(id, codes.get(id)));
  };
  const close: XmlEvents['close'] = (_name, local) => {
    if (local === 'cellXfs') inCells = false;
  };
  readWholeXml(name, zip.read(name), { open, close, text: nothing }, caps);
  return shown;
}

/** The texts that cells share. */
function* readShared(zip: ZipFile, name: string, caps: FileCaps, into: string[]): Generator<readonly TableRow[]> {
  if (!zip.has(name)) return;
  let [text, kept] = ['', 0];
  let [inText, phonetic] = [false, 0];
  const events: XmlEvents = {
    open: (_name, _attributes, local) => {
      if (local === 'rPh') phonetic += 1;
      inText = local === 't' && phonetic === 0;
    },
    text: (piece) => {
      if (inText) text += piece;
      if (text.length > caps.recordCharacters)
        throw new FileRefused(`A text of the workbook is longer than ${caps.recordCharacters} characters.`);
    },
    close: (_name, local) => {
      inText = false;
      if (local === 'rPh') phonetic -= 1;
      if (local !== 'si') return;
      kept += text.length + 32;
      if (kept > caps.sharedCharacters)
        throw new FileRefused('The workbook holds more text than can be kept in memory. Save it as CSV.');
      into.push(unescaped(text));
      text = '';
    },
  };
  for (const _ of readXml(name, zip.read(name), events, caps)) yield [];
}

interface Cell {
  column: number;
  readonly type: string;
  readonly style: number;
  value: string;
  text: string;
  formula: string | null;
}

interface Known {
  readonly shared: readonly string[];
  readonly styles: readonly Shown[];
  readonly from1904: boolean;
}

function cellText(cell: Cell, known: Known, met: Met): string {
  if (cell.formula !== null) met.formulas += 1;
  switch (cell.type) {
    case 's': {
      const text = known.shared[/^\d+$/.test(cell.value) ? Number(cell.value) : -1];
      if (text === undefined) throw new FileRefused('A cell of the sheet points at a text that the workbook lacks.');
      return text;
    }
    case 'inlineStr':
      return unescaped(cell.text);
    case 'str':
      return unescaped(cell.value);
    case 'b':
      return cell.value === '1' ? 'TRUE' : cell.value === '0' ? 'FALSE' : cell.value;
    case 'e':
      met.errors += 1;
      return cell.value;
    case 'd':
      return cell.value.replace(/T00:00:00(\.0*)?Z?$/, '').replace('T', ' ');
    default:
      // A formula that nobody has worked out yet is the text of itself; it is not worked out here.
      if (cell.value === '') return cell.formula ? `=${cell.formula}` : '';
      return serialText(cell.value, known.styles[cell.style] ?? 'number', known.from1904);
  }
}

function sheetEvents(rows: TableRows, known: Known, met: Met): XmlEvents {
  let cell: Cell | null = null;
  let [line, column] = [0, 0];
  let into: 'value' | 'text' | 'formula' | null = null;
  let phonetic = 0;
  return {
    open: (_name, attributes, local) => {
      into = null;
      if (local === 'row') {
        const given = Number(attributes.r);
        line = Number.isSafeInteger(given) && given > 0 ? given : line + 1;
        column = 0;
        if (attributes.hidden === '1' || attributes.hidden === 'true') met.hiddenRows += 1;
      } else if (local === 'c') {
        const given = attributes.r ? columnOf(attributes.r) : column;
        cell = {
          column: given < 0 ? column : given,
          type: attributes.t ?? 'n',
          style: Number(attributes.s ?? 0),
          value: '',
          text: '',
          formula: null,
        };
      } else if (cell && local === 'v') into = 'value';
      else if (cell && local === 'f') {
        into = 'formula';
        cell.formula = '';
      } else if (local === 'rPh') phonetic += 1;
      else if (cell && local === 't' && phonetic === 0) into = 'text';
      else if (local === 'mergeCell') met.merged += 1;
      else if (local === 'col' && (attributes.hidden === '1' || attributes.hidden === 'true')) met.hiddenColumns += 1;
    },
    text: (piece) => {
      if (cell && into) cell[into] = (cell[into] ?? '') + piece;
    },
    close: (_name, local) => {
      into = null;
      if (local === 'rPh') phonetic -= 1;
      else if (local === 'c' && cell) {
        rows.put(cell.column, cellText(cell, known, met));
        column = cell.column + 1;
        cell = null;
      } else if (local === 'row') rows.end(line);
    },
  };
}

function chosenSheet(sheets: readonly ListedSheet[], wanted: string | null): ListedSheet & { readonly part: string } {
  const tables = sheets.filter((sheet) => sheet.part !== null);
  const found =
    wanted === null ? tables.find((sheet) => !sheet.isHidden) : tables.find((sheet) => sheet.name === wanted);
  if (found?.part) return { ...found, part: found.part };
  const names = tables.slice(0, 20).map((sheet) => quotedName(sheet.name));
  if (wanted !== null)
    throw new FileRefused(`The workbook has no sheet ${quotedName(wanted)}. It has ${names.join(', ')}.`);
  throw new FileRefused(
    tables.length > 0
      ? 'Every sheet of the workbook is hidden. Name the one to be read.'
      : 'The workbook has no sheet with cells.',
  );
}

/** The rows of one sheet: the one named, or the first that is not hidden. */
export function* readXlsx(
  zip: ZipFile,
  wanted: string | null,
  caps: FileCaps,
): Generator<readonly TableRow[], SheetFacts> {
  const part = workbookPart(zip, caps);
  if (/\.bin$/i.test(part))
    throw new FileRefused('The workbook is in the binary form (.xlsb). Save it as .xlsx or as CSV.');
  const workbook = readWorkbook(zip, part, caps);
  const sheet = chosenSheet(workbook.sheets, wanted);
  const relations = [...relationsOf(zip, part, caps).values()];
  const partOf = (type: string, usual: string): string =>
    relations.find((relation) => relation.type.endsWith(type))?.target ?? resolve(part, usual);
  const shared: string[] = [];
  yield* readShared(zip, partOf('/sharedStrings', 'sharedStrings.xml'), caps, shared);
  const known = { shared, styles: readStyles(zip, partOf('/styles', 'styles.xml'), caps), from1904: workbook.from1904 };
  const rows = new TableRows(caps);
  const met = metNothing();
  for (const _ of readXml(sheet.part, zip.read(sheet.part), sheetEvents(rows, known, met), caps)) yield rows.take();
  yield rows.take();
  const sheets = workbook.sheets.map(
    (each): Sheet => ({ name: each.name, isHidden: each.isHidden, isRead: each.name === sheet.name }),
  );
  return { sheets, notes: sheetNotes(zip.names, sheets, met) };
}
