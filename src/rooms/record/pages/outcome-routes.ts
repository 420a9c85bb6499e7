/** Addresses of the ledger of low-level outcomes: a person's, one's own, the registers; and of one tray item. */
import { isId } from '../../../platform/ids.ts';
import { isRefusal } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { fieldOf, formWithErrors } from '../../../web/forms.ts';
import { csv, invalid, notFound, type PageResult, page, redirect, routeFor } from '../../../web/route.ts';
import type { Permission } from '../../access/index.ts';
import { commentOnOutcome } from '../actions/comment-on-outcome.ts';
import { undoPlacement } from '../actions/place.ts';
import { faultOf } from './amend-page.ts';
import { outcomesPage } from './outcomes-page.ts';
import { ownOutcomePage, ownOutcomesPage } from './own-outcomes-page.ts';
import { eliminationsPage, outcomesRegisterCsv, outcomesRegisterPage } from './registers-page.ts';
import { trayItemPage } from './tray-item-page.ts';

const route = routeFor<Permission, Viewer>();
const staff = (viewer: Viewer) => ({ actor: viewer.person, face: 'staff' }) as const;

export function outcomeRoutes(ground: Ground) {
  const as = <T>(viewer: Viewer, work: (tx: Tx) => Promise<T>) => mustTransact(ground, 'staff', staff(viewer), work);
  return [
    route({
      face: 'staff',
      method: 'GET',
      path: '/people/:person/outcomes',
      permission: 'outcome.read',
      audit: 'PERSON_OUTCOMES_READ',
      purpose: 'person',
      handler: ({ viewer, params, query }) =>
        as(viewer, async (tx) => page('report', await outcomesPage(tx, params.person, fieldOf(query, 'done')))),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/me/outcomes',
      permission: 'own.read',
      audit: 'OWN_OUTCOMES_READ',
      handler: ({ viewer }) => as(viewer, async (tx) => page('report', await ownOutcomesPage(tx))),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/me/outcomes/:entry',
      permission: 'own.read',
      audit: 'OWN_OUTCOME_READ',
      handler: ({ viewer, params, query }) =>
        as(viewer, async (tx) => {
          const view = await ownOutcomePage(tx, params.entry, undefined, fieldOf(query, 'done'));
          return view ? page('questions', view) : notFound;
        }),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/me/outcomes/:entry',
      permission: 'own.read',
      audit: 'OWN_OUTCOME_COMMENTED',
      handler: async ({ viewer, params, body }): Promise<PageResult> => {
        const said = await inTransaction(ground, 'staff', staff(viewer), (tx) =>
          commentOnOutcome(tx, params.entry, fieldOf(body, 'comment') ?? ''),
        );
        if (!isRefusal(said)) return redirect(`/me/outcomes/${params.entry}?done=commented`);
        const form = formWithErrors(body, [faultOf(said)]);
        const view = await as(viewer, (tx) => ownOutcomePage(tx, params.entry, form));
        return view ? invalid('questions', view) : notFound;
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/registers/eliminations',
      permission: 'register.read',
      audit: 'ELIMINATION_RATES_READ',
      handler: ({ viewer }) => as(viewer, async (tx) => page('report', await eliminationsPage(tx))),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/registers/outcomes',
      permission: 'register.read',
      audit: 'OUTCOME_RATIOS_READ',
      handler: ({ viewer, query }) =>
        as(viewer, async (tx) => page('report', await outcomesRegisterPage(tx, fieldOf(query, 'group')))),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/registers/outcomes.csv',
      permission: 'register.read',
      audit: 'OUTCOME_RATIOS_TAKEN',
      handler: ({ viewer, query }) =>
        as(viewer, async (tx) =>
          csv('formal-and-informal.csv', await outcomesRegisterCsv(tx, fieldOf(query, 'group'))),
        ),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/tray/:item',
      permission: 'tray.place',
      audit: 'TRAY_ITEM_READ',
      purpose: 'list',
      handler: ({ viewer, params, query }) =>
        as(viewer, async (tx) => {
          const view = isId(params.item)
            ? await trayItemPage(tx, params.item, undefined, fieldOf(query, 'done'))
            : null;
          return view ? page('questions', view) : notFound;
        }),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/tray/:item/undo',
      permission: 'tray.place',
      audit: 'TRAY_ITEM_TAKEN_BACK',
      handler: async ({ viewer, params, body }): Promise<PageResult> => {
        if (!isId(params.item)) return notFound;
        const undone = await inTransaction(ground, 'staff', staff(viewer), (tx) =>
          undoPlacement(tx, params.item, fieldOf(body, 'reason') ?? ''),
        );
        if (!isRefusal(undone)) return redirect(`/tray/${params.item}?done=undone`);
        const form = formWithErrors(body, [faultOf(undone)]);
        const view = await as(viewer, (tx) => trayItemPage(tx, params.item, form));
        return view ? invalid('questions', view) : notFound;
      },
    }),
  ];
}
