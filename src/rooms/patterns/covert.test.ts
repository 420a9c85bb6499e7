/** What a covert list holds moves nothing outside it; what it makes different is asked of its own readers only. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  addPeople,
  answer,
  appoint,
  asClerk,
  asViewer,
  type Entry,
  patternsWorld,
  postOne,
  type World,
} from '../../../tests/patterns-world.ts';
import { setClock } from '../../platform/clock.ts';
import { seededIds } from '../../platform/ids.ts';
import { isRefusal } from '../../platform/refusal.ts';
import { type Ground, mustTransact } from '../../platform/transaction.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { insertCovertReader } from '../access/index.ts';
import { listOpenDuties } from '../duties/index.ts';
import { insertTies } from '../people/index.ts';
import { findSnapshot, historyOf } from '../record/index.ts';
import { getSignal, listQueue, screen, sweep } from './index.ts';
import { firingsForFinders } from './store.ts';

interface Service {
  readonly world: World;
  readonly subject: string;
  readonly quiet: string;
  readonly reviewer: Viewer;
  readonly head: Viewer;
  readonly overseer: Viewer;
  readonly handler: Viewer;
  readonly custodian: Viewer;
  readonly list: string;
}

/** The same service for the same seed. Covert things are done with a clock and ids of their own. */
async function makeService(withCovert: boolean): Promise<Service & { covert: Ground }> {
  const world = await patternsWorld({ seed: 'two worlds' });
  const people = await addPeople(world, [
    'Sue Subject',
    'Quin Quiet',
    'Rae Reader',
    'Hal Head',
    'Ova Seer',
    'Han Handler',
    'Cus Todian',
  ]);
  const [subject, quiet, ...staff] = people as [string, string, ...string[]];
  const roles = ['reviewer', 'head-of-standards', 'overseer', 'staff-member', 'custodian'] as const;
  const viewers: Viewer[] = [];
  for (const [index, role] of roles.entries()) viewers.push(await appoint(world, staff[index]!, role));
  const [reviewer, head, overseer, handler, custodian] = viewers as [Viewer, Viewer, Viewer, Viewer, Viewer];
  const covert: Ground = { ...world, ids: seededIds('covert'), clock: setClock(world.clock.today()) };
  const list = covert.ids.next();
  const hide = (entry: Entry) =>
    withCovert ? postOne(covert, { visibility: 'covert', covertList: list, ...entry }) : null;
  if (withCovert)
    await mustTransact(covert, 'clerks', { actor: null, face: 'clerk' }, async (tx) => {
      await insertCovertReader(tx, { list, person: handler.person, validFrom: '2026-01-01' });
      // On the list and a friend: never asked.
      await insertCovertReader(tx, { list, person: custodian.person, validFrom: '2026-01-01' });
      await insertTies(tx, [
        { person: subject, counterpart: custodian.person, kind: 'friend', declared: true, source: 'hr' },
      ]);
    });
  await postOne(world, { about: subject });
  await hide({ about: subject, source: 'internal-report', type: 'abuse-of-position' });
  await hide({ about: quiet, source: 'internal-report', type: 'dishonesty' });
  await postOne(world, { about: subject, source: 'crime-report', type: 'violence' });
  await postOne(world, { about: quiet });
  await hide({ about: subject, source: 'internal-report', type: 'sexual-misconduct' });
  return { world, subject, quiet, reviewer, head, overseer, handler, custodian, list, covert };
}

let plain: Awaited<ReturnType<typeof makeService>>;
let hidden: Awaited<ReturnType<typeof makeService>>;
before(async () => {
  plain = await makeService(false);
  hidden = await makeService(true);
});
after(async () => {
  await plain.world.close();
  await hidden.world.close();
});

/** Text with every id put in order of appearance, since ids are random by design. */
function withoutIds(value: unknown): string {
  const seen = new Map<string, string>();
  return JSON.stringify(value).replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
    const known = seen.get(id) ?? `id${seen.size}`;
    seen.set(id, known);
    return known;
  });
}

