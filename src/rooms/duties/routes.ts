/** Duties' addresses: the home page and one duty. */
import { isId } from '../../platform/ids.ts';
import { type Ground, mustTransact } from '../../platform/transaction.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { defineRoutes, notFound, page, routeFor } from '../../web/route.ts';
import type { Permission } from '../access/index.ts';
import { absenceActs, absencePage } from './pages/absence-page.ts';
import { accountActs, accountsPage } from './pages/accounts-page.ts';
import { delegationActs, delegationsPage } from './pages/delegations-page.ts';
import { deskRoutes } from './pages/desk.ts';
import { dutyPage } from './pages/duty-page.ts';
import { erasureRoutes } from './pages/erasure-routes.ts';
import { homePage } from './pages/home-page.ts';
import { overrideRoutes } from './pages/override-routes.ts';
import { twoPeopleRoutes } from './pages/two-people-routes.ts';
import { unitRoutes } from './pages/unit-routes.ts';

const route = routeFor<Permission, Viewer>();

/** Routes of duties on the staff face. */
export function dutiesRoutes(ground: Ground) {
  return defineRoutes<Permission, Viewer>([
    ...twoPeopleRoutes(ground),
    ...overrideRoutes(ground),
    ...unitRoutes(ground),
    ...erasureRoutes(ground),
    ...deskRoutes(ground, {
      path: '/absence',
      audit: 'ABSENCE',
      permission: 'own.read',
      load: ({ tx, viewer, query, form }) => absencePage(tx, viewer, query, form),
      acts: absenceActs,
    }),
    ...deskRoutes(ground, {
      path: '/accounts',
      audit: 'ACCOUNTS',
      permission: 'account.stop',
      load: accountsPage,
      acts: accountActs,
    }),
    ...deskRoutes(ground, {
      path: '/delegations',
      audit: 'DELEGATIONS',
      permission: 'home.read',
      actPermission: 'delegation.sign',
      load: delegationsPage,
      acts: delegationActs,
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/',
      permission: 'home.read',
      audit: 'HOME_READ',
      handler: ({ viewer }) =>
        mustTransact(ground, 'staff', { actor: viewer.person, face: 'staff' }, async (tx) =>
          page('home', await homePage(tx, viewer)),
        ),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/duties/:duty',
      permission: 'home.read',
      audit: 'DUTY_READ',
      handler: ({ viewer, params }) =>
        mustTransact(ground, 'staff', { actor: viewer.person, face: 'staff' }, async (tx) => {
          const view = isId(params.duty) ? await dutyPage(tx, params.duty, viewer) : null;
          return view ? page('report', view) : notFound;
        }),
    }),
  ]);
}
