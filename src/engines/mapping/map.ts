/**
 * The map: how rows of somebody's file become records here. Its fields are a contract with data officers; the
 * published JSON Schema (`candour schema map`) is made from this file, so the two cannot differ.
 */
import { z } from 'zod';
import { bases, entryKinds, findings, matterTypes, sources, steps, stepTypes, visibilities } from '../vocabulary.ts';
import * as f from './map-fields.ts';

const wordsOf = <K extends string>(list: Readonly<Record<K, unknown>>): readonly [K, ...K[]] =>
  Object.keys(list) as [K, ...K[]];
const entryTypes = [...wordsOf(matterTypes), ...wordsOf(stepTypes)] as const;

const everyMap = {
  $schema: z.string().optional().describe('Address of this schema, for editors'),
  about: z.string().max(2000).optional().describe('A note for the next reader; nothing depends on it'),
  origin: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'an origin is written in small letters, digits and hyphens')
    .optional()
    .describe('Name of the register that the rows come from. Rows of two origins are never the same row'),
  sheet: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Name of the sheet to be read, where the file is a spreadsheet; without it the first that is not hidden'),
  key: z
    .array(f.column)
    .min(1)
    .max(20)
    .optional()
    .describe('Columns that tell rows apart. Declare them only if they do; without them the whole row is its identity'),
  cloak: z
    .enum(['listed', 'everyone'])
    .optional()
    .describe(
      'Whose identity is replaced by a code: those on the list of protected identities (the default), or everyone',
    ),
};

const happened = z
  .strictObject({
    column: f.column,
    to: f.column.optional().describe('Column of the last day, where the file gives a period'),
    format: f.format,
    take: z.int().min(1).max(40).optional().describe('Read only this many characters from the start of the value'),
    precision: z
      .enum(['day', 'month', 'year'])
      .optional()
      .describe('The finest that the dates are to be believed; day if not given'),
    else: z.enum(['unknown', 'refuse']).optional().describe('A blank date: unknown (the default), or refuse the row'),
    optional: f.optional,
  })
  .describe('When it is said to have happened');

const knownOn = z
  .strictObject({
    column: f.column.optional(),
    from: z.literal('happened').optional().describe('Instead of a column: known from the day on which it happened'),
    format: f.format,
    take: z
      .int()
      .min(1)
      .max(40)
      .optional()
      .describe('Read only this many characters: 4 of 200600123 gives the year received'),
    reading: z
      .enum(['possible', 'certain'])
      .optional()
      .describe('Which day of a month or year stands for it: the first (possible, the default) or the last (certain)'),
    else: z
      .union([z.enum(['happened', 'refuse']), f.dateRule])
      .optional()
      .describe('Where the value is blank: the day it happened, another date column, or refuse the row (the default)'),
    optional: f.optional,
  })
  .refine(
    (rule) => (rule.column === undefined) !== (rule.from === undefined),
    'either column or from is needed, not both',
  )
  .describe('From which day the service can be held to have known');

const entries = z.strictObject({
  kind: z.literal('entries').describe('Rows are things that happened or are alleged'),
  ...everyMap,
  ref: f.column.optional().describe('Column with a reference that other rows of the file use for this one'),
  sourceRef: f.column.optional().describe('Column with the number that the source itself gave the record'),
  source: f.wordRule(wordsOf(sources), 'Where it is recorded'),
  entryKind: f.wordRule(entryKinds, 'matter, step, amendment or signal; told from the type if not given').optional(),
  person: f.personRule.optional(),
  matter: f.column.optional().describe('Column with the number of the case or complaint that the row belongs to'),
  happened: happened.optional(),
  datesMadeUp: f.flagRule.optional().describe('Yes where the order is known and the date only stands in for it'),
  knownOn,
  type: f.wordRule(entryTypes, 'What is said to have happened'),
  step: f.wordRule(steps, 'The verb of the entry').optional(),
  finding: f.wordRule(wordsOf(findings), 'What came of it, as the file says').optional(),
  findingOn: f.dateRule.optional().describe('The day of the finding. It is known from then on, and not before'),
  findingKnown: z
    .union([z.enum(['never', 'at-once']), z.strictObject({ afterDays: z.int().min(0).max(36_500) })])
    .optional()
    .describe(
      'When a finding without a day is to be taken as known: never (the default: shown today, left out of every test of ' +
        'what was known earlier), a number of days after the row was known, or at once. An outright never also covers ' +
        'findings that have a day',
    ),
  basis: f.wordRule(wordsOf(bases), 'How well established it is; record if not given').optional(),
  class: f.wordRule(visibilities, 'Who may see it at all; guarded if not given').optional(),
  detail: f.textRule.optional().describe('The words of the source. Nothing decides from them'),
  unit: z.union([f.column, f.textRule]).optional().describe('Unit in which it happened'),
  others: z.array(f.otherRule).max(20).optional().describe('Other people in the row'),
  parties: f.partiesRule.optional(),
  actsOn: f.listRule.optional().describe('A column with the references of the rows that this one acts on'),
  declares: f.listRule.optional().describe('For a declaration: references of the rows that it did declare'),
  features: f.featuresRule.optional(),
  missing: f.missingRule.optional(),
  values: z
    .record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,59}$/), f.numberRule)
    .optional()
    .describe('Name with its unit (days_overdue) → column of numbers'),
  valuesList: f.listRule.optional().describe('A column with name=number pairs, parted by ;'),
  label: z
    .strictObject({ said: f.textRule, given: f.textRule })
    .optional()
    .describe('The words in which it was reported, and the category that it was given'),
});

