/** Addresses of cases on the staff face. */
import { isId } from '../../platform/ids.ts';
import { type Ground, mustTransact, type Tx } from '../../platform/transaction.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { defineRoutes, notFound, page, routeFor } from '../../web/route.ts';
import type { Permission } from '../access/index.ts';
import { casePage } from './pages/case-page.ts';
import { causeForm, clockForm, sendCause, sendClock } from './pages/clock-form.ts';
import { decideForm, sendDecide } from './pages/decide-form.ts';
import { formRoutes } from './pages/form-routes.ts';
import {
  letterPage,
  outcomeForm,
  sendOutcomeForm,
  sendTold,
  sendUpdateForm,
  toldForm,
  updateForm,
} from './pages/letter-forms.ts';
import { agreeForm, moveForm, sendAgree, sendMove } from './pages/move-form.ts';
import { openCasePage, sendOpenCase } from './pages/open-case-page.ts';
import { ownerForm, sendOwner } from './pages/owner-form.ts';
import { queuePage } from './pages/queue-page.ts';
import { sendSettle, settlePage } from './pages/settle-page.ts';

const route = routeFor<Permission, Viewer>();

export function casesRoutes(ground: Ground) {
  const as = <T>(viewer: Viewer, work: (tx: Tx) => Promise<T>) =>
    mustTransact(ground, 'staff', { actor: viewer.person, face: 'staff' }, work);
  const work = 'case.work' as const;
  return defineRoutes<Permission, Viewer>([
    route({
      face: 'staff',
      method: 'GET',
      path: '/cases',
      permission: 'case.read',
      audit: 'CASES_READ',
      handler: ({ viewer, query }) => as(viewer, async (tx) => page('cases', await queuePage(tx, viewer, query))),
    }),
    ...formRoutes(ground, {
      path: '/cases/new',
      permission: 'case.open',
      audit: 'CASE_OPEN',
      load: openCasePage,
      send: (tx, viewer, _params, body) => sendOpenCase(tx, viewer, body),
    }),
    ...formRoutes(ground, {
      path: '/cases/settle',
      permission: 'case.open',
      audit: 'CASE_SETTLE',
      load: settlePage,
      send: (tx, viewer, _params, body) => sendSettle(tx, viewer, body),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/cases/:case',
      permission: 'case.read',
      audit: 'CASE_READ',
      handler: ({ viewer, params, query }) =>
        as(viewer, async (tx) => {
          const view = isId(params.case) ? await casePage(tx, viewer, params.case, query) : null;
          return view ? page('case', view) : notFound;
        }),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/cases/:case/letters/:letter',
      permission: 'case.read',
      audit: 'CASE_LETTER_READ',
      handler: ({ viewer, params }) =>
        as(viewer, async (tx) => {
          const areIds = isId(params.case) && isId(params.letter);
          const view = areIds ? await letterPage(tx, viewer, params) : null;
          return view ? page('letter', view) : notFound;
        }),
    }),
    ...formRoutes(ground, {
      path: '/cases/:case/owner',
      permission: work,
      audit: 'CASE_OWNER',
      load: ownerForm,
      send: sendOwner,
    }),
    ...formRoutes(ground, {
      path: '/cases/:case/move',
      permission: work,
      audit: 'CASE_MOVE',
      load: moveForm,
      send: sendMove,
    }),
    ...formRoutes(ground, {
      path: '/cases/:case/agree',
      permission: 'case.agree',
      audit: 'CASE_AGREE',
      load: agreeForm,
      send: sendAgree,
    }),
    ...formRoutes(ground, {
      path: '/cases/:case/allegations/:allegation',
      permission: work,
      audit: 'CASE_DECIDE',
      load: decideForm,
      send: sendDecide,
    }),
    ...formRoutes(ground, {
      path: '/cases/:case/clocks',
      permission: work,
      audit: 'CASE_CLOCK',
      load: clockForm,
      send: sendClock,
    }),
    ...formRoutes(ground, {
      path: '/cases/:case/causes',
      permission: work,
      audit: 'CASE_CAUSE',
      load: causeForm,
      send: sendCause,
    }),
    ...formRoutes(ground, {
      path: '/cases/:case/update',
      permission: work,
      audit: 'CASE_UPDATE',
      load: updateForm,
      send: sendUpdateForm,
    }),
    ...formRoutes(ground, {
      path: '/cases/:case/outcome',
      permission: work,
      audit: 'CASE_OUTCOME',
      load: outcomeForm,
      send: sendOutcomeForm,
    }),
    ...formRoutes(ground, {
      path: '/cases/:case/told',
      permission: work,
      audit: 'CASE_TOLD',
      load: toldForm,
      send: sendTold,
    }),
  ]);
}
