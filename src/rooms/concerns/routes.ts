/** Addresses of files that come by the browser: sent, looked at, imported or set aside; and of present systems. */
import { createReadStream, existsSync } from 'node:fs';
import { isRefusal } from '../../platform/refusal.ts';
import type { Ground } from '../../platform/transaction.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { emptyForm, fieldOf, formWithErrors } from '../../web/forms.ts';
import { csv, defineRoutes, invalid, notFound, type PageResult, page, redirect, routeFor } from '../../web/route.ts';
import type { Permission } from '../access/index.ts';
import {
  discard,
  findWaiting,
  importWaiting,
  installedMaps,
  lookAt,
  mostBytes,
  rejectedOf,
} from './actions/incoming.ts';
import { previewPage } from './pages/preview-page.ts';
import { systemRoutes } from './pages/system-routes.ts';
import { readUpload, uploadPage } from './pages/upload-page.ts';

const route = routeFor<Permission, Viewer>();

/** Routes of concerns on the staff face. */
export function concernsRoutes(ground: Ground) {
  return defineRoutes<Permission, Viewer>([
    ...systemRoutes(ground),
    route({
      face: 'staff',
      method: 'GET',
      path: '/imports/new',
      permission: 'import.run',
      audit: 'IMPORT_FORM_OPENED',
      handler: async () => page('questions', uploadPage(installedMaps(ground), emptyForm())),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/imports/new',
      permission: 'import.run',
      audit: 'IMPORT_FILE_SENT',
      filesOf: { bytes: mostBytes, files: 1 },
      handler: async ({ viewer, body, files }): Promise<PageResult> => {
        const maps = installedMaps(ground);
        const read = readUpload(body, files, maps);
        if ('form' in read) return invalid('questions', uploadPage(maps, read.form));
        const waiting = await lookAt(ground, { ...read, by: viewer.person });
        if (!isRefusal(waiting)) return redirect(`/imports/waiting/${waiting}`);
        return invalid('questions', uploadPage(maps, formWithErrors(body, [{ field: 'file', text: waiting.words }])));
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/imports/waiting/:upload',
      permission: 'import.run',
      audit: 'IMPORT_PREVIEW_READ',
      handler: async ({ viewer, params }) => {
        const waiting = findWaiting(ground, params.upload, viewer.person);
        return waiting ? page('questions', previewPage(waiting)) : notFound;
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/imports/waiting/:upload/refused',
      permission: 'import.run',
      audit: 'IMPORT_REFUSED_ROWS_TAKEN',
      handler: async ({ viewer, params }) => {
        const waiting = findWaiting(ground, params.upload, viewer.person);
        const path = waiting ? rejectedOf(ground, waiting.id) : null;
        if (!waiting || !path || !existsSync(path)) return notFound;
        return csv(`${waiting.name.replace(/\.\w+$/, '')}.rejected.csv`, createReadStream(path));
      },
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/imports/waiting/:upload',
      permission: 'import.run',
      audit: 'IMPORT_ANSWERED',
      handler: async ({ viewer, params, body }): Promise<PageResult> => {
        const waiting = findWaiting(ground, params.upload, viewer.person);
        if (!waiting) return notFound;
        const again = (text: string) =>
          invalid('questions', previewPage(waiting, formWithErrors(body, [{ field: 'answer', text }])));
        const answer = fieldOf(body, 'answer');
        if (answer === 'discard') {
          discard(ground, waiting.id);
          return redirect('/imports');
        }
        if (answer !== 'import') return again('Choose what should be done with it');
        const done = await importWaiting(ground, waiting);
        return isRefusal(done) ? again(done.words) : redirect(`/imports/${done.batch}`);
      },
    }),
  ]);
}
