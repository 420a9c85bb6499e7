/** A page with questions about a case and the address that its answers go to. A refusal `field:x` stands under question x. */
import { isId } from '../../../platform/ids.ts';
import { isRefusal, type Refusal } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState, formWithErrors } from '../../../web/forms.ts';
import type { QuestionsView } from '../../../web/questions.ts';
import {
  type AuditEvent,
  type Fields,
  invalid,
  notFound,
  type PageResult,
  page,
  type Route,
  redirect,
  routeFor,
} from '../../../web/route.ts';
import type { Permission } from '../../access/index.ts';
import { faultOf } from '../../record/index.ts';

const route = routeFor<Permission, Viewer>();

type Params = Readonly<Record<string, string>>;

export interface FormAsk {
  readonly tx: Tx;
  readonly viewer: Viewer;
  readonly params: Params;
  readonly query: Fields;
  readonly form: FormState;
}

/** Where it goes on, or what the wall says: a block is kept on record and shown on the same page. */
export type Sent =
  | { readonly to: string }
  | { readonly kind: 'blocked'; readonly words: string }
  | { readonly again: FormState };

export interface CaseForm {
  readonly path: string;
  readonly permission: Permission;
  readonly audit: AuditEvent;
  /** The page, or null where the reader may not know of what it is about. */
  readonly load: (ask: FormAsk) => Promise<QuestionsView | null>;
  readonly send: (tx: Tx, viewer: Viewer, params: Params, body: Fields) => Promise<Sent | Refusal>;
}

const areIds = (params: Params): boolean => Object.values(params).every(isId);

/** The page and its form. */
export function formRoutes(ground: Ground, form: CaseForm): readonly Route<Permission, Viewer>[] {
  const { path, permission, audit } = form;
  const act = (viewer: Viewer) => ({ actor: viewer.person, face: 'staff' }) as const;
  const show = (viewer: Viewer, params: Params, query: Fields, state: FormState) =>
    mustTransact(ground, 'staff', act(viewer), (tx) => form.load({ tx, viewer, params, query, form: state }));
  return [
    route({
      face: 'staff',
      method: 'GET',
      path,
      permission,
      audit: `${audit}_OPENED` as AuditEvent,
      handler: async ({ viewer, query, ...asked }): Promise<PageResult> => {
        const params = asked.params as Params;
        const view = areIds(params) ? await show(viewer, params, query, emptyForm()) : null;
        return view ? page('questions', view) : notFound;
      },
    }),
    route({
      face: 'staff',
      method: 'POST',
      path,
      permission,
      audit,
      handler: async ({ viewer, query, body, ...asked }): Promise<PageResult> => {
        const params = asked.params as Params;
        if (!areIds(params)) return notFound;
        const sent = await inTransaction(ground, 'staff', act(viewer), (tx) => form.send(tx, viewer, params, body));
        if (!isRefusal(sent) && 'to' in sent) return redirect(sent.to);
        if (isRefusal(sent) && sent.code.startsWith('no-such-')) return notFound;
        const fault = isRefusal(sent) ? faultOf(sent) : 'kind' in sent ? { field: 'main', text: sent.words } : null;
        const state = fault ? formWithErrors(body, [fault]) : (sent as { readonly again: FormState }).again;
        const view = await show(viewer, params, query, state);
        return view ? invalid('questions', view) : notFound;
      },
    }),
  ];
}
