/** A page with tables and forms, its spreadsheets, and the address its forms send to. A refusal `field:x` stands under question x. */
import { isRefusal, type Refusal, Refused } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState, fieldOf, formWithErrors } from '../../../web/forms.ts';
import { dayParts, realDay } from '../../../web/questions.ts';
import {
  type AuditEvent,
  csv,
  type Fields,
  invalid,
  notFound,
  page,
  type Route,
  redirect,
  routeFor,
} from '../../../web/route.ts';
import type { Permission } from '../../access/index.ts';
import { faultOf, type RegisterView, spreadsheetOf } from '../../record/index.ts';

const route = routeFor<Permission, Viewer>();

export interface DeskAsk {
  readonly tx: Tx;
  readonly viewer: Viewer;
  readonly query: Fields;
  readonly form: FormState;
}

/** One form of a desk; gives the key of what to say of it. */
export type DeskAct = (tx: Tx, viewer: Viewer, body: Fields) => Promise<string | Refusal>;

export interface Desk {
  readonly path: string;
  readonly audit: AuditEvent;
  readonly permission: Permission;
  readonly actPermission?: Permission;
  readonly load: (ask: DeskAsk) => Promise<RegisterView>;
  readonly acts: Readonly<Record<string, DeskAct>>;
  /** Told, in a transaction of its own, of what was refused. */
  readonly onRefused?: (ground: Ground, viewer: Viewer, refusal: Refusal) => Promise<void>;
}

/** A field as typed, without the spaces around it. */
export const typed = (body: Fields, name: string): string => fieldOf(body, name)?.trim() ?? '';

/** A day as typed; empty where none, or none that exists, was given. */
export const typedDay = (body: Fields, name: string): string => realDay(dayParts(body, name)) ?? '';

/** Three routes: the page, its tables as spreadsheets, its forms. */
export function deskRoutes(ground: Ground, desk: Desk): readonly Route<Permission, Viewer>[] {
  const as = <T>(viewer: Viewer, work: (tx: Tx) => Promise<T>) =>
    mustTransact(ground, 'staff', { actor: viewer.person, face: 'staff' }, work);
  const { path, permission, audit } = desk;
  return [
    route({
      face: 'staff',
      method: 'GET',
      path,
      permission,
      audit: `${audit}_READ` as AuditEvent,
      handler: ({ viewer, query }) =>
        as(viewer, async (tx) => page('register', await desk.load({ tx, viewer, query, form: emptyForm(query) }))),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: `${path}.csv`,
      permission,
      audit: `${audit}_TAKEN` as AuditEvent,
      handler: ({ viewer, query, today }) =>
        as(viewer, async (tx) => {
          const text = spreadsheetOf((await desk.load({ tx, viewer, query, form: emptyForm(query) })).parts, query);
          return text === null ? notFound : csv(`${path.slice(1)}-${today}.csv`, text);
        }),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path,
      permission: desk.actPermission ?? permission,
      audit: `${audit}_CHANGED` as AuditEvent,
      handler: async ({ viewer, body }) => {
        const name = fieldOf(body, 'act') ?? '';
        const act = Object.hasOwn(desk.acts, name) ? desk.acts[name] : undefined;
        if (!act) return notFound;
        const done = await inTransaction(ground, 'staff', { actor: viewer.person, face: 'staff' }, async (tx) => {
          const key = await act(tx, viewer, body);
          if (isRefusal(key)) throw new Refused(key);
          return key;
        });
        if (!isRefusal(done)) return redirect(`${path}?done=${encodeURIComponent(done)}`);
        await desk.onRefused?.(ground, viewer, done);
        const form = formWithErrors(body, [faultOf(done)]);
        return as(viewer, async (tx) => invalid('register', await desk.load({ tx, viewer, query: {}, form })));
      },
    }),
  ];
}
