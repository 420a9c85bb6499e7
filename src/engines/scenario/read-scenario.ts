/**
 * A scenario file: one history told as events, with what a working system must and must not show after each.
 * Read strictly, so that a wrong file is refused with the field that is wrong; the words of an event are never read.
 */
import { z } from 'zod';
import {
  bases,
  clockCodes,
  features,
  findings,
  gateCodes,
  isMatterType,
  isStepType,
  linkCodes,
  type MatterType,
  measureCodes,
  missings,
  noticeCodes,
  reviewCodes,
  type StepType,
  sealCodes,
  signalCodes,
  sources,
  steps,
} from '../vocabulary.ts';
import { isRealDate } from './days-of.ts';

const wordOf = <Word extends string>(list: Readonly<Record<Word, string>>, what: string) =>
  z.enum(Object.keys(list) as Word[], { error: (issue) => `${JSON.stringify(issue.input)} is not a ${what}` });
const wordIn = <Word extends string>(list: readonly Word[], what: string) =>
  z.enum(list, { error: (issue) => `${JSON.stringify(issue.input)} is not a ${what}` });

const ref = z.string().min(1).max(200);
const number = z.int().min(0);
const date = z
  .string()
  .refine(isRealDate, { error: (issue) => `${JSON.stringify(issue.input)} is not a day, a month or a year` });
const type = z
  .string()
  .refine((text) => isMatterType(text) || isStepType(text), {
    error: (issue) => `${JSON.stringify(issue.input)} is neither a type of matter nor a type of step`,
  })
  .transform((text) => text as MatterType | StepType);
const codes = {
  ...signalCodes,
  ...gateCodes,
  ...clockCodes,
  ...noticeCodes,
  ...reviewCodes,
  ...linkCodes,
  ...sealCodes,
  ...measureCodes,
};
const code = wordOf(codes, 'code of the vocabulary');
const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);

const event = z
  .looseObject({
    n: number,
    date: date.nullish(),
    dateTo: date.nullish(),
    knownOn: date.nullish(),
    precision: z.enum(['day', 'month', 'year', 'relative', 'unknown']).nullish(),
    source: wordOf(sources, 'source'),
    type,
    step: wordIn(steps, 'step').nullish(),
    subject: ref.nullish(),
    reporter: ref.nullish(),
    actor: ref.nullish(),
    unit: ref.nullish(),
    affected: listOf(ref),
    about: listOf(ref),
    of: listOf(number),
    features: listOf(wordIn(features, 'feature')),
    missing: listOf(wordIn(missings, 'thing that may be missing')),
    values: z.record(z.string(), z.number()).nullish(),
    measure: ref.nullish(),
    label: z.object({ said: z.string(), given: z.string() }).nullish(),
    declares: z.array(number).nullish(),
    finding: wordOf(findings, 'finding').default('none'),
    basis: wordOf(bases, 'basis').default('account'),
    what: z.unknown().optional(),
    when: z.unknown().optional(),
  })
  .refine(({ date: from, dateTo }) => !from || !dateTo || from.slice(0, dateTo.length) <= dateTo, {
    path: ['dateTo'],
    error: 'is before the date it began',
  });

const expectation = z.looseObject({
  after: number,
  code,
  kind: z.string().nullish(),
  subject: ref,
  must: z.unknown().optional(),
  cites: listOf(number),
  severity: z.enum(['must', 'should']).default('must'),
});

const prohibition = z.looseObject({
  code,
  subject: ref,
  until: number.nullish(),
  excludes: z.array(number).nullish(),
  must: z.unknown().optional(),
});

const person = z.looseObject({
  ref,
  role: z.string().nullish(),
  unit: ref.nullish(),
  joined: date.nullish(),
});

const thing = z.looseObject({ ref, kind: z.string().min(1), name: z.string().nullish() });

const scenario = z
  .looseObject({
    id: z.string().min(1).max(200),
    title: z.string().nullish(),
    people: listOf(person),
    things: listOf(thing),
    events: z.array(event),
    expect: listOf(expectation),
    mustNot: listOf(prohibition),
  })
  .superRefine(({ people, things, events, expect }, context) => {
    const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const refs = new Set<string>();
    const declare = (list: 'people' | 'things', declared: readonly { ref: string }[]) => {
      declared.forEach((each, index) => {
        if (refs.has(each.ref)) fault([list, index, 'ref'], `"${each.ref}" is declared twice`);
        refs.add(each.ref);
      });
    };
    declare('people', people);
    declare('things', things);
    const numbers = new Set<number>();
    events.forEach(({ n }, index) => {
      if (numbers.has(n)) fault(['events', index, 'n'], `there are two events ${n}`);
      numbers.add(n);
    });
    expect.forEach(({ after, cites }, index) => {
      if (!numbers.has(after)) fault(['expect', index, 'after'], `there is no event ${after}`);
      const late = cites.find((n) => !numbers.has(n) || n > after);
      if (late !== undefined) fault(['expect', index, 'cites'], `there is no event ${late} by event ${after}`);
    });
  });

export type Scenario = z.output<typeof scenario>;
export type ScenarioEvent = Scenario['events'][number];
export type Expectation = Scenario['expect'][number];
export type Prohibition = Scenario['mustNot'][number];

export interface ScenarioRead {
  /** Events in order of `n`. Null where the file is wrong. */
  readonly scenario: Scenario | null;
  /** What is wrong, field by field; empty where it can be played. */
  readonly faults: readonly string[];
  /** What was left aside: fields that are not in the schema, numbers that point nowhere. */
  readonly notes: readonly string[];
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  );

const shapes = { people: person.shape, things: thing.shape, expect: expectation.shape, mustNot: prohibition.shape };
const topFields = [
  'id',
  'title',
  'systems',
  'summary',
  'basis',
  'people',
  'things',
  'events',
  'expect',
  'mustNot',
  'notes',
  'lines',
];

function unreadFields(found: Scenario): string[] {
  const unread = Object.keys(found).filter((field) => !topFields.includes(field));
  const lists = { ...shapes, events: event.shape } as Record<'events' | keyof typeof shapes, object>;
  for (const [list, shape] of Object.entries(lists) as ['events' | keyof typeof shapes, object][]) {
    found[list].forEach((item, index) => {
      for (const field of Object.keys(item)) if (!(field in shape)) unread.push(`${list}[${index}].${field}`);
    });
  }
  return unread.map((field) => `${field} is not a field of the schema and was not read`);
}

function pointsNowhere(found: Scenario): string[] {
  const numbers = new Set(found.events.map(({ n }) => n));
  return found.events.flatMap(({ n, of, declares }) =>
    [...of, ...(declares ?? [])]
      .filter((other) => !numbers.has(other) || other >= n)
      .map((other) => `event ${n} points at event ${other}, which is not on the record before it`),
  );
}

/** Reads the text of a scenario file. */
export function readScenario(text: string): ScenarioRead {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { scenario: null, faults: [`is not JSON: ${(error as Error).message}`], notes: [] };
  }
  const read = scenario.safeParse(json);
  if (!read.success) {
    const faults = read.error.issues.map((issue) => `${pathOf(issue.path) || 'the file'}: ${issue.message}`);
    return { scenario: null, faults, notes: [] };
  }
  const found = { ...read.data, events: [...read.data.events].sort((a, b) => a.n - b.n) };
  return { scenario: found, faults: [], notes: [...unreadFields(found), ...pointsNowhere(found)] };
}
