/**
 * How the nightly export of a present case-management system is read: which file holds what, by the maps of any other
 * import, and the limits past which a night is not believed.
 */
import { z } from 'zod';
import { type EntriesMap, type ImportMap, type PeopleMap, type PostsMap, parseMap } from '../mapping/map.ts';
import * as f from '../mapping/map-fields.ts';
import { clockCodes } from '../vocabulary.ts';

const clockKinds = Object.keys(clockCodes) as [keyof typeof clockCodes, ...(keyof typeof clockCodes)[]];

const file = z
  .string()
  .regex(/^[\w][\w.-]{0,99}$/, 'a file is named without a folder')
  .describe('Name of the file in the night’s folder');
const section = {
  file,
  ref: f.column.describe('Column with the reference that tells one row from every other, night after night'),
  previousRef: f.column.optional().describe('Column with the reference that the row had before, where it was re-keyed'),
};
const mapped = { ...section, map: z.unknown().describe('A map as for candour import') };
const share = z.number().min(0).max(1);

const legacyMap = z.strictObject({
  about: z.string().max(2000).optional(),
  system: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a system is named in small letters, digits and hyphens')
    .describe('Short name of the present system; the same every night'),
  name: z.string().min(1).max(60).describe('What people call it'),
  people: z.strictObject(mapped),
  posts: z.strictObject(mapped).optional(),
  allegations: z.strictObject({
    ...mapped,
    mergedInto: f.column
      .optional()
      .describe('Column with the case that this one was merged into; both are then one matter'),
  }),
  documents: z
    .strictObject({
      ...section,
      allegation: f.column.describe('Reference of the allegation that it belongs to'),
      name: f.column.describe('Name of the document; its content is never read'),
      hash: f.column.optional().describe('Digest of its content, as the source gives it'),
      dated: f.dateRule,
    })
    .optional(),
  clocks: z
    .strictObject({
      ...section,
      allegation: f.column.describe('Reference of the allegation whose clock it is'),
      kind: f.wordRule(clockKinds, 'What is owed'),
      due: f.dateRule.describe('By when, as the source says'),
      done: f.dateRule.optional().describe('The day it was done; blank while it is owed'),
      owner: f.column.describe('Number of whoever owes it'),
      ownerScheme: f.scheme,
      ownerRole: z.string().optional().describe('Role that owes it where the source names nobody who is known here'),
    })
    .optional(),
  limits: z
    .strictObject({
      goneShare: share.default(0.1).describe('A larger share of a kind of rows missing at once is not believed'),
      goneRows: z.int().min(0).default(10).describe('So few rows missing at once are believed whatever their share'),
      changedShare: share.default(0.5).describe('A larger share of a kind of rows changed at once is not believed'),
    })
    .prefault({})
    .describe('When a night is refused whole'),
});

type Read = z.output<typeof legacyMap>;
type With<Section, M> = Omit<Section, 'map'> & { readonly map: M };

export type LegacyMap = Omit<Read, 'people' | 'posts' | 'allegations'> & {
  readonly people: With<Read['people'], PeopleMap>;
  readonly posts?: With<NonNullable<Read['posts']>, PostsMap> | undefined;
  readonly allegations: With<Read['allegations'], EntriesMap>;
};
export type Limits = Read['limits'];
export type DocumentsSection = NonNullable<Read['documents']>;
export type ClocksSection = NonNullable<Read['clocks']>;

export type LegacyMapReading =
  | { readonly ok: true; readonly map: LegacyMap }
  | { readonly ok: false; readonly problems: readonly string[] };

function innerMap<K extends ImportMap['kind']>(json: unknown, kind: K, problems: string[], place: string) {
  const read = parseMap(json);
  if (!read.ok) problems.push(...read.problems.map((problem) => `${place}.map.${problem}`));
  else if (read.map.kind !== kind) problems.push(`${place}.map.kind: it is ${kind} here`);
  return read.ok ? (read.map as Extract<ImportMap, { kind: K }>) : null;
}

/** Whoever reads the export may not place rows where nobody else may look: what is covert comes in by its own door. */
function classFault(map: EntriesMap): string | null {
  const said = JSON.stringify(map.class ?? 'guarded');
  return said.includes('covert') ? 'allegations.map.class: covert rows do not come in by a nightly export' : null;
}

/** Reads the map of an export from parsed JSON, each fault with its place. */
export function parseLegacyMap(json: unknown): LegacyMapReading {
  const read = legacyMap.safeParse(json);
  if (!read.success)
    return {
      ok: false,
      problems: read.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'the map'}: ${issue.message}`),
    };
  const problems: string[] = [];
  const people = innerMap(read.data.people.map, 'people', problems, 'people');
  const posts = read.data.posts && innerMap(read.data.posts.map, 'posts', problems, 'posts');
  const entries = innerMap(read.data.allegations.map, 'entries', problems, 'allegations');
  const covert = entries && classFault(entries);
  if (covert) problems.push(covert);
  if (problems.length > 0 || !people || !entries) return { ok: false, problems };
  const { posts: section, ...rest } = read.data;
  return {
    ok: true,
    map: {
      ...rest,
      people: { ...rest.people, map: people },
      ...(section && posts ? { posts: { ...section, map: posts } } : {}),
      allegations: { ...rest.allegations, map: entries },
    },
  };
}

/** The JSON Schema of the map of an export, as `candour legacy schema` prints it. */
export const legacyMapSchema = (): Readonly<Record<string, unknown>> => ({
  title: 'Candour map of a nightly export',
  ...z.toJSONSchema(legacyMap, { io: 'input', reused: 'ref' }),
});
