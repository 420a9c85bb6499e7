/** Addresses of erasures: the desk, and the page of whoever is asked to agree. */
import { isId } from '../../../platform/ids.ts';
import { refuse } from '../../../platform/refusal.ts';
import { type Ground, mustTransact } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { notFound, page, type Route, routeFor } from '../../../web/route.ts';
import type { Permission } from '../../access/index.ts';
import { answerErasure } from '../actions/answer-erasure.ts';
import { deskRoutes, typed } from './desk.ts';
import { answerErasurePage, erasureActs, erasuresPage } from './erasure-pages.ts';
import { orAgain } from './two-people-routes.ts';

const route = routeFor<Permission, Viewer>();

export function erasureRoutes(ground: Ground): readonly Route<Permission, Viewer>[] {
  return [
    ...deskRoutes(ground, {
      path: '/erasures',
      audit: 'ERASURES',
      permission: 'erasure.read',
      actPermission: 'erasure.order',
      load: ({ tx, viewer, query, form }) => erasuresPage(tx, viewer, query, form),
      acts: erasureActs,
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/erasures/answer/:duty',
      permission: 'home.read',
      audit: 'ERASURE_ORDER_READ',
      handler: ({ viewer, params }) =>
        mustTransact(ground, 'staff', { actor: viewer.person, face: 'staff' }, async (tx) => {
          const view = isId(params.duty) ? await answerErasurePage(tx, viewer, params.duty) : null;
          return view ? page('questions', view) : notFound;
        }),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/erasures/answer/:duty',
      permission: 'home.read',
      audit: 'ERASURE_ORDER_ANSWERED',
      handler: async ({ viewer, params, body }) => {
        if (!isId(params.duty)) return notFound;
        return orAgain(ground, viewer, {
          fields: body,
          to: `/erasures/answer/${params.duty}`,
          again: (tx, form) => answerErasurePage(tx, viewer, params.duty, form),
          work: async (tx) => {
            const answer = typed(body, 'answer');
            if (answer !== 'agree' && answer !== 'refuse') return refuse('field:answer', 'Say whether you agree');
            return answerErasure(tx, viewer, {
              duty: params.duty,
              agrees: answer === 'agree',
              reason: typed(body, 'reason'),
            });
          },
        });
      },
    }),
  ];
}
