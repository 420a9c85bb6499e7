/** Addresses of patterns: the queue, one question and its answer, sweeps. */
import { z } from 'zod';
import { isId } from '../../platform/ids.ts';
import { isRefusal } from '../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, type Tx } from '../../platform/transaction.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { emptyForm, type FormState, fieldOf, formWithErrors } from '../../web/forms.ts';
import {
  defineRoutes,
  type Fields,
  invalid,
  notFound,
  type PageResult,
  page,
  redirect,
  routeFor,
} from '../../web/route.ts';
import { may, type Permission } from '../access/index.ts';
import { answerSignal } from './actions/answer.ts';
import { getSignal, type SignalView } from './actions/get-signal.ts';
import { answerLive, proposalBehind, proposeLive } from './actions/propose-live.ts';
import { rulesNow, sweep } from './actions/sweep.ts';
import { confirmPage, proposePage } from './pages/go-live-page.ts';
import { queuePage } from './pages/queue-page.ts';
import { factorsOf, signalPage } from './pages/signal-page.ts';
import { sweepsPage } from './pages/sweeps-page.ts';
import type { Cause, Factor, Outcome } from './rules/closing-reason.ts';
import { firingOfEntry, latestSweep } from './store.ts';

const route = routeFor<Permission, Viewer>();

interface Read {
  readonly outcome: Outcome;
  readonly factors: readonly Factor[];
  readonly reason: string;
  readonly errors: readonly { field: string; text: string }[];
}

/** From the review form to an answer: any factor agreed keeps the question, all dismissed closes it, none reached passes it on. */
function readAnswer(view: SignalView, body: Fields): Read {
  const errors: { field: string; text: string }[] = [];
  const factors: Factor[] = [];
  const said: string[] = [];
  const verdicts: string[] = [];
  for (const { id, text } of factorsOf(view)) {
    const verdict = fieldOf(body, `factor-${id}`);
    const entries = view.cited.filter(({ entry }) => entry.type === id).map(({ entry }) => entry.id);
    const cause = fieldOf(body, `cause-${id}`);
    const words = fieldOf(body, `words-${id}`)?.trim() ?? '';
    if (!verdict)
      errors.push({ field: `factor-${id}`, text: `Say whether you agree, dismiss or did not reach: ${text}` });
    if (verdict === 'dismiss' && !cause) errors.push({ field: `cause-${id}`, text: 'Choose the cause' });
    verdicts.push(verdict ?? '');
    if (words) said.push(words);
    const given = (
      verdict === 'agree' ? 'bears-it-out' : verdict === 'not-reached' ? 'no-time' : (cause ?? 'not-enough-known')
    ) as Cause;
    // What is weighed together on the page is kept for each entry that it stands for.
    for (const factor of entries.length > 0 ? entries : [id])
      factors.push({ factor, cause: given, ...(words ? { words } : {}) });
  }
  const outcome: Outcome = verdicts.includes('agree')
    ? 'agree'
    : verdicts.every((verdict) => verdict === 'not-reached')
      ? 'not-reached'
      : 'dismiss';
  return { outcome, factors, reason: said.join(' '), errors };
}

async function signalOf(tx: Tx, viewer: Viewer, id: string): Promise<SignalView | null> {
  if (!isId(id)) return null;
  return (await getSignal(tx, viewer, id)) ?? getSignal(tx, viewer, (await firingOfEntry(tx, id)) ?? id);
}

const hours = /^\d{1,4}(\.\d)?$/;
const hoursInput = z.object({
  capacity: z
    .string()
    .trim()
    .default('')
    .refine((typed) => typed === '' || hours.test(typed), 'Give the hours as a number, for example 60'),
});

const said = (words: string) => z.string({ error: words }).trim().min(3, words);
const proposalInput = z.object({
  dpia: said('Give the data protection assessment'),
  equality: said('Give the equality assessment'),
  legalBasis: said('Give the legal basis'),
  publishedRecord: said('Say where the public can read that this is done'),
  capacity: z
    .string({ error: 'Give the hours that reviewers have' })
    .trim()
    .regex(hours, 'Give the hours as a number, for example 60'),
});
const decisionInput = z.object({
  answer: z.enum(['confirm', 'refuse'], { error: 'Choose whether to confirm or to refuse' }),
  reason: z.string().default(''),
});

