/** Addresses of units: those one may open, one of them, and their tables as spreadsheets. */
import { isId } from '../../../platform/ids.ts';
import { type Ground, mustTransact, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { csv, notFound, page, type Route, routeFor } from '../../../web/route.ts';
import type { Permission } from '../../access/index.ts';
import { spreadsheetOf } from '../../record/index.ts';
import { unitPage, unitsPage } from './unit-page.ts';

const route = routeFor<Permission, Viewer>();

export function unitRoutes(ground: Ground): readonly Route<Permission, Viewer>[] {
  const as = <T>(viewer: Viewer, work: (tx: Tx) => Promise<T>) =>
    mustTransact(ground, 'staff', { actor: viewer.person, face: 'staff' }, work);
  return [
    route({
      face: 'staff',
      method: 'GET',
      path: '/units',
      permission: 'unit.read',
      audit: 'UNITS_READ',
      purpose: 'list',
      handler: ({ viewer, query }) =>
        as(viewer, async (tx) => page('register', await unitsPage({ tx, viewer, query }))),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/units.csv',
      permission: 'unit.read',
      audit: 'UNITS_TAKEN',
      purpose: 'list',
      handler: ({ viewer, query, today }) =>
        as(viewer, async (tx) => {
          const text = spreadsheetOf((await unitsPage({ tx, viewer, query })).parts, query);
          return text === null ? notFound : csv(`units-${today}.csv`, text);
        }),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/units/:unit',
      permission: 'unit.read',
      audit: 'UNIT_READ',
      purpose: 'list',
      handler: ({ viewer, params, query }) =>
        as(viewer, async (tx) => {
          const view = isId(params.unit) ? await unitPage({ tx, viewer, query }, params.unit) : null;
          return view ? page('register', view) : notFound;
        }),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/units/:unit/table.csv',
      permission: 'unit.read',
      audit: 'UNIT_TAKEN',
      purpose: 'list',
      handler: ({ viewer, params, query, today }) =>
        as(viewer, async (tx) => {
          const view = isId(params.unit) ? await unitPage({ tx, viewer, query }, params.unit) : null;
          const text = view ? spreadsheetOf(view.parts, query) : null;
          return text === null ? notFound : csv(`unit-${today}.csv`, text);
        }),
    }),
  ];
}
