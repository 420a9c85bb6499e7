/** What a register declares: its name, who may read it, its rows as on a day, what may be done there. The kit does the rest. */
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { type FormState, fieldOf } from '../../../web/forms.ts';
import { dayParts, type QuestionView, realDay } from '../../../web/questions.ts';
import type { AuditEvent, Fields } from '../../../web/route.ts';
import type { DataTableView, LinkView, PageModel, PersonHeaderView, StatView } from '../../../web/views.ts';
import type { Permission } from '../../access/index.ts';

/** A form that does one thing. Its questions are named `<act>-<field>`, so that two forms on a page never share an id. */
export interface ActView {
  readonly action: string;
  readonly act: string;
  readonly heading: string;
  readonly text?: string | undefined;
  readonly questions: readonly QuestionView[];
  readonly button: string;
}

/** One thing under another on the page: a table, a form, or a few words. */
export type Part =
  | { readonly table: DataTableView }
  | { readonly act: ActView }
  | { readonly heading?: string; readonly text?: string };

/** `register`: what is asked for, figures, then tables and forms in order. */
export interface RegisterView extends PageModel {
  readonly lede?: string | undefined;
  readonly person?: PersonHeaderView | undefined;
  readonly ask?:
    | { readonly action: string; readonly questions: readonly QuestionView[]; readonly button: string }
    | undefined;
  readonly stats?: readonly StatView[] | undefined;
  readonly parts: readonly Part[];
  readonly links?: readonly (LinkView & { readonly hint?: string | undefined })[] | undefined;
  readonly form: FormState;
}

declare module '../../../web/views.ts' {
  interface Views {
    register: RegisterView;
  }
}

export interface RegisterAsk {
  readonly tx: Tx;
  readonly viewer: Viewer;
  readonly query: Fields;
  readonly today: string;
  readonly form: FormState;
}

/** What a register shows: the page and, for a spreadsheet, every row of its first table, never cut short. */
export interface RegisterPage extends Omit<RegisterView, 'title' | 'form' | 'parts'> {
  readonly parts: readonly Part[];
}

export interface Register {
  /** Last part of its address. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly audit: AuditEvent;
  readonly permission: Permission;
  readonly load: (ask: RegisterAsk) => Promise<RegisterPage>;
  /** What may be done there, by the name of its form; gives the key of what to say of it. */
  readonly acts?: Readonly<Record<string, (tx: Tx, viewer: Viewer, body: Fields) => Promise<string>>>;
  readonly actPermission?: Permission;
  /** What to say once something was done, by the key that its act gave. */
  readonly done?: Readonly<Record<string, string>>;
}

/** The day asked for by `as-at`, or today where none, or none that exists or has come, was asked for. */
export function dayAsked(query: Fields, today: string): string {
  const asked = realDay(dayParts(query, 'as-at'));
  return asked && asked <= today ? asked : today;
}

/** A field of one form. */
export const actField = (body: Fields, act: string, name: string): string =>
  fieldOf(body, `${act}-${name}`)?.trim() ?? '';

/** A day of one form; empty where none, or none that exists, was given. */
export const actDay = (body: Fields, act: string, name: string): string =>
  realDay(dayParts(body, `${act}-${name}`)) ?? '';
