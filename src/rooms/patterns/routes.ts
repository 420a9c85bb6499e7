/** Addresses of patterns: the queue, one question and its answer, sweeps. */
import { isId } from '../../platform/ids.ts';
import { isRefusal } from '../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, type Tx } from '../../platform/transaction.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { fieldOf, formWithErrors } from '../../web/forms.ts';
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
import { rulesNow, sweep } from './actions/sweep.ts';
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
    const cause = fieldOf(body, `cause-${id}`);
    const words = fieldOf(body, `words-${id}`)?.trim() ?? '';
    if (!verdict)
      errors.push({ field: `factor-${id}`, text: `Say whether you agree, dismiss or did not reach: ${text}` });
    if (verdict === 'dismiss' && !cause) errors.push({ field: `cause-${id}`, text: 'Choose the cause' });
    verdicts.push(verdict ?? '');
    if (words) said.push(words);
    factors.push({
      factor: id,
      cause: (verdict === 'agree'
        ? 'bears-it-out'
        : verdict === 'not-reached'
          ? 'no-time'
          : (cause ?? 'not-enough-known')) as Cause,
      ...(words ? { words } : {}),
    });
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
      handler: async ({ viewer, today }) => {
        const sized = await as(viewer, (tx) => latestSweep(tx, 'sizing', rulesNow()));
        const done = await sweep(ground, {
          asAt: today,
          stage: sized === null ? 'sizing' : 'shadow',
          by: viewer.person,
        });
        if (isRefusal(done)) throw new Error(done.words);
        return redirect('/sweeps');
      },
    }),
  ]);
}