const people = z.strictObject({
  kind: z.literal('people').describe('Rows are people'),
  ...everyMap,
  id: f.column.describe('Column with the identifier; kept as text with its leading zeros'),
  scheme: f.scheme,
  also: z
    .array(z.strictObject({ id: f.column, scheme: f.scheme, optional: f.optional }))
    .max(10)
    .optional()
    .describe('Further identifiers'),
  names: z
    .strictObject({ given: f.column.optional(), family: f.column.optional(), full: f.column.optional() })
    .optional()
    .describe('Columns of names, where the file has any'),
  born: f.dateRule.optional().describe('Day of birth, for joining records of one person'),
  category: z.union([f.column, f.textRule]).optional().describe('Officer, staff, special, contractor...'),
  joined: f.dateRule.optional().describe('First day in the service'),
  left: f.dateRule.optional().describe('Last day in the service; blank while serving'),
  posts: z
    .union([z.strictObject(f.postFields), z.array(z.strictObject(f.postFields)).max(20)])
    .optional()
    .describe('The post, or posts, that the row itself tells of'),
  characteristics: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), z.union([f.column, f.textRule]))
    .optional()
    .describe('Name → column. Undated: never used in a test of what was known earlier'),
});

const posts = z.strictObject({
  kind: z.literal('posts').describe('Rows are posts held by people'),
  ...everyMap,
  person: f.personRule,
  ...f.postFields,
  supervisor: f.personRule.optional().describe('Who supervised the post'),
});

const units = z.strictObject({
  kind: z.literal('units').describe('Rows are units'),
  ...everyMap,
  id: f.column.describe('Reference of the unit'),
  name: z.union([f.column, f.textRule]).optional().describe('Name, if other than the reference'),
  unitKind: z.union([f.column, f.textRule]).optional().describe('Team, station, borough, command...'),
  parent: z.union([f.column, f.textRule]).optional().describe('Reference of the unit above'),
  from: f.dateRule.optional().describe('First day'),
  to: f.dateRule.optional().describe('Last day; blank while it lasts'),
});

const stops = z.strictObject({
  kind: z.literal('stops').describe('Rows are stops and searches'),
  ...everyMap,
  ref: f.column.optional().describe('Number of the stop'),
  person: f.personRule.optional().describe('The officer, where the file says'),
  happened,
  time: z
    .strictObject({ column: f.column, optional: f.optional })
    .optional()
    .describe('Time of day: HH:mm, or an ISO instant'),
  force: f.textRule.optional().describe('Force that stopped'),
  unit: z.union([f.column, f.textRule]).optional().describe('Unit of the officer'),
  place: f.textRule.optional().describe('Place, in words'),
  stopType: f.textRule.optional().describe('Person, vehicle, or both'),
  gender: f.textRule.optional().describe('As recorded'),
  ageRange: f.textRule.optional().describe('Age, in the bands of the source'),
  ethnicitySelf: f.textRule.optional().describe('As the person said, in the words of the source'),
  ethnicitySelfGroup: f.textRule.optional().describe('As the person said, in the groups of the census'),
  ethnicityOfficer: f.textRule.optional().describe('As the officer saw'),
  legislation: f.textRule.optional().describe('Power used'),
  object: f.textRule.optional().describe('What was looked for'),
  outcome: f.textRule.optional().describe('What came of it'),
  outcomeLinked: f.flagRule.optional().describe('Whether the outcome concerned what was looked for'),
  outerClothing: f.flagRule.optional().describe('Whether more than outer clothing was removed'),
  operation: f.flagRule.optional().describe('Whether it was part of a policing operation'),
  latitude: f.numberRule.optional().describe('Degrees north'),
  longitude: f.numberRule.optional().describe('Degrees east'),
});

