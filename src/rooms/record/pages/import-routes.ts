/** Addresses of imports: the list, what each one did, and undoing one. */
import { isId } from '../../../platform/ids.ts';
import { keyedIds } from '../../../platform/keyed-ids.ts';
import { isRefusal } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, fieldOf, formWithErrors } from '../../../web/forms.ts';
import { type Fields, invalid, notFound, type PageResult, page, redirect, routeFor } from '../../../web/route.ts';
import { may, type Permission } from '../../access/index.ts';
import { agreeToUndo, askToUndo, undoState } from '../actions/undo-batch.ts';
import { importPage, importsPage } from './imports-page.ts';
import { undoPage } from './undo-page.ts';

const route = routeFor<Permission, Viewer>();
const staff = (viewer: Viewer) => ({ actor: viewer.person, face: 'staff' }) as const;

export function importRoutes(ground: Ground) {
  const as = <T>(viewer: Viewer, work: (tx: Tx) => Promise<T>) => mustTransact(ground, 'staff', staff(viewer), work);
  /**
   * A clerk does it in the name of whoever is at the keyboard: no face may take anything out of the projection. Only who
   * was shown what somebody else asked for agrees to it.
   */
  const undo = (viewer: Viewer, batch: string, body: Fields) =>
    inTransaction(ground, 'clerks', staff(viewer), async (tx) => {
      const asked = (await undoState(tx, batch))?.asked;
      return asked && fieldOf(body, 'agrees') === asked.id
        ? agreeToUndo(tx, batch, keyedIds(ground.server.place))
        : askToUndo(tx, batch, fieldOf(body, 'reason') ?? '');
    });
  return [
    route({
      face: 'staff',
      method: 'GET',
      path: '/imports',
      permission: 'import.read',
      audit: 'IMPORTS_READ',
      handler: ({ viewer }) =>
        as(viewer, async (tx) => page('report', await importsPage(tx, may('import.run', viewer.roles)))),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/imports/:batch',
      permission: 'import.read',
      audit: 'IMPORT_READ',
      handler: ({ viewer, params }) =>
        as(viewer, async (tx) => {
          const view = isId(params.batch) ? await importPage(tx, params.batch, may('import.undo', viewer.roles)) : null;
          return view ? page('import-result', view) : notFound;
        }),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/imports/:batch/undo',
      permission: 'import.undo',
      audit: 'IMPORT_UNDO_OPENED',
      handler: ({ viewer, params }) =>
        as(viewer, async (tx) => {
          const view = isId(params.batch) ? await undoPage(tx, params.batch, viewer.person) : null;
          return view ? page('questions', view) : notFound;
        }),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/imports/:batch/undo',
      permission: 'import.undo',
      audit: 'IMPORT_UNDO_SENT',
      handler: async ({ viewer, params, body }): Promise<PageResult> => {
        if (!isId(params.batch)) return notFound;
        const done = await undo(viewer, params.batch, body);
        if (!isRefusal(done)) return redirect(`/imports/${params.batch}/undo`);
        if (done.code === 'no-such-import') return notFound;
        const form =
          done.code === 'undone-already'
            ? emptyForm()
            : formWithErrors(body, [{ field: done.code.replace(/^field:/, ''), text: done.words }]);
        const view = await as(viewer, (tx) => undoPage(tx, params.batch, viewer.person, form));
        return view ? invalid('questions', view) : notFound;
      },
    }),
  ];
}
