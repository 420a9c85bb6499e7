/** A map and a header, compiled to a function of a row. Nothing in a row can make it throw: it takes the row or says why not. */
import { Columns, type Take } from './columns.ts';
import { entryReader } from './compile-entry.ts';
import { personRowReader, postRowReader, unitRowReader } from './compile-people.ts';
import { recordReader, type Side, stopReader } from './compile-stop.ts';
import type { EntriesMap, ImportMap, PeopleMap, PostsMap, RecordsMap, StopsMap, UnitsMap } from './map.ts';
import type {
  Mapped,
  MappedEntry,
  MappedPerson,
  MappedPost,
  MappedRecord,
  MappedStop,
  MappedUnit,
  RowResult,
} from './mapped.ts';

/** What rows of a map become. */
export type RecordOf<M extends ImportMap> = M extends EntriesMap
  ? MappedEntry
  : M extends PeopleMap
    ? MappedPerson
    : M extends PostsMap
      ? MappedPost
      : M extends UnitsMap
        ? MappedUnit
        : M extends StopsMap
          ? MappedStop
          : M extends RecordsMap
            ? MappedRecord
            : Mapped;

export type Compiled<M extends ImportMap> =
  | { readonly ok: true; readonly row: (values: readonly string[]) => RowResult<RecordOf<M>> }
  | { readonly ok: false; readonly reason: string };

function readerFor(columns: Columns, map: ImportMap, side: Side): Take<Mapped> {
  switch (map.kind) {
    case 'entries':
      return entryReader(columns, map);
    case 'people':
      return personRowReader(columns, map);
    case 'posts':
      return postRowReader(columns, map);
    case 'units':
      return unitRowReader(columns, map);
    case 'stops':
      return stopReader(columns, map);
    case 'records':
      return recordReader(columns, map, side);
  }
}

/** Compiles a map against a file's header. A header that lacks a column is refused once, before any row. */
export function compileMap<M extends ImportMap>(map: M, header: readonly string[], side: Side = 'left'): Compiled<M> {
  const columns = new Columns(header);
  const take = readerFor(columns, map, side);
  const keyed = side === 'right' ? [] : (map.key ?? []);
  for (const name of keyed) columns.at(name);
  const fault = columns.fault();
  if (fault !== null) return { ok: false, reason: fault };
  const width = columns.header.length;
  return {
    ok: true,
    row: (values) => {
      if (values.length !== width)
        return { ok: false, reason: `The row has ${values.length} columns where the header has ${width}.` };
      columns.reason = null;
      const record = take(values) as RecordOf<M>;
      return columns.reason === null ? { ok: true, record } : { ok: false, reason: columns.reason };
    },
  };
}
