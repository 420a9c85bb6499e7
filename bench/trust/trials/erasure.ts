/**
 * What was erased is gone from the disk, and not only from the pages. Words that occur nowhere else are written into every
 * guarded column and every name, erased as two people's order would, and then looked for where a thief would look: in the
 * raw files of the database server, its write-ahead log and temporary files, the data folder, and a new backup, opened. The
 * thief also has the sealing key: the wrapped keys of what was erased are looked for too, since with one of those and an old
 * copy of the ciphertext the words could be had.
 *
 * The cheapest dishonest ways to a hollow 0: search for what was never written plainly, search too few files, write the
 * words where nothing reaches them. So the same search runs before anything is erased and must find every name and every
 * key, and the control is the same record with its columns emptied in place, which every search must find.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { unseal } from '../../../src/platform/backup/sealed-stream.ts';
import { writeBackup } from '../../../src/platform/backup/write-backup.ts';
import { openAdmin } from '../../../src/platform/database.ts';
import { canEmbed } from '../../../src/platform/embedded.ts';
import { isRefusal } from '../../../src/platform/refusal.ts';
import { erase } from '../../../src/platform/seal/erase.ts';
import { scrub } from '../../../src/platform/seal/scrub.ts';
import { type Ground, mustTransact, type Tx } from '../../../src/platform/transaction.ts';
import { insertAssignment, insertGrant } from '../../../src/rooms/access/index.ts';
import { insertAnswer, insertDuty } from '../../../src/rooms/duties/index.ts';
import {
  insertCharacteristics,
  insertIdentifiers,
  insertIdentityDecisions,
  insertNames,
  insertServices,
  insertSubjects,
  insertTies,
} from '../../../src/rooms/people/index.ts';
import { insertPlacement, insertSnapshot, listTray, post, recordWithdrawal } from '../../../src/rooms/record/index.ts';
import { openScratch, type Say } from '../../scratch.ts';
import type { Count, Size, Trial } from '../trial.ts';

const sizes: Readonly<Record<Size, number>> = { short: 4, full: 200 };
const mark = 'qzcanary';
const clerk = { actor: null, face: 'clerk' } as const;

/** Words that occur once in the world: each begins with the mark. */
function canaries(seed: number) {
  let count = 0;
  return { word: () => `${mark}${seed}x${String(++count).padStart(5, '0')}`, written: () => count };
}

interface Planted {
  /** Everything of this person alone, and a matter shared with somebody else. */
  readonly person: string;
  readonly shared: string;
}

const on = { knownOn: '2010-01-01', basis: 'account', source: 'public-complaint' } as const;

async function plantMatters(tx: Tx, word: () => string, { person, other }: { person: string; other: string }) {
  const subject = { role: 'subject', subject: person } as const;
  const matter = { ...on, kind: 'matter', type: 'incivility', step: 'raise', finding: 'open' } as const;
  const own = await post(tx, {
    ...{ ...matter, parties: [subject], summary: `He said ${word()} aloud`, sourceRef: word() },
    unknown: [{ role: 'witness', description: `Tall, ${word()}`, given: word(), family: word() }],
  });
  const step = { ...on, kind: 'step', type: 'consultation', step: 'ask', parties: [subject] } as const;
  const outcome = {
    class: 'incivility',
    reason: word(),
    action: word(),
    delay: { reason: word(), until: '2011-01-01' },
  };
  await post(tx, { ...step, actsOn: [own], evidence: { shown: `As ${word()} shows`, outcome } });
  await recordWithdrawal(tx, { entry: own, knownOn: '2010-02-01', reason: `Withdrawn after ${word()}` });
  const item = (await listTray(tx, 10_000)).find((each) => each.entry === own)!;
  await insertPlacement(tx, {
    ...{ unplaced: item.id, person, how: 'identifier', reason: `The number on ${word()}`, knownOn: '2010-03-01' },
  });
  const shared = await post(tx, {
    ...{ ...matter, parties: [subject, { role: 'subject', subject: other }], summary: `Both at ${word()}` },
  });
  const about = (entry: string) => ({ entry: { id: entry }, summary: `${word()} as it was shown` });
  const frozen = { asAt: '2010-04-01', purpose: 'A finding', sources: [], rules: {} };
  await insertSnapshot(tx, { ...frozen, subject: person, content: { page: { title: word(), cited: [about(own)] } } });
  const page = { page: { title: 'Somebody else’s page', cited: [about(shared)] }, entries: [shared] };
  await insertSnapshot(tx, { ...frozen, subject: other, content: page });
  const duty = await insertDuty(tx, {
    ...{ kind: 'assess', title: 'Assess the matter', about: person, entry: own, visibility: 'guarded' },
    ...{
      ladder: [{ role: 'assessor', from: tx.today, due: tx.today }],
      consequence: 'It goes on.',
      raisedOn: tx.today,
    },
  });
  await insertAnswer(tx, { duty, outcome: 'agreed', reason: `Because ${word()} was read` });
  return shared;
}

