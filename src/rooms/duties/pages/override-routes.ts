/** Addresses of overrides: one’s own desk, and the page of whoever is asked. */
import { isId } from '../../../platform/ids.ts';
import { type Ground, mustTransact } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { notFound, page, type Route, routeFor } from '../../../web/route.ts';
import type { Permission } from '../../access/index.ts';
import { alertSelfLookUp } from '../actions/admit-reader.ts';
import { answerOverride } from '../actions/answer-override.ts';
import { ownNumber } from '../actions/ask-override.ts';
import { nameOutside, passOn } from '../actions/name-outside.ts';
import { deskRoutes, typed, typedDay } from './desk.ts';
import { digestPage } from './digest-page.ts';
import { outsidePage } from './outside-page.ts';
import { answerOverridePage, overrideActs, overridesPage } from './override-pages.ts';
import { orAgain } from './two-people-routes.ts';

const route = routeFor<Permission, Viewer>();
const staff = (viewer: Viewer) => ({ actor: viewer.person, face: 'staff' }) as const;

export function overrideRoutes(ground: Ground): readonly Route<Permission, Viewer>[] {
  return [
    ...deskRoutes(ground, {
      path: '/overrides',
      audit: 'OVERRIDES',
      permission: 'override.ask',
      load: ({ tx, query, form }) => overridesPage(tx, query, form),
      acts: overrideActs,
      // Who asks for their own record is answered as if nothing were there, and two people are told.
      onRefused: async (on, viewer, refusal) => {
        if (refusal.citation === ownNumber.citation && refusal.words === ownNumber.words)
          await mustTransact(on, 'staff', staff(viewer), (tx) =>
            alertSelfLookUp(tx, viewer.person, 'by asking for an override'),
          );
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/overrides/answer/:duty',
      permission: 'home.read',
      audit: 'OVERRIDE_ASK_READ',
      handler: ({ viewer, params }) =>
        mustTransact(ground, 'staff', staff(viewer), async (tx) => {
          const view = isId(params.duty) ? await answerOverridePage(tx, viewer, params.duty) : null;
          return view ? page('questions', view) : notFound;
        }),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/overrides/answer/:duty',
      permission: 'home.read',
      audit: 'OVERRIDE_ANSWERED',
      handler: async ({ viewer, params, body }) => {
        if (!isId(params.duty)) return notFound;
        return orAgain(ground, viewer, {
          fields: body,
          to: typed(body, 'answer') === 'pass' ? '/' : `/overrides/answer/${params.duty}`,
          again: (tx, form) => answerOverridePage(tx, viewer, params.duty, form),
          work: async (tx) =>
            typed(body, 'answer') === 'pass'
              ? passOn(tx, viewer, params.duty)
              : answerOverride(tx, viewer, {
                  duty: params.duty,
                  answer: typed(body, 'answer') as 'record' | 'matter' | 'refuse',
                  entry: typed(body, 'entry'),
                  until: typedDay(body, 'until'),
                  reason: typed(body, 'reason'),
                }),
        });
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/outside/:duty',
      permission: 'home.read',
      audit: 'OUTSIDE_ASK_READ',
      handler: ({ viewer, params }) =>
        mustTransact(ground, 'staff', staff(viewer), async (tx) => {
          const view = isId(params.duty) ? await outsidePage(tx, viewer, params.duty) : null;
          return view ? page('questions', view) : notFound;
        }),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/outside/:duty',
      permission: 'home.read',
      audit: 'OUTSIDE_PERSON_NAMED',
      handler: async ({ viewer, params, body }) => {
        if (!isId(params.duty)) return notFound;
        return orAgain(ground, viewer, {
          fields: body,
          to: '/',
          again: (tx, form) => outsidePage(tx, viewer, params.duty, form),
          work: (tx) =>
            nameOutside(tx, viewer, {
              duty: params.duty,
              number: typed(body, 'number'),
              reason: typed(body, 'reason'),
            }),
        });
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/digest',
      permission: 'digest.read',
      audit: 'DIGEST_READ',
      handler: ({ viewer }) =>
        mustTransact(ground, 'staff', staff(viewer), async (tx) => page('report', await digestPage(tx))),
    }),
  ];
}
