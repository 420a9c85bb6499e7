/**
 * XML of unknown origin, as events. No document type, so no entities and nothing outside is asked for; UTF-8 only; no
 * piece longer and no nesting deeper than is agreed.
 */
import { SaxesParser } from 'saxes';
import { type FileCaps, FileRefused, quotedName } from './caps.ts';

export type Attributes = Readonly<Record<string, string>>;

export interface XmlEvents {
  /** `local` is the name without the prefix. */
  readonly open: (name: string, attributes: Attributes, local: string) => void;
  readonly close: (name: string, local: string) => void;
  readonly text: (text: string) => void;
}

const pieceCharacters = 64 * 1024;
const notXml = (part: string, why: string): FileRefused =>
  new FileRefused(`${quotedName(part)} in the file is not XML that can be read: ${why}.`);

const localOf = (name: string): string => name.slice(name.indexOf(':') + 1);

function parserFor(part: string, events: XmlEvents, caps: FileCaps): { parser: SaxesParser; sinceEvent: () => number } {
  const parser = new SaxesParser({ position: false });
  let depth = 0;
  let written = 0;
  let last = 0;
  const heard = () => {
    last = written;
  };
  parser.on('error', (error) => {
    throw notXml(
      part,
      error.message
        .replace(/^[^a-z]*/i, '')
        .slice(0, 80)
        .replace(/\.$/, ''),
    );
  });
  parser.on('doctype', () => {
    throw notXml(part, 'it declares a document type, by which a file can name other files or grow without end');
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding && !/^utf-?8$/i.test(encoding)) throw notXml(part, 'it is not in UTF-8');
  });
  parser.on('opentag', ({ name, attributes }) => {
    heard();
    depth += 1;
    if (depth > caps.depth) throw notXml(part, `it is nested more than ${caps.depth} deep`);
    events.open(name, attributes as Attributes, localOf(name));
  });
  parser.on('closetag', ({ name }) => {
    heard();
    depth -= 1;
    events.close(name, localOf(name));
  });
  const text = (piece: string) => {
    heard();
    events.text(piece);
  };
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('comment', heard);
  const write = parser.write.bind(parser);
  parser.write = (chunk) => {
    written += String(chunk ?? '').length;
    return write(chunk);
  };
  return { parser, sinceEvent: () => written - last };
}

/** Reads XML piece by piece; between two pieces the caller may take what its events gathered. */
export function* readXml(
  part: string,
  pieces: Iterable<Uint8Array>,
  events: XmlEvents,
  caps: FileCaps,
): Generator<void> {
  const { parser, sinceEvent } = parserFor(part, events, caps);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (piece?: Uint8Array): string => {
    try {
      return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
    } catch {
      throw notXml(part, 'it is not in UTF-8');
    }
  };
  for (const piece of pieces) {
    const text = decode(piece);
    for (let at = 0; at < text.length; at += pieceCharacters) {
      parser.write(text.slice(at, at + pieceCharacters));
      if (sinceEvent() > caps.recordCharacters + pieceCharacters)
        throw notXml(part, `one piece of it is longer than ${caps.recordCharacters} characters`);
      yield;
    }
  }
  decode();
  parser.close();
}

/** Reads a small part to its end. */
export function readWholeXml(part: string, pieces: Iterable<Uint8Array>, events: XmlEvents, caps: FileCaps): void {
  for (const _ of readXml(part, pieces, events, caps));
}
