/** Compiles maps of stops and searches, and of records to be joined. */
import { dayToIso } from '../history.ts';
import type { Columns, Take } from './columns.ts';
import { quoted } from './columns.ts';
import { happenedReader, personReader } from './compile-entry.ts';
import { dateParser } from './dates.ts';
import type { RecordsMap, StopsMap } from './map.ts';
import type { MappedRecord, MappedStop } from './mapped.ts';
import { flagReader, numberReader, textReader } from './read-values.ts';

/** Minutes after midnight of `14:05`, `14:05:30` or an ISO instant, as written. Null where the value holds no time. */
function minuteReader(columns: Columns, rule: StopsMap['time']): Take<number | null> {
  if (!rule) return () => null;
  const text = columns.text(rule.column, rule.optional);
  return (row) => {
    const value = text(row);
    if (value === '' || /^\d{4}-\d\d-\d\d$/.test(value)) return null;
    const clock = /^(?:\d{4}-\d\d-\d\d[T ])?(\d\d?):(\d\d)(?!\d)/.exec(value);
    const [hour, minute] = [Number(clock?.[1]), Number(clock?.[2])];
    if (hour <= 23 && minute <= 59) return hour * 60 + minute;
    columns.refuse(`Column "${rule.column}" holds ${quoted(value)}, which is not a time of day.`);
    return null;
  };
}

function placeReader(columns: Columns, rule: StopsMap['latitude'], limit: number): Take<number | null> {
  if (!rule) return () => null;
  const number = numberReader(columns, rule);
  return (row) => {
    const value = number(row);
    if (value !== null && Math.abs(value) > limit)
      columns.refuse(`Column "${rule.column}" holds ${value}, which is no place on the earth.`);
    return value;
  };
}

export function stopReader(columns: Columns, map: StopsMap): Take<MappedStop> {
  const text = (rule: Parameters<typeof textReader>[1] | undefined): Take<string | null> =>
    rule === undefined ? () => null : textReader(columns, rule);
  const happened = happenedReader(columns, map.happened);
  const [ref, person, minute] = [text(map.ref), personReader(columns, map.person), minuteReader(columns, map.time)];
  const [force, unit, place, stopType] = [text(map.force), text(map.unit), text(map.place), text(map.stopType)];
  const [gender, ageRange, self, group] = [
    text(map.gender),
    text(map.ageRange),
    text(map.ethnicitySelf),
    text(map.ethnicitySelfGroup),
  ];
  const [officer, legislation, object, outcome] = [
    text(map.ethnicityOfficer),
    text(map.legislation),
    text(map.object),
    text(map.outcome),
  ];
  const [linked, outer] = [flagReader(columns, map.outcomeLinked), flagReader(columns, map.outerClothing)];
  const operation = flagReader(columns, map.operation);
  const [latitude, longitude] = [placeReader(columns, map.latitude, 90), placeReader(columns, map.longitude, 180)];
  return (row) => {
    const when = happened(row);
    return {
      kind: 'stop',
      ref: ref(row),
      person: person(row),
      happenedFrom: when?.from ?? null,
      happenedTo: when?.to ?? null,
      minute: minute(row),
      force: force(row),
      unit: unit(row),
      place: place(row),
      stopType: stopType(row),
      gender: gender(row),
      ageRange: ageRange(row),
      ethnicitySelf: self(row),
      ethnicitySelfGroup: group(row),
      ethnicityOfficer: officer(row),
      legislation: legislation(row),
      object: object(row),
      outcome: outcome(row),
      outcomeLinked: linked(row),
      outerClothing: outer(row),
      operation: operation(row),
      latitude: latitude(row),
      longitude: longitude(row),
    };
  };
}

/** Which of two files to be joined a header belongs to. */
export type Side = 'left' | 'right';

/**
 * Records to be joined keep what they hold, misprints and all: an impossible date of birth still resembles the true one.
 * A date that can be read is written yyyy-MM-dd, so that two files with different formats meet.
 */
export function recordReader(columns: Columns, map: RecordsMap, side: Side): Take<MappedRecord> {
  const other = side === 'right' ? map.right : undefined;
  const idColumn = other?.id ?? map.id;
  const id = columns.short(idColumn);
  const takes = map.compare.map((compared) => {
    const text = columns.text(other?.columns?.[compared.column] ?? compared.column);
    if (compared.as !== 'date') return text;
    const parse = dateParser(compared.format ?? ['yyyy-MM-dd', 'iso']);
    // Days repeat: most have been read before.
    const known = new Map<string, string>();
    return (row: readonly string[]): string => {
      const value = text(row);
      const met = known.get(value);
      if (met !== undefined) return met;
      const found = value === '' ? '' : parse(value);
      const read = typeof found === 'string' || found.precision !== 'day' ? value : dayToIso(found.from);
      if (known.size < 50_000) known.set(value, read);
      return read;
    };
  });
  return (row) => {
    const own = id(row);
    if (own === null) columns.refuse(`Column "${idColumn}" is blank.`);
    return { kind: 'record', id: own ?? '', values: takes.map((take) => take(row)) };
  };
}
