/** Addresses about people and their parties: registers, own details, whose record it is, the desk of a career. */
import { type Ground, mustTransact, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, fieldOf } from '../../../web/forms.ts';
import { csv, notFound, page, type Route, routeFor } from '../../../web/route.ts';
import type { Permission } from '../../access/index.ts';
import type { Reconciliation } from '../../people/index.ts';
import { careerActs, careerPage, type LifeChecks } from '../pages/career-page.ts';
import { type AnswersAbout, identityActs, identityPage } from '../pages/identity-page.ts';
import { meActs, mePage } from '../pages/me-page.ts';
import { registersWith } from './all.ts';
import { registerRoutes, spreadsheetOf, takeAct } from './register-routes.ts';

const route = routeFor<Permission, Viewer>();

/** What rooms above add to these pages. */
export interface PeopleHooks {
  readonly answersAbout?: AnswersAbout | undefined;
  readonly lifeChecks?: LifeChecks | undefined;
  /** Told of every comparison with payroll made in the browser: what is to be put right is owed. */
  readonly onReconciled?: ((tx: Tx, found: Reconciliation) => Promise<void>) | undefined;
}

function meRoutes(ground: Ground, as: As): Route<Permission, Viewer>[] {
  return [
    route({
      face: 'staff',
      method: 'GET',
      path: '/me',
      permission: 'own.read',
      audit: 'OWN_DETAILS_READ',
      handler: ({ viewer, query }) =>
        as(viewer, async (tx) => page('register', await mePage(tx, viewer, query, emptyForm()))),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/me.csv',
      permission: 'own.read',
      audit: 'OWN_DETAILS_TAKEN',
      handler: ({ viewer, query, today }) =>
        as(viewer, async (tx) => {
          const text = spreadsheetOf((await mePage(tx, viewer, {}, emptyForm())).parts, query);
          return text === null ? notFound : csv(`own-details-${today}.csv`, text);
        }),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/me',
      permission: 'tie.declare',
      audit: 'OWN_DETAILS_CHANGED',
      handler: ({ viewer, body }) =>
        takeAct(ground, viewer, body, { acts: meActs, back: '/me', load: (tx, form) => mePage(tx, viewer, {}, form) }),
    }),
  ];
}

function identityRoutes(ground: Ground, as: As, hooks: PeopleHooks): Route<Permission, Viewer>[] {
  return [
    route({
      face: 'staff',
      method: 'GET',
      path: '/people/:person/identity',
      permission: 'identity.decide',
      audit: 'IDENTITY_READ',
      purpose: 'person',
      handler: ({ viewer, params, query }) =>
        as(viewer, async (tx) =>
          page(
            'register',
            await identityPage({ tx, person: params.person, query, form: emptyForm(), answers: hooks.answersAbout }),
          ),
        ),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/people/:person/identity',
      permission: 'identity.decide',
      audit: 'IDENTITY_DECIDED',
      purpose: 'person',
      handler: ({ viewer, params, query, body }) =>
        takeAct(ground, viewer, body, {
          acts: identityActs(params.person, fieldOf(query, 'other') ?? ''),
          back: `/people/${params.person}/identity`,
          load: (tx, form) => identityPage({ tx, person: params.person, query, form, answers: hooks.answersAbout }),
        }),
    }),
  ];
}

function careerRoutes(ground: Ground, as: As, { lifeChecks: checks }: PeopleHooks): Route<Permission, Viewer>[] {
  return [
    route({
      face: 'staff',
      method: 'GET',
      path: '/people/:person/career',
      permission: 'register.keep',
      audit: 'CAREER_READ',
      purpose: 'person',
      handler: ({ viewer, params, query }) =>
        as(viewer, async (tx) =>
          page('register', await careerPage(tx, { person: params.person, query, form: emptyForm(), checks })),
        ),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/people/:person/career',
      permission: 'register.keep',
      audit: 'CAREER_CHANGED',
      purpose: 'person',
      handler: ({ viewer, params, body }) =>
        takeAct(ground, viewer, body, {
          acts: careerActs(params.person, checks),
          back: `/people/${params.person}/career`,
          load: (tx, form) => careerPage(tx, { person: params.person, query: {}, form, checks }),
        }),
    }),
  ];
}

type As = <T>(viewer: Viewer, work: (tx: Tx) => Promise<T>) => Promise<T>;

/** Every route here, for the record's list. */
export function peopleRoutes(ground: Ground, hooks: PeopleHooks): readonly Route<Permission, Viewer>[] {
  const as: As = (viewer, work) => mustTransact(ground, 'staff', { actor: viewer.person, face: 'staff' }, work);
  return [
    ...registerRoutes(ground, registersWith(hooks.onReconciled)),
    ...meRoutes(ground, as),
    ...identityRoutes(ground, as, hooks),
    ...careerRoutes(ground, as, hooks),
  ];
}