async function plantOne(tx: Tx, word: () => string): Promise<Planted> {
  const [person, other] = (await insertSubjects(tx, [
    { kind: 'person', source: 'hr', label: word() },
    { kind: 'person', source: 'hr' },
  ])) as [string, string];
  const source = 'hr';
  await insertNames(tx, [{ person, given: word(), family: word(), knownAs: word(), source }]);
  await insertIdentifiers(tx, [{ subject: person, scheme: 'payroll', value: word(), source }]);
  const left = { category: 'officer', status: 'left', validFrom: '2009-01-01' } as const;
  await insertServices(tx, [{ person, ...left, reason: `Left over ${word()}`, previousForce: word(), source }]);
  const tie = { kind: 'friend', declared: true, source } as const;
  await insertTies(tx, [{ person, counterpart: other, ...tie, evidence: `Seen at ${word()}`, mitigation: word() }]);
  const characteristic = { characteristic: 'religion', basis: 'self', status: 'given', source } as const;
  await insertCharacteristics(tx, [{ person, ...characteristic, value: word() }]);
  const [third] = (await insertSubjects(tx, [{ kind: 'person', source }])) as [string];
  const merge = { kind: 'merge', knownOn: '2010-01-01', source } as const;
  await insertIdentityDecisions(tx, [
    { ...merge, person: third, intoPerson: person, rationale: `Same ${word()} on both` },
  ]);
  await insertAssignment(tx, {
    person: other,
    subject: person,
    purpose: 'case',
    reason: `For ${word()}`,
    validFrom: '2010-01-01',
  });
  await insertGrant(tx, { person, role: 'analyst', validFrom: '2010-01-01', reason: `Joined for ${word()}` });
  return { person, shared: await plantMatters(tx, word, { person, other }) };
}

async function plant(ground: Ground, many: number, word: () => string): Promise<Planted[]> {
  const planted: Planted[] = [];
  for (let n = 0; n < many; n += 1)
    planted.push(await mustTransact(ground, 'clerks', clerk, (tx) => plantOne(tx, word)));
  return planted;
}

// ---- Searching as a thief would

function* filesBelow(folder: string): Generator<string> {
  for (const each of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, each.name);
    if (each.isDirectory()) yield* filesBelow(path);
    else if (each.isFile()) yield path;
  }
}

function timesIn(bytes: Buffer, wanted: Buffer | string): number {
  let times = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) times += 1;
  return times;
}

interface Hits {
  readonly words: number;
  readonly keys: number;
  readonly files: number;
}

const none: Hits = { words: 0, keys: 0, files: 0 };
const sum = (one: Hits, other: Hits): Hits => ({
  words: one.words + other.words,
  keys: one.keys + other.keys,
  files: one.files + other.files,
});

const search = (bytes: Buffer, keys: readonly Buffer[]): Hits => ({
  words: timesIn(bytes, mark),
  keys: keys.filter((key) => bytes.includes(key) || bytes.includes(key.toString('hex'))).length,
  files: 1,
});

/** Every file of the place, as it lies on disk. */
function searchDisk(folder: string, keys: readonly Buffer[]): Hits {
  let hits = none;
  for (const path of filesBelow(folder)) hits = sum(hits, search(readFileSync(path), keys));
  return hits;
}

/** A new backup and its file of keys, opened. */
async function searchBackup(ground: Ground, folder: string, keys: readonly Buffer[]): Promise<Hits> {
  const identity = await generateX25519Identity();
  const file = join(folder, '..', `${folder.split('/').pop()}-backup`);
  const made = await writeBackup(ground, { file, recipients: [await identityToRecipient(identity)] });
  if (isRefusal(made)) throw new Error(made.words);
  let hits = none;
  for (const each of [file, `${file}.keys`]) {
    const opened = await unseal(each, [identity]);
    if (isRefusal(opened)) throw new Error(opened.words);
    const parts: Uint8Array[] = [];
    for await (const part of opened.plain) parts.push(part);
    hits = sum(hits, search(Buffer.concat(parts), keys));
    rmSync(each);
  }
  return hits;
}

