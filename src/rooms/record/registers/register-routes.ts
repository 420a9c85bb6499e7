/** The addresses that every declared register has: its page, its spreadsheet and, where something may be done there, its form. */
import { isRefusal, type Refusal, Refused } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { csvOf } from '../../../web/csv.ts';
import { emptyForm, type FormState, fieldOf, formWithErrors } from '../../../web/forms.ts';
import {
  type AuditEvent,
  csv,
  type Fields,
  invalid,
  notFound,
  type PageResult,
  page,
  type Route,
  redirect,
  routeFor,
} from '../../../web/route.ts';
import type { DataTableView } from '../../../web/views.ts';
import { may, type Permission } from '../../access/index.ts';
import type { Part, Register, RegisterAsk, RegisterPage, RegisterView } from './register.ts';

const route = routeFor<Permission, Viewer>();
const most = 200;

const staff = (viewer: Viewer) => ({ actor: viewer.person, face: 'staff' }) as const;

/** Long tables are cut on the page and say so; the spreadsheet has every row. */
function shown(part: Part, csvHref: string | null): Part {
  if (!('table' in part)) return part;
  const { table } = part;
  const cut = table.rows.length > most;
  return {
    table: {
      ...table,
      caption: cut ? `${table.caption}: the first ${most} of ${table.rows.length}` : table.caption,
      rows: table.rows.slice(0, most),
      ...(csvHref && table.rows.length > 0
        ? { csv: { text: `${table.caption} as a spreadsheet`, href: csvHref } }
        : {}),
    },
  };
}

const searchOf = (query: Fields, table: number): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (typeof value === 'string' && name !== 'done') params.set(name, value);
  params.set('table', String(table));
  return params.toString();
};

/** Where the page's spreadsheets are: a number for each table, in order. */
export function withSpreadsheets(parts: readonly Part[], base: string, query: Fields): Part[] {
  let at = -1;
  return parts.map((part) => {
    if (!('table' in part)) return part;
    at += 1;
    return shown(part, `${base}.csv?${searchOf(query, at)}`);
  });
}

/** One of the tables as text that a spreadsheet opens safely; null where there is no such table. */
export function spreadsheetOf(parts: readonly Part[], query: Fields): string | null {
  const tables = parts.flatMap((part): DataTableView[] => ('table' in part ? [part.table] : []));
  const table = tables[Number(fieldOf(query, 'table') ?? '0')];
  if (!table) return null;
  const rows = table.rows.map((row) =>
    row.map((cell) => [cell.tag?.text, cell.text, cell.under].filter(Boolean).join('; ')),
  );
  return csvOf(
    table.columns.map((column) => column.text),
    rows,
  );
}

/** A refusal on the form it came from: under the first question of that form. */
export function refusedForm(refusal: Refusal, body: Fields, firstField: string): FormState {
  const said = refusal.citation ? `${refusal.words} (${refusal.citation})` : refusal.words;
  return formWithErrors(body, [{ field: firstField, text: said }]);
}

/** The first question of the form named, for an error to link to. */
export const firstQuestion = (parts: readonly Part[], act: string): string => {
  for (const part of parts) if ('act' in part && part.act.act === act) return part.act.questions[0]?.name ?? 'main';
  return 'main';
};

export interface Desk {
  readonly load: (tx: Tx, form: FormState) => Promise<RegisterView>;
  readonly acts: Readonly<Record<string, (tx: Tx, viewer: Viewer, body: Fields) => Promise<string>>>;
  readonly back: string;
}

/** Takes one form of a page with several: does it and shows the page again with what was done, or with what was wrong. */
export async function takeAct(ground: Ground, viewer: Viewer, body: Fields, desk: Desk): Promise<PageResult> {
  const act = fieldOf(body, 'act') ?? '';
  const chosen = Object.hasOwn(desk.acts, act) ? desk.acts[act] : undefined;
  if (!chosen) return notFound;
  const done = await inTransaction(ground, 'staff', staff(viewer), (tx) => chosen(tx, viewer, body));
  if (!isRefusal(done)) return redirect(`${desk.back}?done=${encodeURIComponent(done as string)}`);
  return mustTransact(ground, 'staff', staff(viewer), async (tx) => {
    const blank = await desk.load(tx, emptyForm());
    return invalid('register', await desk.load(tx, refusedForm(done, body, firstQuestion(blank.parts, act))));
  });
}

