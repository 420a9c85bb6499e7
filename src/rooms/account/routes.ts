/** Addresses of account: the public front page and the proof, on both faces. */

import { cosignatureLines, latestCheckpoint } from '../../platform/ledger.ts';
import { type Ground, mustTransact, type Tx } from '../../platform/transaction.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { defineRoutes, download, notFound, page, routeFor } from '../../web/route.ts';
import type { Permission } from '../access/index.ts';
import { aboutPage, accessibilityPage } from './pages/plain-pages.ts';
import { proofPage, publicHomePage } from './pages/proof-page.ts';

const route = routeFor<Permission, Viewer>();

const visit = <T>(ground: Ground, work: (tx: Tx) => Promise<T>) =>
  mustTransact(ground, 'public', { actor: null, face: 'public' }, work);

/** The latest checkpoint, with the lines of the witnesses who have signed it by now. */
async function checkpointToKeep(tx: Tx): Promise<string | null> {
  const head = await latestCheckpoint(tx, 'main');
  return head && `${head.note}${await cosignatureLines(tx, head)}`;
}

/** The public face. */
export function accountPublicRoutes(ground: Ground) {
  return defineRoutes<Permission, Viewer>([
    route({
      face: 'public',
      method: 'GET',
      path: '/about',
      permission: 'public.read',
      audit: 'ABOUT_READ',
      handler: async () => page('report', aboutPage),
    }),
    route({
      face: 'public',
      method: 'GET',
      path: '/accessibility',
      permission: 'public.read',
      audit: 'ACCESSIBILITY_READ',
      handler: async () => page('report', accessibilityPage),
    }),
    route({
      face: 'public',
      method: 'GET',
      path: '/',
      permission: 'public.read',
      audit: 'PUBLIC_HOME_READ',
      handler: () => visit(ground, async (tx) => page('public/home', await publicHomePage(tx))),
    }),
    route({
      face: 'public',
      method: 'GET',
      path: '/proof',
      permission: 'public.read',
      audit: 'PUBLIC_PROOF_READ',
      handler: () => visit(ground, async (tx) => page('public/proof', await proofPage(ground, tx))),
    }),
    route({
      face: 'public',
      method: 'GET',
      path: '/checkpoint',
      permission: 'public.read',
      audit: 'CHECKPOINT_TAKEN',
      handler: () =>
        visit(ground, async (tx) => {
          const note = await checkpointToKeep(tx);
          return note ? download('checkpoint', 'text/plain; charset=utf-8', note) : notFound;
        }),
    }),
  ]);
}

/** The same proof for staff. */
export function accountStaffRoutes(ground: Ground) {
  return defineRoutes<Permission, Viewer>([
    route({
      face: 'staff',
      method: 'GET',
      path: '/about',
      permission: 'proof.read',
      audit: 'ABOUT_READ',
      handler: async () => page('report', aboutPage),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/accessibility',
      permission: 'proof.read',
      audit: 'ACCESSIBILITY_READ',
      handler: async () => page('report', accessibilityPage),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/proof',
      permission: 'proof.read',
      audit: 'PROOF_READ',
      handler: ({ viewer }) =>
        mustTransact(ground, 'staff', { actor: viewer.person, face: 'staff' }, async (tx) =>
          page('public/proof', await proofPage(ground, tx)),
        ),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/checkpoint',
      permission: 'proof.read',
      audit: 'CHECKPOINT_TAKEN',
      handler: ({ viewer }) =>
        mustTransact(ground, 'staff', { actor: viewer.person, face: 'staff' }, async (tx) => {
          const note = await checkpointToKeep(tx);
          return note ? download('checkpoint', 'text/plain; charset=utf-8', note) : notFound;
        }),
    }),
  ]);
}
