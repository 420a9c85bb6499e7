/** Compiles a map of entries: what happened, when it was known, and what came of it when that in turn was known. */
import type { Day } from '../history.ts';
import {
  bases,
  entryKinds,
  type Finding,
  features,
  findings,
  isMatterType,
  matterTypes,
  missings,
  type PartyRole,
  partyRoles,
  sources,
  steps,
  stepTypes,
  visibilities,
} from '../vocabulary.ts';
import { type Columns, quoted, type Take } from './columns.ts';
import { type DateReading, precisionOf, widen } from './dates.ts';
import type { EntriesMap } from './map.ts';
import type { LaterFinding, MappedEntry, MappedOther, PersonRef } from './mapped.ts';
import {
  dateReader,
  dayReader,
  flagReader,
  listReader,
  maybeWordReader,
  numberReader,
  textReader,
  wordReader,
  wordsReader,
} from './read-values.ts';

const keyed = <T extends string>(words: readonly T[]): Record<T, true> =>
  Object.fromEntries(words.map((word) => [word, true])) as Record<T, true>;
const nobody = (): null => null;
const empty: readonly never[] = Object.freeze([]);
const noValues: Readonly<Record<string, number>> = Object.freeze({});

type PersonRule = NonNullable<EntriesMap['person']>;

/** The identifier of a row's person. A blank one refuses the row unless the map keeps such rows as about nobody known. */
export function personReader(
  columns: Columns,
  rule: PersonRule | undefined,
  blankAllowed = false,
): Take<PersonRef | null> {
  if (!rule) return nobody;
  const id = columns.short(rule.id, 200, rule.optional);
  const named = typeof rule.scheme === 'string' ? null : columns.short(rule.scheme.column, 40);
  const fixed = typeof rule.scheme === 'string' ? rule.scheme : '';
  return (row) => {
    const value = id(row);
    if (value === null) {
      if (rule.blank !== 'nobody' && !blankAllowed)
        columns.refuse(`Column "${rule.id}" is blank, so the row is about nobody.`);
      return null;
    }
    const scheme = named ? named(row) : fixed;
    if (scheme === null) columns.refuse('The kind of identifier is blank.');
    return { scheme: scheme ?? '', id: value };
  };
}

/** The period in which it is said to have happened; null where the file does not say. */
export function happenedReader(columns: Columns, rule: EntriesMap['happened']): Take<DateReading | null> {
  if (!rule) return nobody;
  const from = dateReader(columns, rule);
  const to = rule.to === undefined ? nobody : dateReader(columns, { ...rule, column: rule.to });
  const precision = rule.precision ?? 'day';
  return (row) => {
    const start = from(row);
    const end = to(row);
    if (!start) {
      if (rule.else === 'refuse' || end) columns.refuse(`Column "${rule.column}" is blank.`);
      return null;
    }
    if (!end) return widen(start, precision);
    if (end.to < start.from) columns.refuse(`Column "${rule.to}" lies before column "${rule.column}".`);
    return { from: widen(start, precision).from, to: widen(end, precision).to, precision: 'day' };
  };
}

type Known = (row: readonly string[], happened: DateReading | null) => Day;

/**
 * The day of knowing. A month or a year is read as its first day, or its last if the map asks for the certain reading,
 * and never as a day before the thing happened: a complaint received "in 2006" about 3 May 2006 was not known in January.
 */
function knownReader(columns: Columns, rule: EntriesMap['knownOn']): Known {
  const end = rule.reading === 'certain' ? 'to' : 'from';
  const first = rule.column === undefined ? nobody : dateReader(columns, { ...rule, column: rule.column });
  const second =
    (rule.else !== undefined && typeof rule.else !== 'string') || isColumnName(rule.else)
      ? dateReader(columns, rule.else)
      : nobody;
  const fallsBack = rule.from === 'happened' || rule.else === 'happened';
  return (row, happened) => {
    const found = first(row) ?? second(row);
    if (found) return found.precision === 'day' || !happened ? found[end] : Math.max(found[end], happened.from);
    if (fallsBack && happened) return happened[end];
    columns.refuse(
      rule.column === undefined || fallsBack
        ? 'No date says when this became known.'
        : `Column "${rule.column}" is blank, so nothing says when this became known.`,
    );
    return 0;
  };
}

