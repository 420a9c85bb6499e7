/**
 * Questions on a page, declared as values and drawn by one component. What was typed and what was wrong with it are
 * already in each question, so that a template only places them.
 */
import { dayToIso, isoToDay } from '../engines/history.ts';
import { type FormState, fieldOf, fieldsOf } from './forms.ts';
import type { Fields } from './route.ts';
import type { DataTableView, LinkView, PageModel, PersonHeaderView } from './views.ts';

export interface ChoiceView {
  readonly value: string;
  readonly text: string;
  readonly hint?: string | undefined;
  readonly isOn: boolean;
}

/** `day` has three inputs: `<name>-day`, `<name>-month`, `<name>-year`. Its first input has the id that an error links to. */
export interface QuestionView {
  readonly kind: 'text' | 'words' | 'day' | 'radios' | 'checkboxes' | 'select' | 'file';
  readonly name: string;
  readonly text: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly value?: string | undefined;
  readonly parts?: readonly {
    readonly name: string;
    readonly text: string;
    readonly value: string;
    readonly wide: boolean;
  }[];
  readonly groups?: readonly { readonly heading?: string | undefined; readonly choices: readonly ChoiceView[] }[];
}

export interface QuestionSection {
  readonly heading?: string | undefined;
  readonly text?: string | undefined;
  /** Read before answering: drawn as a warning with a sign and the word. */
  readonly warning?: string | undefined;
  readonly questions: readonly QuestionView[];
  /** Asked only sometimes: under a line that opens it. Open by itself where something in it is wrong or was typed. */
  readonly folded?: { readonly summary: string; readonly isOpen: boolean } | undefined;
}

/** A section under a line that opens it. `usual` are values that are filled in beforehand and open nothing. */
export function folded(
  summary: string,
  questions: readonly QuestionView[],
  usual: readonly string[] = [],
): QuestionSection {
  const isTouched = ({ name, error, value, parts, groups }: QuestionView): boolean =>
    error !== undefined ||
    (!usual.includes(name) &&
      (Boolean(value) ||
        parts?.some((part) => part.value !== '') === true ||
        groups?.some((group) => group.choices.some((choice) => choice.isOn)) === true));
  return { questions, folded: { summary, isOpen: questions.some(isTouched) } };
}

export interface FactView {
  readonly label: string;
  readonly value: string;
  readonly href?: string | undefined;
}

/** `questions`: what the answers are about, the questions, one button. */
export interface QuestionsView extends PageModel {
  readonly overline?: string | undefined;
  readonly lede?: string | undefined;
  readonly person?: PersonHeaderView | undefined;
  readonly facts?: readonly FactView[] | undefined;
  readonly tables?: readonly DataTableView[] | undefined;
  readonly links?: readonly LinkView[] | undefined;
  /** Left out where there is nothing to answer any more. */
  readonly ask?:
    | {
        readonly action: string;
        readonly hidden?: readonly { readonly name: string; readonly value: string }[] | undefined;
        readonly sections: readonly QuestionSection[];
        readonly button: string;
        /** Sends the form to be asked more: what was typed is kept. */
        readonly more?: readonly { readonly value: string; readonly text: string }[] | undefined;
        /** The form sends files. */
        readonly takesFiles?: boolean | undefined;
        readonly after?: string | undefined;
      }
    | undefined;
  readonly form: FormState;
}

declare module './views.ts' {
  interface Views {
    questions: QuestionsView;
  }
}

export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly hint?: string | undefined;
}
export interface ChoiceGroup {
  readonly heading?: string;
  readonly choices: readonly Choice[];
}

/** Makes questions that keep what `form` holds. */
export function asking(form: FormState) {
  const base = (name: string, text: string, hint?: string) => ({
    name,
    text,
    ...(hint ? { hint } : {}),
    ...(form.errorOf[name] ? { error: form.errorOf[name].text } : {}),
  });
  const chosen = (name: string, groups: readonly ChoiceGroup[]) => {
    const held = fieldsOf(form.values, name);
    return groups.map((group) => ({
      ...(group.heading ? { heading: group.heading } : {}),
      choices: group.choices.map((choice) => ({ ...choice, isOn: held.includes(choice.value) })),
    }));
  };
  const line =
    (kind: 'text' | 'words') =>
    (name: string, text: string, hint?: string): QuestionView => ({
      kind,
      ...base(name, text, hint),
      value: fieldOf(form.values, name) ?? '',
    });
  const choose =
    (kind: 'radios' | 'checkboxes' | 'select') =>
    (name: string, text: string, groups: readonly ChoiceGroup[], hint?: string): QuestionView => ({
      kind,
      ...base(name, text, hint),
      groups: chosen(name, groups),
    });
  const day = (name: string, text: string, hint?: string): QuestionView => ({
    kind: 'day',
    ...base(name, text, hint),
    parts: (['day', 'month', 'year'] as const).map((part) => ({
      name: `${name}-${part}`,
      text: part.charAt(0).toUpperCase() + part.slice(1),
      value: fieldOf(form.values, `${name}-${part}`) ?? '',
      wide: part === 'year',
    })),
  });
  return {
    text: line('text'),
    file: (name: string, text: string, hint?: string): QuestionView => ({ kind: 'file', ...base(name, text, hint) }),
    words: line('words'),
    day,
    radios: choose('radios'),
    checkboxes: choose('checkboxes'),
    select: choose('select'),
  };
}

/** One group of choices without a heading. */
export const choices = (list: readonly Choice[]): readonly ChoiceGroup[] => [{ choices: list }];

export interface DayParts {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

/** The three inputs of a `day` question, as typed. */
export const dayParts = (fields: Fields, name: string): DayParts => ({
  day: fieldOf(fields, `${name}-day`)?.trim() ?? '',
  month: fieldOf(fields, `${name}-month`)?.trim() ?? '',
  year: fieldOf(fields, `${name}-year`)?.trim() ?? '',
});

/** `{ day: '6', month: '3', year: '2026' }` → `2026-03-06`; null for anything that is no day of the calendar. */
export function realDay({ day, month, year }: DayParts): string | null {
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return null;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  try {
    return dayToIso(isoToDay(iso));
  } catch {
    return null; // 31 February is what was typed, and no day
  }
}

/** Fills the three inputs of a `day` question beforehand. */
export function filledDay(name: string, iso: string): Fields {
  const [year = '', month = '', day = ''] = iso.split('-');
  return { [`${name}-day`]: String(Number(day)), [`${name}-month`]: String(Number(month)), [`${name}-year`]: year };
}
