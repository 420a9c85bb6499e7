/**
 * The pieces that maps are made of, each with the words that the published schema shows. Closed lists come from the
 * vocabulary, so a map cannot bring in a word that no page, table or rule knows.
 */
import { z } from 'zod';
import { features, missings, partyRoles } from '../vocabulary.ts';
import { formatFault } from './dates.ts';
import { patternFault } from './patterns.ts';

/** A fault found by a function that answers a sentence or null. */
const faultless =
  <T>(fault: (value: T) => string | null) =>
  (value: T, context: z.RefinementCtx): void => {
    const words = fault(value);
    if (words !== null) context.addIssue({ code: 'custom', message: words });
  };

export const column = z.string().trim().min(1).max(200).describe('Header of a column, as the file writes it');
export const scheme = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'a scheme is written in small letters, digits and hyphens')
  .describe('Kind of identifier: force-number, payroll, warrant-number...');
export const optional = z
  .boolean()
  .optional()
  .describe('True if the file may lack this column; it then reads as blank');
const word = z.string().max(200);
const match = z
  .enum(['exact', 'regex'])
  .optional()
  .describe('How the keys of the vocabulary meet a value: exact (the default), or regular expressions tried in order');

export const format = z
  .union([z.string().min(1).max(60), z.array(z.string().min(1).max(60)).min(1).max(8)])
  .superRefine(faultless(formatFault))
  .describe(
    'How a date is written: yyyy-MM-dd (the default), dd/MM/yyyy, MM/dd/yyyy, yyyyMMdd, yyyy-MM, yyyy, d MMM yyyy, ' +
      'dd/MM/yyyy HH:mm, or iso for days and instants; a list is tried in order',
  )
  .optional();
const take = z.int().min(1).max(40).optional().describe('Read only this many characters from the start of the value');

const dated = z.strictObject({ column, format, take, optional }).describe('A date column and how it is written');
export const dateRule = z.union([column, dated]).describe('A date: a column in yyyy-MM-dd, or a column and its format');

export const textRule = z
  .strictObject({
    column,
    vocabulary: z.record(word, word).optional().describe('Value in the file → text to keep'),
    match,
    else: word
      .optional()
      .describe('Text where the value is blank or not in the vocabulary; otherwise it is kept as it is'),
    optional,
  })
  .superRefine(faultless(patternFault))
  .describe('A text column');

export const numberRule = z.strictObject({ column, optional }).describe('A column of numbers; blank means not stated');
export const flagRule = z
  .strictObject({
    column,
    yes: z.array(word).optional().describe('Values that mean yes (true, yes, y, 1 unless given)'),
    no: z.array(word).optional().describe('Values that mean no (false, no, n, 0 unless given)'),
    optional,
  })
  .describe('A yes or no column; blank means not stated');
export const listRule = z.strictObject({ column, optional }).describe('A column with several references, parted by ;');

/** A word of a closed list: the word itself, a column, or columns tried in order until one of them answers. */
export function wordRule<const T extends readonly [string, ...string[]]>(words: T, about: string) {
  const one = z.enum(words);
  const fromColumn = z
    .strictObject({
      column,
      vocabulary: z
        .record(word, one)
        .optional()
        .describe('Value in the file → word; without it the file must hold the words'),
      match,
      else: one.optional().describe('Word where the value is blank or unknown; without it such a row is rejected'),
      optional,
    })
    .superRefine(faultless(patternFault));
  const inOrder = z.array(fromColumn).min(1).max(8);
  return z.union([one, fromColumn, inOrder]).describe(about);
}

/** Words of a closed list, any number of them. */
function wordsRule<const T extends readonly [string, ...string[]]>(words: T, about: string) {
  const one = z.enum(words);
  const fromVocabulary = z
    .strictObject({
      column,
      vocabulary: z
        .record(word, z.union([one, z.array(one)]))
        .describe('Value in the file → word or words; others give none'),
      match,
      optional,
    })
    .superRefine(faultless(patternFault));
  const listed = z.strictObject({
    column,
    list: z.literal(true).describe('The column holds the words, parted by ;'),
    optional,
  });
  return z
    .array(z.union([one, fromVocabulary, listed]))
    .max(40)
    .describe(about);
}

export const featuresRule = wordsRule(
  features,
  'Structured circumstances: constants, columns with a vocabulary, or lists',
);
export const missingRule = wordsRule(missings, 'What the source states to be absent: constants, columns or lists');

export const personRule = z
  .strictObject({
    id: column,
    scheme: z.union([scheme, z.strictObject({ column })]).describe('Kind of identifier, or the column that names it'),
    blank: z
      .enum(['refuse', 'nobody'])
      .optional()
      .describe('A row without an identifier: refuse (the default), or nobody, to keep it as about nobody known yet'),
    else: z
      .enum(['tray', 'create'])
      .optional()
      .describe(
        'An identifier that nobody here has: tray (the default) keeps the row and waits for the person; create makes a ' +
          'person known by this identifier only, whom a later file of people completes',
      ),
    optional,
  })
  .describe('Who the row is about');

export const otherRule = z
  .strictObject({
    role: z.enum(partyRoles).describe('The part played'),
    id: column.optional(),
    scheme: scheme.optional(),
    kindColumn: column
      .optional()
      .describe('What kind of person this was, where no identity is given: victim, parent, colleague'),
    optional,
  })
  .refine((other) => (other.id === undefined) === (other.scheme === undefined), 'id and scheme are given together')
  .refine((other) => other.id !== undefined || other.kindColumn !== undefined, 'either id or kindColumn is needed')
  .describe('Somebody else in the row');

const unitRule = z.union([column, textRule]);
export const postFields = {
  unit: unitRule.optional().describe('Unit, by name or reference'),
  rank: unitRule.optional().describe('Rank or grade'),
  role: unitRule.optional().describe('Role in the unit'),
  acting: flagRule.optional().describe('Whether the rank was held only for a time'),
  from: dateRule.optional().describe('First day in the post'),
  to: dateRule.optional().describe('Last day in the post; blank while it lasts'),
  active: flagRule.optional().describe('Whether the post was still held when the file was made, where it has no dates'),
};

export const partiesRule = z
  .strictObject({
    column,
    scheme: scheme.optional().describe('Kind of identifier that the references of people are, if any'),
    optional,
  })
  .describe('A column with role:reference pairs, parted by ;');

export type WordRule = z.output<ReturnType<typeof wordRule<readonly [string, ...string[]]>>>;
export type WordsRule = z.output<ReturnType<typeof wordsRule<readonly [string, ...string[]]>>>;
export type TextRule = z.output<typeof textRule>;
export type DateRule = z.output<typeof dateRule>;