const isColumnName = (value: EntriesMap['knownOn']['else']): value is string =>
  typeof value === 'string' && value !== 'happened' && value !== 'refuse';

interface FoundFinding {
  readonly finding: Finding;
  readonly findingOn: Day | null;
  readonly laterFinding: LaterFinding | null;
}
type FindingReader = (row: readonly string[], knownOn: Day) => FoundFinding;
const noFinding: FoundFinding = Object.freeze({ finding: 'none', findingOn: null, laterFinding: null });

/**
 * A finding stands with the entry only where the map says that it was known at once. Otherwise it is carried apart, with
 * its own day of knowing, so that no view or test as at an earlier day can use it.
 */
function findingReader(columns: Columns, map: EntriesMap): FindingReader {
  if (map.finding === undefined) return () => noFinding;
  const word = wordReader(columns, map.finding, findings);
  const on = dayReader(columns, map.findingOn);
  const rule = map.findingKnown ?? 'never';
  const outright = map.findingKnown === 'never';
  return (row, knownOn) => {
    const finding = word(row);
    if (finding === 'none') return noFinding;
    const findingOn = on(row);
    const later = (known: Day | null, findingKnown: LaterFinding['findingKnown']): FoundFinding => ({
      finding: 'none',
      findingOn: null,
      laterFinding: { finding, findingOn, knownOn: known, findingKnown },
    });
    if (outright) return later(null, 'never');
    if (findingOn !== null && findingOn > knownOn) return later(findingOn, 'on-its-day');
    if (rule === 'at-once' || findingOn !== null) return { finding, findingOn, laterFinding: null };
    return rule === 'never' ? later(null, 'never') : later(knownOn + rule.afterDays, 'after-days');
  };
}

function othersReader(columns: Columns, rules: EntriesMap['others']): Take<readonly MappedOther[]> {
  if (!rules || rules.length === 0) return () => empty;
  const takes = rules.map((rule) => {
    const id = rule.id === undefined ? nobody : columns.short(rule.id, 200, rule.optional);
    const kind = rule.kindColumn === undefined ? nobody : columns.short(rule.kindColumn, 200, rule.optional);
    return (row: readonly string[]): MappedOther | null => {
      const value = id(row);
      const sort = kind(row);
      if (value === null && sort === null) return null;
      return { role: rule.role, person: value === null ? null : { scheme: rule.scheme ?? '', id: value }, kind: sort };
    };
  });
  return (row) => takes.map((take) => take(row)).filter((other) => other !== null);
}

/** `role:reference;role:reference`. The reference may itself hold a colon. */
function partiesReader(columns: Columns, rule: EntriesMap['parties']): Take<MappedEntry['parties']> {
  if (!rule) return () => empty;
  const list = listReader(columns, rule);
  const roles: ReadonlySet<string> = new Set(partyRoles);
  const scheme = rule.scheme ?? null;
  return (row) =>
    list(row).map((item) => {
      const colon = item.indexOf(':');
      const role = item.slice(0, Math.max(colon, 0)).trim();
      const ref = item.slice(colon + 1).trim();
      if (colon < 1 || ref === '' || !roles.has(role))
        columns.refuse(`Column "${rule.column}" holds ${quoted(item)}, which is not a role and a reference.`);
      return { role: role as PartyRole, ref, scheme };
    });
}

