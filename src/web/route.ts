/**
 * A route is declared, never improvised: who it faces, what permission it needs and which audit event it leaves.
 * Leaving one of the three out does not compile (route-types.test.ts proves it).
 */
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { FormState } from './forms.ts';
import type { GiveReasonView, MayNotView, Views } from './views.ts';

/** Each face is its own process with its own database login. */
export type Face = 'staff' | 'public' | 'reporter';

/** Named in capitals, words joined by underscores: CASE_OPENED. */
export type AuditEvent = Uppercase<string>;

/** How the page touches personal data. `person`: the path parameter `:person` is the subject. */
export type Purpose = 'none' | 'person' | 'list';

/** What the hall needs to know of whoever is asking; a room's own viewer type may hold more. */
export interface WebViewer {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** What everybody who is signed in must know of the whole record today: one word and a sentence, on every page. */
  readonly notice?: { readonly word: string; readonly text: string } | undefined;
}

/** Submitted fields as they came: a name that was sent twice is a list. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A file that was sent with a form. It lies on disk until the handler has answered; who wants to keep it moves it. */
export interface SentFile {
  readonly field: string;
  /** As its sender called it: words to show, never a path. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

export interface PageRequest<Viewer = WebViewer, Params = Readonly<Record<string, string>>, Input = unknown> {
  readonly viewer: Viewer;
  readonly params: Params;
  readonly query: Fields;
  readonly body: Fields;
  /** Files sent with the form, where the route takes any. */
  readonly files: readonly SentFile[];
  /** The checked input where the route declares a schema, otherwise undefined. */
  readonly input: Input;
  /** The calendar day (YYYY-MM-DD) by the platform clock. */
  readonly today: string;
  /** To be sent back by every form; templates have it as `shell.formToken`. */
  readonly csrfToken: string;
  /** Path and query as asked for. */
  readonly url: string;
}

export type Refusal =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'may-not'; readonly model: MayNotView }
  | { readonly kind: 'needs-reason'; readonly model: GiveReasonView };

/** What `authorise` answers before a handler runs. */
export type Verdict = { readonly kind: 'allowed' } | Refusal;

export type PageResult =
  | { readonly kind: 'page'; readonly template: keyof Views; readonly model: object }
  | { readonly kind: 'invalid'; readonly template: keyof Views; readonly model: object }
  | { readonly kind: 'redirect'; readonly to: string; readonly session: SessionChange }
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly type: string;
      readonly content: string | Buffer | Readable;
    }
  | Refusal;

/** Reporters hold a receipt instead of an account: the page that checked it starts the session itself. */
export type SessionChange =
  | { readonly change: 'keep' }
  | { readonly change: 'start'; readonly subject: string }
  | { readonly change: 'end' };

export interface Route<
  Permission extends string = string,
  Viewer = WebViewer,
  Params = Readonly<Record<string, string>>,
  Input = unknown,
> {
  readonly face: Face;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly permission: Permission;
  readonly audit: AuditEvent;
  readonly purpose?: Purpose;
  /** Takes files with its form, each of at most so many bytes. */
  readonly filesOf?: { readonly bytes: number; readonly files: number };
  /** Checks the body of a POST or the query of a GET before the handler runs. */
  readonly input?: z.ZodType<Input>;
  /** Shows the form again when the input does not pass. Without it a plain page lists what is wrong. */
  whenInvalid?(request: PageRequest<Viewer, Params, undefined>, form: FormState): Promise<PageResult>;
  handler(request: PageRequest<Viewer, Params, Input>): Promise<PageResult>;
}

/** The parameters that a path names: `/people/:person` gives `{ person: string }`. */
export type PathParams<Path extends string> = Path extends `${infer Head}/${infer Rest}`
  ? PathParams<Head> & PathParams<Rest>
  : Path extends `:${infer Name}`
    ? { readonly [Key in Name]: string }
    : unknown;

/** A route whose params and input are typed from its own path and schema. */
export function routeFor<Permission extends string, Viewer extends WebViewer>() {
  return <const Path extends string, Input = undefined>(
    route: Omit<Route<Permission, Viewer, PathParams<Path>, Input>, 'path'> & { readonly path: Path },
  ): Route<Permission, Viewer> => route as unknown as Route<Permission, Viewer>;
}

/** A room's list of routes, checked for what types cannot say. */
export function defineRoutes<Permission extends string, Viewer extends WebViewer>(
  routes: readonly Route<Permission, Viewer>[],
): readonly Route<Permission, Viewer>[] {
  const seen = new Set<string>();
  for (const route of routes) {
    const name = `${route.method} ${route.path} (${route.face})`;
    if (seen.has(name)) throw new Error(`${name} is declared twice`);
    seen.add(name);
    if (!/^\/[a-z0-9:/.-]*$/i.test(route.path)) throw new Error(`${name}: a path is lower-case words and :params`);
    if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(route.audit)) throw new Error(`${name}: audit event ${route.audit}`);
    if (route.purpose === 'person' && !route.path.split('/').includes(':person')) {
      throw new Error(`${name}: purpose person needs :person in the path`);
    }
  }
  return Object.freeze([...routes]);
}

/** A page from a template and its view model. */
export const page = <Name extends keyof Views>(template: Name, model: Views[Name]): PageResult => ({
  kind: 'page',
  template,
  model,
});

/** The same form again, with its errors and with what was typed. */
export const invalid = <Name extends keyof Views>(template: Name, model: Views[Name]): PageResult => ({
  kind: 'invalid',
  template,
  model,
});

/** See other: after a POST, so that a reload repeats nothing. Only to a path of this face. */
export const redirect = (to: string, session: SessionChange = { change: 'keep' }): PageResult => ({
  kind: 'redirect',
  to,
  session,
});

/** A spreadsheet; build the text with `csvOf`, which makes formula cells harmless. */
export const csv = (name: string, content: string | Readable): PageResult => ({
  kind: 'file',
  name,
  type: 'text/csv; charset=utf-8',
  content,
});

/** A file to keep. */
export const download = (name: string, type: string, content: string | Buffer | Readable): PageResult => ({
  kind: 'file',
  name,
  type,
  content,
});

/** Hides existence: the same bytes as an address that nobody ever declared. */
export const notFound: Refusal = Object.freeze({ kind: 'not-found' });

/** Explains a wall and names whom to ask. Never signs anybody out. */
export const mayNot = (model: MayNotView): Refusal => ({ kind: 'may-not', model });

/** Break glass: may be seen once a reason is given, which is recorded. */
export const needsReason = (model: GiveReasonView): Refusal => ({ kind: 'needs-reason', model });

export const allowed: Verdict = Object.freeze({ kind: 'allowed' });
