/**
 * The doorkeeper of the staff face: who this is today, whether they may pass, and the line in the read log. The hall asks
 * it before and after every page; if the line cannot be written, the page is not shown.
 */
import { isId } from '../../../platform/ids.ts';
import { type Act, type Ground, inTransaction, mustTransact, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { allowed, mayNot, needsReason, notFound, type Route, type Verdict } from '../../../web/route.ts';
import { insertRead, may, type Permission, reasonView, signInScheme, viewerOf } from '../../access/index.ts';
import { findSubject, subjectsByIdentifier } from '../../people/index.ts';
import { type Admission, admitReader, alertSelfLookUp } from './admit-reader.ts';

type Params = Readonly<Record<string, string>>;
type StaffRoute = Route<string, Viewer>;

const asStaff = (viewer: Viewer): Act => ({ actor: viewer.person, face: 'staff' });
const nobody: Act = { actor: null, face: 'clerk' };

/**
 * The viewer behind a signed-in claim, or null when the claim belongs to nobody here. `also` is what else every page shows
 * them, found in the same moment.
 */
export const viewerForClaim = <More extends object = object>(
  ground: Ground,
  claim: string,
  also: (tx: Tx) => Promise<Partial<More>> = async () => ({}),
): Promise<(Viewer & Partial<More>) | null> =>
  mustTransact(ground, 'clerks', nobody, async (tx) => {
    const found = await subjectsByIdentifier(tx, signInScheme, [claim]);
    const person = found.get(claim);
    const viewer = person ? await viewerOf(tx, person) : null;
    return viewer && { ...viewer, ...(await also(tx)) };
  });

const refusedPage = {
  title: 'You may not see this page',
  why: 'Your role does not include this.',
  ask: 'If your work needs it, ask the head of professional standards. Asking is recorded; it does not count against you.',
};

/** What an override opens: pages that are only read. Whatever changes, decides or hands on needs somebody without a tie. */
const readingOnly: readonly string[] = ['person.read', 'outcome.read'];
const throughButNoFurther = {
  title: 'An override lets you read, and no more',
  why: 'A wall stands between you and this person, and you were let through it to read.',
  citation: 'P-21',
  ask: 'Somebody without a tie has to decide, change or hand on anything here. Ask the head of professional standards who.',
};

/**
 * What a reader was let in for, from the door to the line in the log. A viewer is made anew for each request, so nothing here
 * outlives one; and only for what is read, since what is changed may change why somebody is here.
 */
const letIn = new WeakMap<Viewer, Admission & { readonly kind: 'admitted' }>();

/** Whether the viewer may take this route now. Permission first, then, for a person's record, the wall and the purpose. */
export async function authorise(ground: Ground, route: StaffRoute, viewer: Viewer, params: Params): Promise<Verdict> {
  if (!may(route.permission as Permission, viewer.roles)) return mayNot(refusedPage);
  if (route.purpose !== 'person') return allowed;
  const person = params.person ?? '';
  if (!isId(person)) return notFound;
  return mustTransact(ground, 'staff', asStaff(viewer), async (tx) => {
    const admission = await admitReader(tx, viewer, person, params.entry);
    if (admission.kind === 'admitted') {
      const isReading = route.method === 'GET' && readingOnly.includes(route.permission);
      if (route.method === 'GET') letIn.set(viewer, admission);
      return admission.isOverride && !isReading ? mayNot(throughButNoFurther) : allowed;
    }
    if (admission.kind === 'needs-reason') {
      return route.path.endsWith('/reason') ? allowed : needsReason(reasonView(person, `/people/${person}`));
    }
    if (admission.why === 'self') await alertSelfLookUp(tx, viewer.person, 'by address');
    return notFound;
  });
}

const outcomes = { shown: 'shown', done: 'changed' } as const;

async function purposeOf(
  tx: Tx,
  viewer: Viewer,
  { person = '', entry }: Params,
): Promise<{ purpose: string | null; assignment: string | null }> {
  const admission = letIn.get(viewer) ?? (await admitReader(tx, viewer, person, entry));
  return admission.kind === 'admitted'
    ? { purpose: admission.purpose, assignment: admission.assignment }
    : { purpose: null, assignment: null };
}

/** Writes the line in the read log. Throws when it cannot, which blocks the page. */
export async function audit(
  ground: Ground,
  route: StaffRoute,
  viewer: Viewer | null,
  params: Params,
  outcome: string,
): Promise<void> {
  const act: Act = viewer ? asStaff(viewer) : { actor: null, face: route.face };
  const login = viewer ? 'staff' : route.face;
  await inTransaction(ground, login, act, async (tx) => {
    const person = params.person;
    const subject = person && isId(person) && viewer && (await findSubject(tx, person)) ? person : null;
    const why =
      subject && viewer && outcome !== 'not-found'
        ? await purposeOf(tx, viewer, params)
        : { purpose: null, assignment: null };
    await insertRead(tx, {
      event: route.audit,
      subject,
      purpose: why.purpose,
      assignment: why.assignment,
      outcome:
        outcome === 'shown' || outcome === 'done'
          ? outcomes[outcome]
          : outcome === 'not-found'
            ? 'not-found'
            : 'refused',
    });
  });
}
