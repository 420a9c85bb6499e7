/** From a failed check to the words on the page, keeping everything that was typed. */
import type { z } from 'zod';
import type { Fields } from './route.ts';

export interface FormState {
  /** What was typed, as it was typed. */
  readonly values: Fields;
  /** For the error summary at the top: each links to its field. */
  readonly errorList: readonly { readonly text: string; readonly href: string }[];
  /** The first message of each field, in the shape that the form components take. */
  readonly errorOf: Readonly<Record<string, { readonly text: string }>>;
}

export type ReadForm<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly form: FormState };

/** A form nobody has filled in yet, or one filled in beforehand with `values`. */
export const emptyForm = (values: Fields = {}): FormState => ({ values, errorList: [], errorOf: {} });

/** Checks submitted fields against a schema. Messages are the schema's own words: write them as instructions. */
export function readForm<T>(schema: z.ZodType<T>, fields: Fields): ReadForm<T> {
  const result = schema.safeParse(fields);
  if (result.success) return { ok: true, value: result.data };
  const errors = result.error.issues.map((issue) => ({ field: issue.path.join('-'), text: issue.message }));
  return { ok: false, form: formWithErrors(fields, errors) };
}

/** For a refusal that only the action could know: put it on the form as if the check had found it. */
export function formWithErrors(
  values: Fields,
  errors: readonly { readonly field: string; readonly text: string }[],
): FormState {
  const errorOf: Record<string, { text: string }> = {};
  for (const error of errors) errorOf[error.field] ??= { text: error.text };
  const errorList = Object.entries(errorOf).map(([field, { text }]) => ({ text, href: `#${field || 'main'}` }));
  return { values, errorList, errorOf };
}

/** The value of a field that was sent at most once. */
export function fieldOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : value?.[0];
}

/** The values of a field that may be sent many times. */
export function fieldsOf(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** The path and query with some of the query replaced; null takes a name out. For filters and sorting by link. */
export function urlWith(url: string, changes: Readonly<Record<string, string | null>>): string {
  const [path = '/', search = ''] = url.split('?', 2);
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) params.delete(name);
    else params.set(name, value);
  }
  const rest = params.toString();
  return rest ? `${path}?${rest}` : path;
}
