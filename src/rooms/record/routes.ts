/** The record's addresses: one line each, with permission and audit event. */
import { z } from 'zod';
import { isRefusal } from '../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, type Tx } from '../../platform/transaction.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { fieldOf, formWithErrors } from '../../web/forms.ts';
import { defineRoutes, invalid, type PageResult, page, redirect, routeFor } from '../../web/route.ts';
import { giveReason, type Permission, reasonInWords, reasonView } from '../access/index.ts';
import { entryRoutes } from './pages/entry-routes.ts';
import { findPage } from './pages/find-page.ts';
import { importRoutes } from './pages/import-routes.ts';
import { outcomeRoutes } from './pages/outcome-routes.ts';
import { personPage } from './pages/person-page.ts';
import { readsPage } from './pages/reads-page.ts';
import { trayPage } from './pages/tray-page.ts';
import { wordsPage } from './pages/words-page.ts';
import { type PeopleHooks, peopleRoutes } from './registers/people-routes.ts';

const route = routeFor<Permission, Viewer>();

export interface RecordHooks extends PeopleHooks {
  /** Told when somebody's search would have shown themselves. Filled by main.ts: duties stand above. */
  readonly onSelfFound: (tx: Tx, person: string) => Promise<void>;
}

const reasonInput = z.object({
  reason: z.string().optional(),
  words: z.string().optional(),
  back: z.string().optional(),
});

/** Routes of the record on the staff face. */
export function recordRoutes(ground: Ground, hooks: RecordHooks) {
  const as = <T>(viewer: Viewer, work: (tx: Tx) => Promise<T>) =>
    mustTransact(ground, 'staff', { actor: viewer.person, face: 'staff' }, work);
  return defineRoutes<Permission, Viewer>([
    ...entryRoutes(ground),
    ...outcomeRoutes(ground),
    ...peopleRoutes(ground, hooks),
    route({
      face: 'staff',
      method: 'GET',
      path: '/people',
      permission: 'person.find',
      audit: 'PEOPLE_FIND_OPENED',
      purpose: 'list',
      handler: (request) =>
        as(request.viewer, async (tx) => {
          const { view, foundSelf } = await findPage(tx, fieldOf(request.query, 'q'));
          if (foundSelf) await hooks.onSelfFound(tx, request.viewer.person);
          return page('find-person', view);
        }),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/words',
      permission: 'person.find',
      audit: 'WORDS_SEARCH_OPENED',
      purpose: 'list',
      handler: (request) =>
        as(request.viewer, async (tx) => page('register', await wordsPage(tx, fieldOf(request.query, 'q')))),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/people/:person',
      permission: 'person.read',
      audit: 'PERSON_TIMELINE_READ',
      purpose: 'person',
      handler: ({ viewer, params, query, url, today }) =>
        as(viewer, async (tx) =>
          page('person', await personPage(tx, { person: params.person, viewer, query, url, today })),
        ),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/people/:person/reads',
      permission: 'reads.read',
      audit: 'PERSON_READS_READ',
      purpose: 'person',
      handler: ({ viewer, params }) => as(viewer, async (tx) => page('who-looked', await readsPage(tx, params.person))),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/people/:person/reason',
      permission: 'reason.give',
      audit: 'REASON_GIVEN',
      purpose: 'person',
      input: reasonInput,
      handler: async ({ viewer, params, input, body }): Promise<PageResult> => {
        const choice = reasonInWords(input.reason ?? '');
        const words = input.words?.trim() ?? '';
        const again = (field: string, text: string) =>
          invalid(
            'give-reason',
            reasonView(params.person, `/people/${params.person}`, formWithErrors(body, [{ field, text }])),
          );
        if (!choice) return again('reason', 'Choose why you need this record');
        if (words.length < 10) return again('words', 'Say in a sentence what you are working on');
        const given = await inTransaction(ground, 'staff', { actor: viewer.person, face: 'staff' }, (tx) =>
          giveReason(tx, params.person, `${choice}: ${words}`),
        );
        return isRefusal(given) ? again('words', given.words) : redirect(`/people/${params.person}`);
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/tray',
      permission: 'tray.place',
      audit: 'TRAY_READ',
      purpose: 'list',
      handler: ({ viewer }) => as(viewer, async (tx) => page('report', await trayPage(tx))),
    }),
    ...importRoutes(ground),
  ]);
}
