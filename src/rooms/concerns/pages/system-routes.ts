/** Addresses of moving in: present systems and their nights, and the mode, put forward by one and signed by another. */
import { z } from 'zod';
import { isId } from '../../../platform/ids.ts';
import { isRefusal, type Refusal } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState, formWithErrors } from '../../../web/forms.ts';
import { dayParts, filledDay, realDay } from '../../../web/questions.ts';
import {
  defineRoutes,
  type Fields,
  invalid,
  notFound,
  type PageResult,
  page,
  redirect,
  routeFor,
} from '../../../web/route.ts';
import { may, type Permission } from '../../access/index.ts';
import { answerMode, modeProposalBehind, proposeMode } from '../actions/change-mode.ts';
import { modes } from '../store/modes.ts';
import { proposeModePage, signModePage } from './mode-page.ts';
import { nightPage, systemsPage } from './systems-page.ts';

const route = routeFor<Permission, Viewer>();

const proposalInput = z.object({
  mode: z.enum(modes, { error: 'Choose a mode' }),
  reason: z.string({ error: 'Say why' }).trim().min(15, 'Say in a sentence why the mode should change'),
});
const answerInput = z.object({
  answer: z.enum(['sign', 'refuse'], { error: 'Choose whether to sign or to refuse' }),
  reason: z.string().default(''),
});

/** The field that a refusal is about, and what to say there. */
const atField = (no: Refusal, otherwise: string) => ({
  field: no.code.startsWith('field:') ? no.code.slice('field:'.length) : otherwise,
  text: no.words,
});

/** Routes of present systems and modes on the staff face. */
export function systemRoutes(ground: Ground) {
  const act = (viewer: Viewer) => ({ actor: viewer.person, face: 'staff' }) as const;
  const as = <T>(viewer: Viewer, work: (tx: Tx) => Promise<T>) => mustTransact(ground, 'staff', act(viewer), work);
  const again = (viewer: Viewer, form: FormState) =>
    as(viewer, async (tx) => invalid('questions', await proposeModePage(tx, form)));
  const sign = (viewer: Viewer, duty: string, form: FormState): Promise<PageResult> =>
    as(viewer, async (tx) => {
      const open = isId(duty) ? await modeProposalBehind(tx, duty) : null;
      if (!open) return notFound;
      const maySign = may('mode.sign', viewer.roles) && open.proposal.proposed_by !== viewer.person;
      const view = await signModePage(tx, open, { form, maySign });
      return form.errorList.length > 0 ? invalid('questions', view) : page('questions', view);
    });
  const propose = async (viewer: Viewer, input: z.output<typeof proposalInput>, body: Fields): Promise<PageResult> => {
    const validFrom = realDay(dayParts(body, 'from'));
    if (validFrom === null)
      return again(viewer, formWithErrors(body, [{ field: 'from', text: 'Give a day, for example 1 4 2026' }]));
    const done = await inTransaction(ground, 'staff', act(viewer), (tx) =>
      proposeMode(tx, viewer, { ...input, validFrom }),
    );
    return isRefusal(done) ? again(viewer, formWithErrors(body, [atField(done, 'mode')])) : redirect('/systems');
  };
  return defineRoutes<Permission, Viewer>([
    route({
      face: 'staff',
      method: 'GET',
      path: '/systems',
      permission: 'mode.read',
      audit: 'SYSTEMS_READ',
      handler: ({ viewer }) =>
        as(viewer, async (tx) => page('report', await systemsPage(tx, may('mode.propose', viewer.roles)))),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/systems/mode',
      permission: 'mode.propose',
      audit: 'MODE_PROPOSAL_OPENED',
      handler: ({ viewer, today }) =>
        as(viewer, async (tx) => page('questions', await proposeModePage(tx, emptyForm(filledDay('from', today))))),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/systems/mode',
      permission: 'mode.propose',
      audit: 'MODE_PROPOSED',
      input: proposalInput,
      whenInvalid: ({ viewer }, form) => again(viewer, form),
      handler: ({ viewer, input, body }) => propose(viewer, input, body),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/systems/mode/:duty',
      permission: 'mode.read',
      audit: 'MODE_PROPOSAL_READ',
      handler: ({ viewer, params }) => sign(viewer, params.duty, emptyForm()),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/systems/mode/:duty',
      permission: 'mode.sign',
      audit: 'MODE_ANSWERED',
      input: answerInput,
      whenInvalid: ({ viewer, params }, form) => sign(viewer, params.duty, form),
      handler: async ({ viewer, params, input, body }): Promise<PageResult> => {
        if (!isId(params.duty)) return notFound;
        const given = { duty: params.duty, signs: input.answer === 'sign', reason: input.reason };
        const done = await inTransaction(ground, 'staff', act(viewer), (tx) => answerMode(tx, viewer, given));
        if (!isRefusal(done)) return redirect('/systems');
        if (done.code === 'no-such-proposal') return notFound;
        return sign(viewer, params.duty, formWithErrors(body, [atField(done, 'answer')]));
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/systems/:night',
      permission: 'mode.read',
      audit: 'NIGHT_READ',
      handler: ({ viewer, params }) =>
        as(viewer, async (tx) => {
          const view = isId(params.night) ? await nightPage(tx, params.night) : null;
          return view ? page('report', view) : notFound;
        }),
    }),
  ]);
}