/** What was done, said once at the top: only words that the page declares. */
export function doneBand(query: Fields, words: Readonly<Record<string, string>>) {
  const done = fieldOf(query, 'done') ?? '';
  return Object.hasOwn(words, done) ? ({ tone: 'done', text: words[done]! } as const) : undefined;
}

const index = { text: 'Registers', href: '/registers' };

function viewOf(register: Register, found: RegisterPage, ask: RegisterAsk): RegisterView {
  return {
    title: register.title,
    breadcrumbs: [index],
    ...found,
    band: found.band ?? doneBand(ask.query, register.done ?? {}),
    parts: withSpreadsheets(found.parts, `/registers/${register.name}`, ask.query).filter(
      (part) => !('act' in part) || may(register.actPermission ?? register.permission, ask.viewer.roles),
    ),
    form: ask.form,
  };
}

/** The routes of the registers given, and the page that lists them. */
export function registerRoutes(ground: Ground, registers: readonly Register[]): readonly Route<Permission, Viewer>[] {
  const as = <T>(viewer: Viewer, work: (tx: Tx) => Promise<T>) => mustTransact(ground, 'staff', staff(viewer), work);
  return [
    route({
      face: 'staff',
      method: 'GET',
      path: '/registers',
      permission: 'register.read',
      audit: 'REGISTERS_LISTED',
      handler: async ({ viewer }) =>
        page('register', {
          title: 'Registers',
          lede: 'What is kept in order here: each can be read as a page or taken as a spreadsheet.',
          parts: [],
          links: registers
            .filter((register) => may(register.permission, viewer.roles))
            .map((register) => ({ text: register.title, href: `/registers/${register.name}`, hint: register.about }))
            .concat(ratePages),
          form: emptyForm(),
        }),
    }),
    ...registers.flatMap((register) => routesOf(ground, register, as)),
  ];
}

function routesOf(
  ground: Ground,
  register: Register,
  as: <T>(viewer: Viewer, work: (tx: Tx) => Promise<T>) => Promise<T>,
): Route<Permission, Viewer>[] {
  const path = `/registers/${register.name}`;
  const { permission } = register;
  const askOf = (tx: Tx, request: { viewer: Viewer; query: Fields; today: string }, form: FormState): RegisterAsk => ({
    tx,
    viewer: request.viewer,
    query: request.query,
    today: request.today,
    form,
  });
  const see = route({
    face: 'staff',
    method: 'GET',
    path,
    permission,
    audit: `${register.audit}_READ` as AuditEvent,
    purpose: 'list',
    handler: (request) =>
      as(request.viewer, async (tx) => {
        const ask = askOf(tx, request, emptyForm(request.query));
        return page('register', viewOf(register, await register.load(ask), ask));
      }),
  });
  const take = route({
    face: 'staff',
    method: 'GET',
    path: `${path}.csv`,
    permission,
    audit: `${register.audit}_TAKEN` as AuditEvent,
    purpose: 'list',
    handler: (request) =>
      as(request.viewer, async (tx) => {
        const found = await register.load(askOf(tx, request, emptyForm(request.query)));
        const text = spreadsheetOf(found.parts, request.query);
        return text === null ? notFound : csv(`${register.name}-${request.today}.csv`, text);
      }),
  });
  if (!register.acts) return [see, take];
  const { acts } = register;
  const change = route({
    face: 'staff',
    method: 'POST',
    path,
    permission: register.actPermission ?? permission,
    audit: `${register.audit}_CHANGED` as AuditEvent,
    purpose: 'list',
    handler: (request) =>
      takeAct(ground, request.viewer, request.body, {
        acts,
        back: path,
        load: async (tx, form) => {
          const ask = askOf(tx, { ...request, query: {} }, form);
          return viewOf(register, await register.load(ask), ask);
        },
      }),
  });
  return [see, take, change];
}

/** For acts that check before they write. */
export function insist(condition: boolean, code: string, words: string): asserts condition {
  if (!condition) throw new Refused({ refused: true, code, words });
}

/** Pages of rates that are reports and not registers. */
const ratePages = [
  {
    text: 'Low-level and formal outcomes',
    href: '/registers/outcomes',
    hint: 'The ratio by manager and by group, with counts; small groups are masked',
  },
  {
    text: 'Eliminations by decider',
    href: '/registers/eliminations',
    hint: 'How often each decider took a matter out of every count, out of how many decisions',
  },
];
