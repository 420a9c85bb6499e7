/** What the proof page says of the signer and of witnesses, to anybody who looks. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildWorld, clerk, type World, witness } from '../../../tests/attacks/world.ts';
import { witnessKeyText } from '../../engines/cosignature.ts';
import { takeCheckpoint } from '../../platform/ledger.ts';
import { type Ground, mustTransact } from '../../platform/transaction.ts';
import { insertNames } from '../people/index.ts';
import { proofPage } from './pages/proof-page.ts';

let world: World;
const folder = mkdtempSync(join(tmpdir(), 'candour-proof-'));
before(async () => {
  world = await buildWorld('proof');
});
after(async () => {
  await world?.ground.close();
  rmSync(folder, { recursive: true, force: true });
});

const shown = (ground: Ground = world.ground) =>
  mustTransact(ground, 'public', { actor: null, face: 'public' }, (tx) => proofPage(ground, tx));
const write = () =>
  mustTransact(world.ground, 'clerks', clerk, (tx) =>
    insertNames(tx, [{ person: world.persons[0]!, given: 'New', source: 'hr' }]),
  );

test('REC-10.4 the page says how old the last checkpoint is, what waits, and warns when the signer is behind', async () => {
  const kept = await shown();
  assert.deepEqual([kept.checkpoint?.waiting, kept.behind], ['Nothing', undefined]);
  await write();
  const waiting = await shown();
  assert.match(waiting.checkpoint?.waiting ?? '', /^1 line, the first less than a minute ago$/);
  assert.equal(waiting.behind, undefined);
  world.ground.clock.setDay('2026-04-01');
  const late = await shown();
  assert.match(late.checkpoint?.age ?? '', /^2\d days ago$/);
  assert.match(late.behind?.text ?? '', /last 2\d days is not signed yet/);
  await takeCheckpoint(world.ground);
  assert.equal((await shown()).behind, undefined, 'control: signed, it warns no more');
});

test('REC-10.4 the page names the witnesses of this place and what each signed last', async () => {
  assert.equal((await shown()).witnesses?.rows.length, 0);
  mkdirSync(join(folder, 'signer'));
  writeFileSync(join(folder, 'signer', 'witnesses'), `https://witness.example ${witnessKeyText(witness)}\n`);
  const { server } = world.ground;
  const watched = {
    ...world.ground,
    server: { ...server, place: { ...server.place, signer: join(folder, 'signer') } },
  };
  const [row] = (await shown(watched)).witnesses?.rows ?? [];
  assert.deepEqual(row?.map((cell) => cell.text).slice(0, 2), [
    witness.name,
    `${await leavesThen()} lines, 1 line behind`,
  ]);
  assert.match((await shown()).printed ?? '', /^Candour ([0-9a-f]{4} ){4}on 2026-04-01: /);
});

/** Leaves when the world's witness signed: all of them but the one written since. */
async function leavesThen(): Promise<number> {
  const size = (await shown()).checkpoint?.size ?? '';
  return Number(size.replace(/\D/g, '')) - 1;
}