/** What a compared column holds, which decides how two values are compared. */
export const comparisons = [
  'name',
  'surname',
  'fullname',
  'date',
  'year',
  'code',
  'identifier',
  'text',
  'category',
  'number',
] as const;
export type Comparison = (typeof comparisons)[number];

const records = z
  .strictObject({
    kind: z.literal('records').describe('Rows are records to be joined to others'),
    ...everyMap,
    id: f.column.describe('Column with the reference of the record'),
    compare: z
      .array(
        z.strictObject({
          column: f.column,
          as: z.enum(comparisons).describe('What the column holds, which decides how two values are compared'),
          format: f.format,
        }),
      )
      .min(1)
      .max(60)
      .describe('Columns to compare'),
    right: z
      .strictObject({
        id: f.column.optional(),
        columns: z
          .record(f.column, f.column)
          .optional()
          .describe('Column of the left file → its name in the right file'),
      })
      .optional()
      .describe('How the right file differs, where there are two'),
    block: z
      .union([
        z.literal('auto'),
        z
          .array(z.union([f.column, z.array(f.column).min(1).max(6)]))
          .min(1)
          .max(40),
      ])
      .optional()
      .describe('auto (the default), or sets of columns: rows that agree on all columns of a set are compared'),
  })
  .superRefine((map, context) => {
    const compared = new Set(map.compare.map((one) => one.column));
    const named = [...Object.keys(map.right?.columns ?? {}), ...(Array.isArray(map.block) ? map.block.flat() : [])];
    for (const name of named)
      if (!compared.has(name))
        context.addIssue({ code: 'custom', message: `"${name}" is not among the compared columns` });
  });

const mapSchema = z
  .discriminatedUnion('kind', [entries, people, posts, units, stops, records])
  .describe('How the rows of a CSV file become records');

export type EntriesMap = z.output<typeof entries>;
export type PeopleMap = z.output<typeof people>;
export type PostsMap = z.output<typeof posts>;
export type UnitsMap = z.output<typeof units>;
export type StopsMap = z.output<typeof stops>;
export type RecordsMap = z.output<typeof records>;
export type ImportMap = z.output<typeof mapSchema>;

type Issue = z.core.$ZodIssue;

/** Of the readings that a value might have had, the one that its writer most likely meant. */
function plainest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const depth = (inner: Issue) => (inner.code === 'invalid_type' && inner.path.length === 0 ? -1 : inner.path.length);
  const branches = issue.errors
    .flatMap((branch) => (branch[0] ? [plainest(branch[0])] : []))
    .sort(
      (a, b) => depth(b) - depth(a) || Number(b.code === 'unrecognized_keys') - Number(a.code === 'unrecognized_keys'),
    );
  const best = branches[0];
  if (!best || depth(best) < 0) return issue;
  return { ...best, path: [...issue.path, ...best.path] };
}

const article = (kind: string): string => (/^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`);

function sentence(raw: Issue): string {
  const issue = plainest(raw);
  const place = issue.path.length === 0 ? 'the map' : issue.path.map(String).join('.');
  if (raw.input === undefined && raw.path.length > 0) return `${place}: this is needed and missing`;
  if (issue.code === 'unrecognized_keys')
    return `${place}: there is no field ${issue.keys.map((key) => `"${key}"`).join(', ')} here`;
  if (issue.code === 'invalid_union' && place === 'kind')
    return `kind: it is one of ${mapSchema.options.map((option) => option.shape.kind.value).join(', ')}`;
  if (issue.code === 'invalid_value') {
    const words = issue.values.map(String);
    return words.length > 12
      ? `${place}: the word is not in its list (docs/importing.md)`
      : `${place}: it is one of ${words.join(', ')}`;
  }
  if (issue.code === 'invalid_union') return `${place}: it is not written in any of the ways allowed here`;
  if (issue.code === 'invalid_key') return `${place}: the name is not allowed`;
  if (issue.code === 'invalid_type')
    return `${place}: ${issue.input === undefined ? 'this is needed and missing' : `${article(issue.expected)} is needed here`}`;
  return `${place}: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`;
}

export type MapReading =
  | { readonly ok: true; readonly map: ImportMap }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads a map from parsed JSON. Unknown fields are refused, each with its place, so that a slip is never silently ignored. */
export function parseMap(json: unknown): MapReading {
  const read = mapSchema.safeParse(json, { reportInput: true });
  return read.success ? { ok: true, map: read.data } : { ok: false, problems: read.error.issues.map(sentence) };
}

/** The JSON Schema of a map, as `candour schema map` prints it. */
export function mapJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Candour map', ...z.toJSONSchema(mapSchema, { io: 'input', reused: 'ref' }) };
}
