/** A small service in which a public complaint is worked: a handler, colleagues without a tie, a friend of the officer, a head of standards. */
import { fit } from '../src/main.ts';
import { isRefusal, type Refusal } from '../src/platform/refusal.ts';
import type { Tx } from '../src/platform/transaction.ts';
import { inTransaction } from '../src/platform/transaction.ts';
import type { Viewer } from '../src/platform/viewer.ts';
import type { OpenCase, OpenedCase } from '../src/rooms/cases/actions/open-case.ts';
import { openCase } from '../src/rooms/cases/actions/open-case.ts';
import { casesRoutes } from '../src/rooms/cases/index.ts';
import { insertTies } from '../src/rooms/people/index.ts';
import { type Someone, type StaffWorld, staffWorld } from './staff-world.ts';

export const theirWords =
  'He pulled my sleeve & said “you people never learn”.\nI had asked him twice for his number; he would not say.';

/** One allegation about the first officer. */
export const asTold = {
  words: theirWords,
  category: 'incivility',
  features: ['on-duty'],
  about: 0,
  from: '2026-03-01',
  to: '2026-03-01',
} as const;

export type CaseWorld = Awaited<ReturnType<typeof caseWorld>>;

export async function caseWorld(today = '2026-03-06') {
  const world: StaffWorld = await staffWorld({ today, more: casesRoutes });
  fit(world.ground);
  const officer = await world.person('Owen Marsh');
  const handler = await world.person('Hana Reid', { roles: ['assessor'] });
  const second = await world.person('Sefa Lund', { roles: ['assessor'] });
  const third = await world.person('Tariq Boone', { roles: ['investigator'] });
  const friend = await world.person('Fay Friend', { roles: ['assessor'] });
  const head = await world.person('Hal Stead', { roles: ['head-of-standards'] });
  const overseer = await world.person('Olu Verrier', { roles: ['overseer'] });
  await world.clerk((tx) =>
    insertTies(tx, [
      {
        person: friend.id,
        counterpart: officer.id,
        kind: 'friend',
        declared: true,
        validFrom: '2020-01-01',
        source: 'declaration',
      },
    ]),
  );
  let forms = 0;
  const given = (more: Partial<OpenCase> = {}): OpenCase => {
    forms += 1;
    return {
      form: `00000000-0000-4000-8000-${String(forms).padStart(12, '0')}`,
      route: 'phone',
      receivedOn: world.ground.clock.today(),
      complainant: { who: 'named', given: 'Cora', family: 'Plain', phone: '07700 900123', email: '' },
      representative: '',
      safeContact: { channel: 'this telephone', hours: 'after six', caller: 'the library' },
      subjects: [{ who: 'number', number: officer.number }],
      allegations: [asTold],
      criteria: [],
      criterionReason: 'Rude words only; nothing that would be a crime or disciplinary.',
      original: '',
      visibility: 'guarded',
      contact: '',
      deputy: second.number,
      reachedBy: 'telephone 101 and ask by name',
      owner: 'me',
      ...more,
    };
  };
  /** Does something as somebody, as a page would: a refusal comes out as a value. */
  const act = async <T>(who: Someone, work: (tx: Tx, viewer: Viewer) => Promise<T>): Promise<T | Refusal> => {
    const viewer = await world.viewer(who);
    return inTransaction(world.ground, 'staff', { actor: who.id, face: 'staff' }, (tx) => work(tx, viewer));
  };
  /** The same for what must not be refused. */
  const must = async <T>(who: Someone, work: (tx: Tx, viewer: Viewer) => Promise<T>): Promise<T> => {
    const done = await act(who, work);
    if (isRefusal(done)) throw new Error(`${done.code}: ${done.words}`);
    return done as T;
  };
  const open = async (who: Someone, more: Partial<OpenCase> = {}): Promise<OpenedCase> => {
    const opened = await must(who, (tx, viewer) => openCase(tx, viewer, given(more)));
    if ('again' in opened) throw new Error('this form had opened a case before');
    return opened;
  };
  return { ...world, officer, handler, second, third, friend, head, overseer, given, act, must, open };
}