/** Everything that somebody outside the list can come by in this room. */
async function seenBy(service: Service, viewer: Viewer): Promise<string> {
  const { world } = service;
  const seen = await asViewer(world, viewer, async (tx) => {
    const queue = await listQueue(tx, viewer);
    const views = [];
    for (const item of queue) {
      const view = await getSignal(tx, viewer, item.firing);
      views.push(
        view && { ...view, duty: view.duty && { ...view.duty, salt: null }, firing: { ...view.firing, salt: null } },
      );
    }
    const duties = (await listOpenDuties(tx)).map((duty) => ({ ...duty, salt: null }));
    const { history } = await historyOf(tx, { subject: service.subject, asAt: tx.today });
    return { queue, views, duties, history };
  });
  return withoutIds(seen);
}

test('the world outside a covert list is the same byte for byte, whatever the list holds', async () => {
  for (const role of ['reviewer', 'head', 'overseer'] as const) {
    const [a, b] = [await seenBy(plain, plain[role]), await seenBy(hidden, hidden[role])];
    assert.ok(a.length > 1000, 'something is seen');
    assert.equal(a, b, role);
  }
});

test('a screen and every sweep count nothing covert', async () => {
  const read = async (service: Service) => {
    const found = await asClerk(service.world, (tx) => screen(tx, { asAt: tx.today }));
    const swept = await sweep(service.world, { asAt: service.world.clock.today(), stage: 'shadow' });
    assert.ok(!isRefusal(swept));
    return withoutIds([{ ...found, seconds: 0 }, swept.sizing]);
  };
  assert.equal(await read(plain), await read(hidden));
});

test('control: the same entries posted openly change what everybody sees', async () => {
  const open = await patternsWorld({ seed: 'two worlds' });
  const [subject] = await addPeople(open, ['Sue Subject']);
  for (const source of ['public-complaint', 'internal-report', 'crime-report'] as const)
    await postOne(open, { about: subject!, source });
  const [firing] = await asClerk(open, (tx) => firingsForFinders(tx, [subject!], null));
  const [ordinary] = await asClerk(hidden.world, (tx) => firingsForFinders(tx, [hidden.subject], null));
  assert.ok(firing!.cites.length > ordinary!.cites.length);
  await open.close();
});

test('what the covert entries make different is asked of the list, and never of somebody tied to the person', async () => {
  const firings = await asClerk(hidden.world, (tx) => firingsForFinders(tx, [hidden.subject], hidden.list));
  const repeat = firings.find((row) => row.code === 'signal:repeat');
  assert.equal(repeat?.cites.length, 4);
  assert.ok(firings.every((row) => row.visibility === 'covert' && row.covert_list === hidden.list));
  const queue = await asViewer(hidden.world, hidden.handler, (tx) => listQueue(tx, hidden.handler));
  assert.ok(!isRefusal(queue));
  const mine = queue.find((item) => item.firing === repeat?.id);
  assert.equal(mine?.isMine, true);
  assert.deepEqual(mine?.holders, [{ person: hidden.handler.person }]);
  const tied = await asViewer(hidden.world, hidden.custodian, (tx) => listQueue(tx, hidden.custodian));
  assert.ok(!isRefusal(tied));
  assert.ok(tied.every((item) => item.subject !== hidden.subject));
});

test('a person known only by one open and one covert entry is flagged in the covert world alone', async () => {
  const { world, quiet, list } = hidden;
  assert.deepEqual(await asClerk(world, (tx) => firingsForFinders(tx, [quiet], null)), []);
  const covert = await asClerk(world, (tx) => firingsForFinders(tx, [quiet], list));
  assert.ok(covert.some((row) => row.code === 'signal:repeat'));
});

test('a covert answer leaves no snapshot that others could open: what was seen is on the decision itself', async () => {
  const { world, subject, handler, list, head } = hidden;
  const before = await seenBy(hidden, head);
  const [firing] = (await asClerk(world, (tx) => firingsForFinders(tx, [subject], list))).filter(
    (row) => row.code === 'signal:repeat',
  );
  const given = await answer(world, handler, firing!.id, 'agree');
  assert.ok(!isRefusal(given), JSON.stringify(given));
  assert.equal(given.snapshot, null);
  assert.equal(await seenBy(hidden, head), before);
  await asClerk(world, async (tx) => {
    assert.equal(await findSnapshot(tx, given.answer), null);
    // The covert answer is in no measured hit rate either.
    const found = await screen(tx, { asAt: tx.today });
    assert.ok(found.sizing.byCode.every((size) => size.measured.asked === 0));
  });
});
