/**
 * The fire: a place is gone, and comes back from its backup in a bare folder. The log must be the very same, what was erased
 * after the backup was made must stay erased, words must be readable again for those who have their keys, and a key that is not
 * the right one must open nothing and leave nothing.
 *
 * The cheapest dishonest ways to a hollow 0: restore an empty place, erase before the backup, compare a root with itself,
 * try a wrong key on a file that no key opens. So each turn has records and signed roots taken from the place itself before
 * it is lost, erases after the backup, opens the same file with the right key, and the control restores it without the
 * list of erasures: then what was erased is there to be read.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { ledgeredTables } from '../../../src/main.ts';
import { logSizes } from '../../../src/platform/backup/header.ts';
import { type Restored, restoreBackup } from '../../../src/platform/backup/restore.ts';
import { writeBackup } from '../../../src/platform/backup/write-backup.ts';
import type { Place } from '../../../src/platform/config.ts';
import { openAdmin, openServer } from '../../../src/platform/database.ts';
import { canEmbed } from '../../../src/platform/embedded.ts';
import { isRefusal, type Refusal } from '../../../src/platform/refusal.ts';
import { erase } from '../../../src/platform/seal/erase.ts';
import { erasureListOf } from '../../../src/platform/seal/erasure-list.ts';
import { type Ground, makeGround, mustTransact } from '../../../src/platform/transaction.ts';
import { insertNames, insertSubjects } from '../../../src/rooms/people/index.ts';
import { findEntry, post } from '../../../src/rooms/record/index.ts';
import { openScratch, type Say } from '../../scratch.ts';
import type { Count, Size, Trial } from '../trial.ts';

const turns: Readonly<Record<Size, number>> = { short: 1, full: 20 };
const entries: Readonly<Record<Size, number>> = { short: 40, full: 2000 };
const clerk = { actor: null, face: 'clerk' } as const;
const tables = ledgeredTables;

interface Lost {
  readonly file: string;
  readonly identity: string;
  readonly list: string;
  readonly root: string;
  readonly erased: string;
  readonly kept: string;
}

function well<T>(result: T | Refusal): T {
  if (isRefusal(result)) throw new Error(result.words);
  return result;
}

const fill = (ground: Ground, many: number): Promise<string[]> =>
  mustTransact(ground, 'clerks', clerk, async (tx) => {
    const [person] = await insertSubjects(tx, [{ kind: 'person', source: 'hr' }]);
    await insertNames(tx, [{ person: person!, given: 'Robin', source: 'hr' }]);
    const ids: string[] = [];
    for (let n = 0; n < many; n += 1)
      ids.push(
        await post(tx, {
          ...{ kind: 'matter', source: 'public-complaint', type: 'incivility', step: 'raise', finding: 'open' },
          ...{ knownOn: '2012-01-01', basis: 'account', parties: [{ role: 'subject', subject: person! }] },
          summary: `Words of matter ${n}`,
        }),
      );
    return ids;
  });

/** A place with records and a signed log: backed up, then something is erased, then it is lost but for three files. */
async function lose(ground: Ground, folder: string, many: number): Promise<Lost> {
  const [erased, kept] = (await fill(ground, many)) as [string, string];
  const key = await generateX25519Identity();
  const identity = join(folder, 'identity');
  writeFileSync(identity, `${key}\n`);
  const file = join(folder, 'backup');
  well(await writeBackup(ground, { file, recipients: [await identityToRecipient(key)] }));
  const admin = await openAdmin(ground.server);
  const { main } = await logSizes(admin);
  await admin.end();
  const by = { rule: 'ORDER-1', authority: 'Trial', proposedBy: ground.ids.next(), secondPerson: ground.ids.next() };
  well(await erase(ground, { id: ground.ids.next(), ...by, scope: 'record', target: erased }, async () => null));
  const list = join(folder, 'erasures');
  copyFileSync(erasureListOf(ground.server.place), list);
  return { file, identity, list, root: main.root, erased, kept };
}