/** A live sweep: put forward by one person, confirmed by another. */
function liveRoutes(ground: Ground) {
  const as = <T>(viewer: Viewer, work: (tx: Tx) => Promise<T>) =>
    mustTransact(ground, 'staff', { actor: viewer.person, face: 'staff' }, work);
  const propose = (viewer: Viewer, form: FormState) =>
    as(viewer, async (tx) => invalid('questions', await proposePage(tx, form)));
  const confirm = async (viewer: Viewer, duty: string, form: FormState): Promise<PageResult> =>
    as(viewer, async (tx) => {
      const open = isId(duty) ? await proposalBehind(tx, duty) : null;
      if (!open) return notFound;
      const view = await confirmPage(tx, open, { form, mayAnswer: may('sweep.confirm', viewer.roles) });
      return form.errorList.length > 0 ? invalid('questions', view) : page('questions', view);
    });
  return defineRoutes<Permission, Viewer>([
    route({
      face: 'staff',
      method: 'GET',
      path: '/sweeps/live',
      permission: 'sweep.run',
      audit: 'LIVE_SWEEP_READ',
      handler: ({ viewer }) => as(viewer, async (tx) => page('questions', await proposePage(tx, emptyForm()))),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/sweeps/live',
      permission: 'sweep.run',
      audit: 'LIVE_SWEEP_PROPOSED',
      input: proposalInput,
      whenInvalid: ({ viewer }, form) => propose(viewer, form),
      handler: async ({ viewer, input, body }): Promise<PageResult> => {
        const { capacity, ...assessment } = input;
        const given = await inTransaction(ground, 'staff', { actor: viewer.person, face: 'staff' }, (tx) =>
          proposeLive(tx, viewer, { assessment, capacityHours: Number(capacity) }),
        );
        if (isRefusal(given)) return propose(viewer, formWithErrors(body, [{ field: 'dpia', text: given.words }]));
        return redirect('/sweeps/live');
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/sweeps/live/:duty',
      permission: 'sweep.read',
      audit: 'LIVE_SWEEP_PROPOSAL_READ',
      handler: ({ viewer, params }) => confirm(viewer, params.duty, emptyForm()),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/sweeps/live/:duty',
      permission: 'sweep.confirm',
      audit: 'LIVE_SWEEP_ANSWERED',
      input: decisionInput,
      whenInvalid: ({ viewer, params }, form) => confirm(viewer, params.duty, form),
      handler: async ({ viewer, params, input, body }): Promise<PageResult> => {
        if (!isId(params.duty)) return notFound;
        const { answer, reason } = input;
        const done = await answerLive(ground, viewer, { duty: params.duty, confirms: answer === 'confirm', reason });
        if (done === null || !isRefusal(done)) return redirect('/sweeps');
        if (done.code === 'no-such-proposal') return notFound;
        const field = done.code === 'reason-needed' ? 'reason' : 'answer';
        return confirm(viewer, params.duty, formWithErrors(body, [{ field, text: done.words }]));
      },
    }),
  ]);
}

/** Routes of patterns on the staff face. */
export function patternsRoutes(ground: Ground) {
  const as = <T>(viewer: Viewer, work: (tx: Tx) => Promise<T>) =>
    mustTransact(ground, 'staff', { actor: viewer.person, face: 'staff' }, work);
  const answer = async (viewer: Viewer, id: string, body: Fields): Promise<PageResult> => {
    const view = await as(viewer, (tx) => signalOf(tx, viewer, id));
    if (!view) return notFound;
    const read = readAnswer(view, body);
    const show = (errors: Read['errors']) =>
      as(viewer, async (tx) => invalid('signal', await signalPage(tx, { view, form: formWithErrors(body, errors) })));
    if (read.errors.length > 0) return show(read.errors);
    const { outcome, factors, reason } = read;
    const given = await inTransaction(ground, 'staff', { actor: viewer.person, face: 'staff' }, (tx) =>
      answerSignal(tx, viewer, { firing: view.firing.id, outcome, factors, reason }),
    );
    if (isRefusal(given)) return show([{ field: `words-${factorsOf(view)[0]?.id ?? 'whole'}`, text: given.words }]);
    return redirect(`/signals/${view.firing.id}`);
  };
  return defineRoutes<Permission, Viewer>([
    route({
      face: 'staff',
      method: 'GET',
      path: '/signals',
      permission: 'signal.read',
      audit: 'SIGNALS_READ',
      purpose: 'list',
      handler: ({ viewer, query, url }) =>
        as(viewer, async (tx) => page('signal-queue', await queuePage(tx, viewer, query, url))),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/signals/:signal',
      permission: 'signal.read',
      audit: 'SIGNAL_READ',
      handler: ({ viewer, params }) =>
        as(viewer, async (tx) => {
          const view = await signalOf(tx, viewer, params.signal);
          return view ? page('signal', await signalPage(tx, { view })) : notFound;
        }),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/signals/:signal',
      permission: 'signal.answer',
      audit: 'SIGNAL_ANSWERED',
      handler: ({ viewer, params, body }) => answer(viewer, params.signal, body),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/sweeps',
      permission: 'sweep.read',
      audit: 'SWEEPS_READ',
      handler: ({ viewer }) =>
        as(viewer, async (tx) => page('sizing', await sweepsPage(tx, may('sweep.run', viewer.roles)))),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/sweeps',
      permission: 'sweep.run',
      audit: 'SWEEP_RUN',
      input: hoursInput,
      whenInvalid: ({ viewer }, form) =>
        as(viewer, async (tx) => invalid('sizing', { ...(await sweepsPage(tx, true)), form })),
      handler: async ({ viewer, today, input }) => {
        const sized = await as(viewer, (tx) => latestSweep(tx, 'sizing', rulesNow()));
        const done = await sweep(ground, {
          asAt: today,
          stage: sized === null ? 'sizing' : 'shadow',
          capacityHours: input.capacity === '' ? null : Number(input.capacity),
          by: viewer.person,
        });
        if (isRefusal(done)) throw new Error(done.words);
        return redirect('/sweeps');
      },
    }),
    ...liveRoutes(ground),
  ]);
}