function valuesReader(columns: Columns, map: EntriesMap): Take<Readonly<Record<string, number>>> {
  const named = Object.entries(map.values ?? {}).map(([name, rule]) => [name, numberReader(columns, rule)] as const);
  const list = map.valuesList ? listReader(columns, map.valuesList) : () => empty;
  if (named.length === 0 && !map.valuesList) return () => noValues;
  return (row) => {
    const pairs: [string, number][] = [];
    for (const [name, take] of named) {
      const value = take(row);
      if (value !== null) pairs.push([name, value]);
    }
    for (const item of list(row)) {
      const pair = /^([a-zA-Z][a-zA-Z0-9_-]{0,59})\s*=\s*([+-]?\d{1,15}(?:\.\d{1,15})?)$/.exec(item);
      if (!pair) columns.refuse(`Column "${map.valuesList?.column}" holds ${quoted(item)}, which is not name=number.`);
      else pairs.push([pair[1] as string, Number(pair[2])]);
    }
    return pairs.length === 0 ? noValues : Object.fromEntries(pairs);
  };
}

function labelReader(columns: Columns, rule: EntriesMap['label']): Take<MappedEntry['label']> {
  if (!rule) return nobody;
  const said = textReader(columns, rule.said);
  const given = textReader(columns, rule.given);
  return (row) => {
    const [spoken, filed] = [said(row), given(row)];
    return spoken === null && filed === null ? null : { said: spoken ?? '', given: filed ?? '' };
  };
}

/** The reader of entry rows. The caller clears `columns.reason` before a row and looks at it after. */
export function entryReader(columns: Columns, map: EntriesMap): Take<MappedEntry> {
  const ref = map.ref === undefined ? nobody : columns.short(map.ref);
  const sourceRef = map.sourceRef === undefined ? nobody : columns.short(map.sourceRef);
  const source = wordReader(columns, map.source, sources);
  const type = wordReader(columns, map.type, { ...matterTypes, ...stepTypes });
  const entryKind = maybeWordReader(columns, map.entryKind, keyed(entryKinds));
  const step = maybeWordReader(columns, map.step, keyed(steps));
  const person = personReader(columns, map.person);
  const matter = map.matter === undefined ? nobody : columns.short(map.matter);
  const happened = happenedReader(columns, map.happened);
  const madeUp = flagReader(columns, map.datesMadeUp);
  const known = knownReader(columns, map.knownOn);
  const basis = wordReader(columns, map.basis ?? 'record', bases);
  const visibility = wordReader(columns, map.class ?? 'guarded', keyed(visibilities));
  const finding = findingReader(columns, map);
  const detail = map.detail === undefined ? nobody : textReader(columns, map.detail, 20_000);
  const unit = map.unit === undefined ? nobody : textReader(columns, map.unit);
  const others = othersReader(columns, map.others);
  const parties = partiesReader(columns, map.parties);
  const actsOn = map.actsOn ? listReader(columns, map.actsOn) : () => empty;
  const declares = map.declares ? listReader(columns, map.declares) : () => empty;
  const featuresOf = wordsReader(columns, map.features, features);
  const missing = wordsReader(columns, map.missing, missings);
  const values = valuesReader(columns, map);
  const label = labelReader(columns, map.label);
  return (row) => {
    const when = happened(row);
    const knownOn = known(row, when);
    const what = type(row);
    const found = finding(row, knownOn);
    return {
      kind: 'entry',
      ref: ref(row),
      sourceRef: sourceRef(row),
      entryKind: entryKind(row) ?? (isMatterType(what) ? 'matter' : 'step'),
      source: source(row),
      type: what,
      step: step(row),
      person: person(row),
      matter: matter(row),
      happenedFrom: when?.from ?? null,
      happenedTo: when?.to ?? null,
      precision: when ? precisionOf(when.from, when.to) : 'unknown',
      datesMadeUp: madeUp(row) === true,
      knownOn,
      basis: basis(row),
      visibility: visibility(row),
      finding: found.finding,
      findingOn: found.findingOn,
      laterFinding: found.laterFinding,
      detail: detail(row),
      unit: unit(row),
      others: others(row),
      parties: parties(row),
      actsOn: actsOn(row),
      declares: what === 'self-declaration' && map.declares ? declares(row) : null,
      features: featuresOf(row),
      missing: missing(row),
      values: values(row),
      label: label(row),
    };
  };
}