interface Back {
  readonly restored: Restored;
  readonly erased: string | null;
  readonly kept: string | null;
}

async function bringBack(ground: Ground, lost: Lost, list: string | undefined, place: Place): Promise<Back> {
  const { file, identity } = lost;
  const request = { file, identity, place, tables, clock: ground.clock, ids: ground.ids };
  const restored = well(await restoreBackup({ ...request, ...(list === undefined ? {} : { erasures: list }) }));
  const server = openServer(place);
  const back = makeGround(server, ground.clock, ground.ids);
  const words = async (id: string) =>
    (await mustTransact(back, 'clerks', clerk, (tx) => findEntry(tx, id)))?.summary ?? null;
  try {
    return { restored, erased: await words(lost.erased), kept: await words(lost.kept) };
  } finally {
    await back.close();
    server.stop();
  }
}

/** What a strange key comes to: nothing opened, nothing made. */
async function wrongKeyOpens(ground: Ground, lost: Lost, folder: string): Promise<boolean> {
  const strange = join(folder, 'strange');
  writeFileSync(strange, `${await generateX25519Identity()}\n`);
  const place: Place = { folder: join(folder, 'untouched'), databaseUrl: null };
  const request = { file: lost.file, identity: strange, place, tables, clock: ground.clock, ids: ground.ids };
  const opened = await restoreBackup(request);
  return !isRefusal(opened) || opened.code !== 'wrong-key' || existsSync(place.folder);
}

const promises = [
  'The restored log has the very root that the place had when it was backed up, and verifies.',
  'What was erased after the backup was made stays erased when the backup is restored.',
  'Words that were not erased can be read again.',
  'A key that is not the right one opens nothing, and no place is made.',
] as const;

async function oneTurn(size: Size, withControl: boolean): Promise<{ broken: boolean[]; control: boolean | null }> {
  const scratch = openScratch();
  const folder = mkdtempSync(join(tmpdir(), 'candour-restore-'));
  const bare = (name: string): Place => ({ folder: join(folder, name), databaseUrl: null });
  try {
    const ground = await scratch.database('restore');
    const lost = await lose(ground, folder, entries[size]);
    const { restored, erased, kept } = await bringBack(ground, lost, lost.list, bare('place'));
    const broken = [
      restored.root !== lost.root || !restored.ok || restored.leaves < entries[size],
      erased !== null || restored.erasedAgain !== 1,
      !(kept ?? '').startsWith('Words of matter'),
      await wrongKeyOpens(ground, lost, folder),
    ];
    const control = withControl ? (await bringBack(ground, lost, undefined, bare('control'))).erased !== null : null;
    return { broken, control };
  } finally {
    await scratch.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function hold(size: Size, _seed: number, say: Say): Promise<readonly Count[]> {
  const broken = promises.map(() => 0);
  const controls: boolean[] = [];
  for (let turn = 0; turn < turns[size]; turn += 1) {
    const found = await oneTurn(size, turn === 0);
    for (const [at, isBroken] of found.broken.entries()) if (isBroken) broken[at] = broken[at]! + 1;
    if (found.control !== null) controls.push(found.control);
    say(`restore ${turn + 1} of ${turns[size]}: ${found.broken.filter(Boolean).length} broken`);
  }
  const cameBack = controls.filter(Boolean).length;
  return promises.map((promise, at) => ({
    promise,
    done: turns[size],
    unit: `restores into a bare folder, of ${entries[size]} records each`,
    broken: broken[at]!,
    control:
      at === 1
        ? { what: 'the same restore without the list of erasures', done: controls.length, broken: cameBack }
        : null,
    notes:
      'How long a restore takes and what is lost between two backups is in docs/backup.md; nothing here measures a million records.',
  }));
}

/** The drill of a fire. Needs the embedded server, to have a bare folder. */
export const trial: Trial = {
  name: 'restore',
  needs: () => (canEmbed() ? null : 'the embedded PostgreSQL, to restore into a bare folder'),
  hold,
};
