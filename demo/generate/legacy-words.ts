/** The invented present system in its own words, and what each of them is in ours. Nothing of it is anybody's. */
import type { ClockCode, Feature, Finding, MatterType } from '../../src/engines/vocabulary.ts';

export const system = 'casework';

export const typeWords = {
  Assault: 'violence',
  'Use of force': 'excessive-force',
  'Rude or off-hand': 'incivility',
  'Sexual conduct': 'sexual-misconduct',
  'Race or nationality': 'discrimination-race',
  'Data and systems': 'misuse-of-systems',
  'False statement': 'dishonesty',
  Neglect: 'neglect-of-investigation',
} as const satisfies Readonly<Record<string, MatterType>>;

export const statusWords = {
  'In hand': 'open',
  'No further action': 'no-action',
  'Advice given': 'words-of-advice',
  'Case to answer': 'case-to-answer',
  'Not upheld': 'not-upheld',
  Upheld: 'upheld',
  'Withdrawn by complainant': 'withdrawn',
} as const satisfies Readonly<Record<string, Finding>>;

export const circumstanceWords = {
  'at home': 'in-home',
  'in custody': 'in-custody',
  'off duty': 'off-duty',
  'woman affected': 'woman',
  'child affected': 'child',
} as const satisfies Readonly<Record<string, Feature>>;

export const clockWords = {
  'Update complainant': 'clock:reporter-update',
  'Finish stage': 'clock:stage-overdue',
  'Welfare call': 'clock:welfare-contact',
} as const satisfies Readonly<Record<string, ClockCode>>;

export const units = ['North response', 'South response', 'Custody, central', 'Roads', 'Crime squad'] as const;
export const ranks = ['Constable', 'Sergeant', 'Inspector'] as const;
export const given = ['Alva', 'Bero', 'Cato', 'Dena', 'Elio', 'Fenna', 'Goran', 'Hilde', 'Ivo', 'Jora'] as const;
export const family = ['Oakhollow', 'Reedmere', 'Stonefield', 'Ashbrook', 'Marshgate', 'Thornwick', 'Lowbeck'] as const;

const words = (column: string, vocabulary: Readonly<Record<string, string>>) => ({ column, vocabulary });
const day = (column: string) => ({ column, format: 'dd/MM/yyyy' });

/** The map of the invented export: what a data officer would write for it. */
export const legacyMap = {
  about: 'The invented present system of the demonstration',
  system,
  name: 'Casework',
  people: {
    file: 'people.csv',
    ref: 'staff_no',
    previousRef: 'previous_staff_no',
    map: {
      kind: 'people',
      id: 'staff_no',
      scheme: 'staff-number',
      names: { given: 'forename', family: 'surname' },
      category: words('class', { 'Police officer': 'officer', 'Police staff': 'staff' }),
      joined: day('start'),
      left: day('end'),
    },
  },
  posts: {
    file: 'posts.csv',
    ref: 'post_id',
    map: {
      kind: 'posts',
      person: { id: 'staff_no', scheme: 'staff-number' },
      unit: 'unit',
      rank: 'rank',
      from: day('start'),
      to: day('end'),
    },
  },
  allegations: {
    file: 'allegations.csv',
    ref: 'allegation_id',
    previousRef: 'old_allegation_id',
    mergedInto: 'merged_into',
    map: {
      kind: 'entries',
      source: 'public-complaint',
      person: { id: 'staff_no', scheme: 'staff-number' },
      matter: 'case_no',
      sourceRef: 'case_no',
      happened: { column: 'from', to: 'to', format: 'dd/MM/yyyy' },
      knownOn: { column: 'received', format: 'dd/MM/yyyy' },
      type: words('allegation', typeWords),
      step: 'raise',
      basis: 'account',
      finding: words('status', statusWords),
      findingOn: day('result_date'),
      features: [{ column: 'circumstances', vocabulary: circumstanceWords }],
      values: { working_days: { column: 'working_days' } },
      unit: 'unit',
      detail: { column: 'summary' },
    },
  },
  documents: {
    file: 'documents.csv',
    ref: 'document_id',
    allegation: 'allegation_id',
    name: 'file_name',
    hash: 'sha256',
    dated: day('added'),
  },
  clocks: {
    file: 'clocks.csv',
    ref: 'clock_id',
    allegation: 'allegation_id',
    kind: words('what', clockWords),
    due: day('due'),
    done: day('done'),
    owner: 'owner_staff_no',
    ownerScheme: 'staff-number',
    ownerRole: 'head-of-standards',
  },
} as const;