async function wrappedKeys(ground: Ground): Promise<Buffer[]> {
  const admin = await openAdmin(ground.server);
  try {
    // The planner’s samples hold words as well: without this the search would be easier than in a place that is lived in.
    await admin.query('analyze');
    await admin.query('checkpoint');
    return (await admin.query<{ wrapped: Buffer }>('select wrapped from seal.data_key')).rows.map((row) => row.wrapped);
  } finally {
    await admin.end();
  }
}

async function eraseAll(ground: Ground, planted: readonly Planted[]): Promise<Set<string>> {
  const tables = new Set<string>();
  const by = { rule: 'ORDER-1', authority: 'Trial', proposedBy: ground.ids.next(), secondPerson: ground.ids.next() };
  for (const { person, shared } of planted)
    for (const what of [
      { scope: 'record', target: shared },
      { scope: 'person', target: person },
    ] as const) {
      const done = await erase(ground, { id: ground.ids.next(), ...by, ...what }, async () => null);
      if (isRefusal(done)) throw new Error(done.words);
      for (const table of Object.keys(done.rows)) tables.add(table);
    }
  return tables;
}

/** The same columns emptied in place by a superuser, and nothing else done: what deleting alone would be. */
async function emptyInPlace(ground: Ground): Promise<void> {
  const admin = await openAdmin(ground.server);
  const emptied: readonly (readonly [string, string])[] = [
    ['record.entry', 'summary = null, evidence = null, source_ref = null'],
    ['record.unplaced', 'description = null, given = null, family = null'],
    ['people.name', 'given = null, family = null, known_as = null'],
    ['people.service', 'reason = null, previous_force = null'],
  ];
  try {
    for (const [table, columns] of emptied) {
      await admin.query(`alter table ${table} disable trigger append_only`);
      await admin.query(`update ${table} set ${columns}`);
      await admin.query(`vacuum ${table}`);
      await admin.query(`alter table ${table} enable always trigger append_only`);
    }
    await admin.query('checkpoint');
  } finally {
    await admin.end();
  }
}

interface Found {
  /** Words that were written into the place. */
  readonly written: number;
  readonly before: Hits;
  readonly after: Hits;
}

async function oneTurn(many: number, seed: number, isErased: boolean): Promise<Found> {
  const scratch = openScratch();
  try {
    const ground = await scratch.database('erasure');
    const { word, written } = canaries(seed);
    const planted = await plant(ground, many, word);
    const keys = await wrappedKeys(ground);
    const before = searchDisk(scratch.folder, keys);
    if (isErased) await scrub(ground, [...(await eraseAll(ground, planted))]);
    else await emptyInPlace(ground);
    const stay = isErased ? await wrappedKeys(ground) : [];
    // A page frozen about somebody else stays theirs, without what was erased from it: one a person, and no more.
    if (isErased && stay.length !== many) throw new Error(`${stay.length} keys were left, ${many} were to stay`);
    const gone = keys.filter((key) => !stay.some((kept) => kept.equals(key)));
    const backup = await searchBackup(ground, scratch.folder, gone);
    return { written: written(), before, after: sum(searchDisk(scratch.folder, gone), backup) };
  } finally {
    await scratch.end();
  }
}

async function hold(size: Size, seed: number, say: Say): Promise<readonly Count[]> {
  const many = sizes[size];
  const { written, before, after } = await oneTurn(many, seed, true);
  say(`erased: ${after.words} words and ${after.keys} keys of ${before.keys} found again in ${after.files} files`);
  const control = await oneTurn(many, seed, false);
  say(`emptied in place: ${control.after.words} words and ${control.after.keys} keys found again`);
  if (before.words === 0 || before.keys === 0) throw new Error('The search found nothing before anything was erased.');
  return [
    {
      promise:
        'What was erased is found nowhere on the disk again, nor in a new backup, nor the key that would open a copy.',
      done: written + before.keys,
      unit: `words written into guarded columns and names of ${many} people, and keys of records, looked for in ${after.files} files`,
      broken: after.words + after.keys,
      control: {
        what: 'the columns were emptied in place, keys and dead copies were left',
        done: control.written + control.before.keys,
        broken: control.after.words + control.after.keys,
      },
      notes: `Before anything was erased the same search found plain words ${before.words} times (names and references; sentences lie there encrypted only) and all ${before.keys} keys. It cannot show what a disk keeps of files that the system has removed, what a standby or an archive elsewhere holds, or backups made earlier: those live as long as their file of keys.`,
    },
  ];
}

/** Erased words on disk. Needs the embedded server: the files of somebody else’s are not ours to read. */
export const trial: Trial = {
  name: 'erasure',
  needs: () => (canEmbed() ? null : 'the embedded PostgreSQL, whose files can be read'),
  hold,
};
