/** A small service with at least one row in every ledgered table, signed, for those who come to break it. */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { cosignedMessage, witnessKeyId } from '../../src/engines/cosignature.ts';
import { keepCosignature } from '../../src/platform/ledger/witnesses.ts';
import { closeReadHours, takeCheckpoint } from '../../src/platform/ledger.ts';
import { isRefusal } from '../../src/platform/refusal.ts';
import { erasureTable } from '../../src/platform/seal/erase.ts';
import { keep, keepMany, mustTransact, type Table, type Tx } from '../../src/platform/transaction.ts';
import {
  accessTables,
  grantRole,
  insertAccountStop,
  insertAssignment,
  insertCovertReader,
  insertDelegation,
  insertOverride,
  insertRead,
} from '../../src/rooms/access/index.ts';
import { caseTables } from '../../src/rooms/cases/index.ts';
import { concernTables } from '../../src/rooms/concerns/index.ts';
import { dutyTables, insertAnswer, insertDuty } from '../../src/rooms/duties/index.ts';
import { insertAbsence } from '../../src/rooms/duties/store/absences.ts';
import { insertOutsideAsk } from '../../src/rooms/duties/store/outside.ts';
import { insertOverrideAsk } from '../../src/rooms/duties/store/override-asks.ts';
import { patternTables } from '../../src/rooms/patterns/store.ts';
import {
  insertCharacteristics,
  insertIdentifiers,
  insertIdentityDecisions,
  insertLines,
  insertNames,
  insertPosts,
  insertServices,
  insertSubjects,
  insertTies,
  insertUnitLinks,
  insertUnits,
  peopleTables,
} from '../../src/rooms/people/index.ts';
import {
  insertBatch,
  insertPlacement,
  insertSnapshot,
  insertSourceRead,
  listTray,
  post,
  postMany,
  recordFinding,
  recordTables,
  recordWithdrawal,
  relabel,
} from '../../src/rooms/record/index.ts';
import { type TestGround, testGround } from '../database.ts';

/** Every table whose rows have leaves. */
export const allTables: readonly Table[] = [
  ...Object.values(peopleTables),
  ...Object.values(accessTables),
  ...Object.values(recordTables),
  ...Object.values(dutyTables),
  ...Object.values(concernTables),
  ...Object.values(caseTables),
  ...Object.values(patternTables),
  erasureTable,
];

export const clerk = { actor: null, face: 'clerk' } as const;

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('an empty list has no item');
  return found;
};

async function people(tx: Tx): Promise<{ persons: string[]; units: string[] }> {
  const persons = await insertSubjects(
    tx,
    Array.from({ length: 24 }, () => ({ kind: 'person' as const, source: 'hr' })),
  );
  const units = await insertSubjects(tx, [
    { kind: 'unit', source: 'hr' },
    { kind: 'unit', source: 'hr' },
    { kind: 'place', label: 'Custody suite, north', source: 'estates' },
  ]);
  const source = 'hr';
  await insertNames(
    tx,
    persons.map((person, n) => ({ person, given: `Given${n}`, family: 'O’Neill-Ångström', knownAs: null, source })),
  );
  await insertIdentifiers(
    tx,
    persons.map((subject, n) => ({ subject, scheme: 'warrant', value: `W${n}`, source })),
  );
  await insertServices(
    tx,
    persons.map((person) => ({
      person,
      category: 'officer' as const,
      status: 'active' as const,
      validFrom: '2015-01-01',
      source,
    })),
  );
  await insertUnits(tx, [
    { unit: at(units, 0), name: 'Response, north', kind: 'team', validFrom: '2010-01-01', source },
    { unit: at(units, 1), name: 'Northside', kind: 'borough', validFrom: '2010-01-01', source },
  ]);
  await insertUnitLinks(tx, [
    { unit: at(units, 0), other: at(units, 1), kind: 'borough', share: 1 / 3, validFrom: '2010-01-01', source },
  ]);
  await insertPosts(
    tx,
    persons
      .slice(0, 12)
      .map((person, n) => ({ person, unit: at(units, 0), rank: 'constable', fraction: (n + 1) / 13, source })),
  );
  await insertLines(tx, [{ person: at(persons, 1), supervisor: at(persons, 0), validFrom: '2020-01-01', source }]);
  await insertTies(tx, [
    { person: at(persons, 2), counterpart: at(persons, 3), kind: 'friend', declared: true, powerGap: false, source },
  ]);
  await insertCharacteristics(tx, [
    { person: at(persons, 4), characteristic: 'sex', basis: 'self', status: 'given', value: 'F', source },
  ]);
  await insertIdentityDecisions(tx, [
    {
      kind: 'merge',
      person: at(persons, 20),
      intoPerson: at(persons, 21),
      knownOn: '2024-01-01',
      rationale: 'The same warrant number on two files',
      source,
    },
  ]);
  return { persons, units };
}

/** Registers of people, as their own actions write them. */
async function registers(tx: Tx, persons: readonly string[]): Promise<void> {
  const stamp = () => ({
    id: tx.ids.next(),
    source: 'hr',
    recorded_at: tx.at.toISOString(),
    recorded_by: tx.act.actor,
  });
  await keep(
    tx,
    peopleTables.tieReturn,
    { ...stamp(), person: at(persons, 2), returned_on: '2026-01-31', nothing: true },
    'tie.returned',
  );
  await keep(
    tx,
    peopleTables.reconciliation,
    {
      ...stamp(),
      file_name: 'payroll.csv',
      file_hash: tx.ids.bytes(32),
      as_at: '2026-01-31',
      scheme: 'warrant',
      heads_here: 24,
      heads_there: 23,
      fte_here: 23.3,
      fte_there: 0.1 + 22.2,
      differences: [{ person: at(persons, 3), owner: 'hr' }],
    },
    'people.reconciled',
  );
  await keep(
    tx,
    peopleTables.completenessTarget,
    { ...stamp(), characteristic: 'sex', unit: null, percent: 90, owner_role: 'analyst', valid_from: '2026-01-01' },
    'target.set',
  );
}

async function access(tx: Tx, persons: readonly string[]): Promise<void> {
  await grantRole(tx, {
    person: at(persons, 5),
    role: 'assessor',
    reason: 'Joined the standards department',
    secondPerson: at(persons, 7),
  });
  for (const n of [5, 6, 7])
    await insertAssignment(tx, {
      person: at(persons, n),
      subject: at(persons, 1),
      purpose: 'case',
      validFrom: '2026-01-01',
    });
  await insertOverride(tx, {
    person: at(persons, 2),
    subject: at(persons, 3),
    purpose: 'risk',
    reason: 'Somebody may come to harm if it is not read now',
    validFrom: '2026-03-06',
    validTo: '2026-03-20',
    decidedBy: at(persons, 7),
  });
  await insertAccountStop(tx, { person: at(persons, 15), reason: 'Left the service this morning' });
  await insertDelegation(tx, {
    toPerson: at(persons, 8),
    toRole: null,
    powers: ['severity-assessment', 'suspension'],
    rankFloor: 'chief inspector',
    staffEquivalent: null,
    source: 'reg 14',
    validFrom: '2026-03-06',
    validTo: '2026-09-06',
    words: 'So that somebody can decide while I am away',
    delegator: at(persons, 9),
  });
  await registers(tx, persons);
  await insertCovertReader(tx, { list: at(persons, 23), person: at(persons, 22), validFrom: '2026-01-01' });
}

const entry = (subject: string, n: number) =>
  ({
    kind: 'matter',
    source: 'public-complaint',
    type: 'incivility',
    step: 'raise',
    knownOn: `2024-02-${String((n % 27) + 1).padStart(2, '0')}`,
    happenedFrom: '2024-01-01',
    happenedTo: '2024-01-31',
    basis: 'account',
    finding: 'open',
    parties: [{ role: 'subject', subject }],
    features: ['woman'],
    values: { calls: n + 0.1 },
  }) as const;

/** An import that was asked to be undone, and was: its own row, and that of a person whom it had made up. */
async function importUndone(tx: Tx): Promise<void> {
  const batch = tx.ids.next();
  const [person] = await insertSubjects({ ...tx, batch }, [{ kind: 'person', source: 'hr' }]);
  const stamp = { recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor };
  const undo = { batch, reason: 'The wrong file was sent', entries: 1, covert_list: null, ...stamp };
  const asked = tx.ids.next();
  await keep(tx, recordTables.batchUndo, { ...undo, id: asked, agrees_to: null }, 'import.undo-asked');
  await keep(tx, recordTables.batchUndo, { ...undo, id: tx.ids.next(), agrees_to: asked }, 'import.undone');
  await keep(tx, peopleTables.undone, { id: tx.ids.next(), fact: person, batch, ...stamp }, 'fact.undone');
}

async function record(tx: Tx, persons: readonly string[], unit: string): Promise<string> {
  const first = await post(tx, { ...entry(at(persons, 1), 1), unit, summary: 'A safe\tsummary\nwith "quotes" and \\' });
  await postMany(
    tx,
    Array.from({ length: 30 }, (_, n) => ({
      ...entry(at(persons, n), n),
      sourceRef: `ref-${n}`,
      sourceKey: `key-${n}`,
    })),
  );
  await post(tx, {
    ...entry(at(persons, 8), 8),
    parties: [],
    unknown: [{ role: 'subject', description: 'Tall, with a beard', given: 'Sam' }],
  });
  const [item] = await listTray(tx);
  if (item)
    await insertPlacement(tx, {
      unplaced: item.id,
      person: at(persons, 9),
      how: 'identifier',
      reason: 'The number on the shoulder',
      knownOn: '2024-03-01',
    });
  for (const n of [10, 11])
    await post(tx, { ...entry(at(persons, n), n), visibility: 'covert', covertList: at(persons, 23) });
  const change = { entry: first, knownOn: '2025-01-01', reason: 'After reading the file again' };
  await relabel(tx, { ...change, to: 'excessive-force' });
  await recordFinding(tx, { ...change, finding: 'upheld' });
  await recordWithdrawal(tx, change);
  await insertSourceRead(tx, { source: 'public-complaint', connected: true, readUntil: '2026-03-01', rows: 31 });
  await insertBatch(tx, {
    id: tx.ids.next(),
    fileName: 'complaints.csv',
    fileHash: tx.ids.bytes(32),
    mapHash: tx.ids.bytes(32),
    kind: 'entries',
    rows: 31,
    accepted: 30,
    duplicates: 1,
    rejected: 0,
  });
  await importUndone(tx);
  return first;
}

async function decisions(tx: Tx, persons: readonly string[], about: string): Promise<void> {
  const snapshot = await insertSnapshot(tx, {
    subject: at(persons, 1),
    asAt: tx.today,
    purpose: 'assessment',
    content: { entries: [about], count: 1 },
    sources: [{ source: 'public-complaint', readUntil: '2026-03-01' }],
    rules: { repeat: 'v1' },
  });
  for (const n of [1, 2, 3]) {
    const duty = await insertDuty(tx, {
      kind: 'assess',
      title: 'Assess the matter',
      about: at(persons, n),
      entry: about,
      visibility: 'guarded',
      owedToRole: 'overseer',
      ladder: [{ role: 'assessor', from: tx.today, due: '2026-04-01' }],
      consequence: 'It goes to the overseer.',
      raisedOn: tx.today,
    });
    await insertAnswer(tx, { duty, outcome: 'agreed', reason: 'The pattern is plain to see', detail: { n }, snapshot });
  }
}

/** Whoever is stopped by a wall asks for themselves. */
async function asks(tx: Tx, persons: readonly string[]): Promise<void> {
  await insertOverrideAsk(tx, {
    duty: tx.ids.next(),
    person: at(persons, 2),
    subject: at(persons, 3),
    reach: 'matter',
    matter: 'The complaint of last spring',
    purpose: 'risk',
    reason: 'Somebody may come to harm if it is not read now',
    until: '2026-03-20',
  });
  await insertOutsideAsk(tx, { duty: tx.ids.next(), waits: tx.ids.next(), needs: 'somebody from another force' });
  await insertAbsence(tx, { person: at(persons, 2), deputy: at(persons, 4), from: '2026-03-10', to: '2026-03-20' });
}

/** Rows as the room of signals writes them, with every kind of number that its columns hold. */
async function signals(tx: Tx, persons: readonly string[], cited: string): Promise<void> {
  const sweep = tx.ids.next();
  const stamp = { recorded_at: tx.at.toISOString() };
  await keep(
    tx,
    patternTables.sweep,
    {
      id: sweep,
      as_at: tx.today,
      stage: 'sizing',
      people: 24,
      entries: 35,
      counts: { repeat: 3 },
      capacity_hours: 37.125,
      ...stamp,
    },
    'sweep.sized',
  );
  const firing = (n: number) => ({
    id: tx.ids.next(),
    entry: cited,
    subject: at(persons, n),
    code: 'signal:repeat',
    rule: 'v1',
    since: tx.today,
    fired_on: tx.today,
    cites: [cited],
    set_aside: [],
    score: 1 / (n + 3),
    why: 'Three matters in twelve months',
    innocent: ['A busy post', 'One {odd}, "quoted" reporter'],
    detail: { weights: [0.1, 1e-7, n] },
    mode: 'sweep',
    sweep,
    diff: 'new',
    visibility: 'guarded',
    ...stamp,
  });
  await keepMany(tx, patternTables.firing, [1, 2, 3].map(firing), 'signal.raised');
  await keep(
    tx,
    patternTables.baseline,
    {
      id: tx.ids.next(),
      as_at: tx.today,
      name: 'repeat',
      value: 0.1 + 0.2,
      base: 9_007_199_254_740_991,
      sweep,
      ...stamp,
    },
    'baseline.kept',
  );
}

/** A night of a present system, as the reading of it writes it, and the mode that it begins in. */
async function concerns(tx: Tx, cited: string): Promise<void> {
  const stamp = () => ({ id: tx.ids.next(), recorded_at: tx.at.toISOString() });
  const night = tx.ids.next();
  await keep(
    tx,
    concernTables.night,
    {
      ...stamp(),
      id: night,
      system: 'casework',
      night: '2026-03-05',
      kind: 'whole',
      outcome: 'taken',
      mode: 'overlay',
      export_digest: 'ab12',
      counts: { people: { rows: 24, new: 24 } },
      totals: [{ rows: 'allegations', name: 'sum:days', source: 0.1 + 0.2, sourceRows: 1e-7, here: 31 }],
    },
    'night.taken',
  );
  const row = (n: number) => ({
    ...stamp(),
    night,
    ordinal: n,
    system: 'casework',
    kind: 'allegations',
    ref: `CM/2026/0000${n}-1`,
    change: 'new',
    state: 'held',
    facts: { type: 'violence', values: { days: n + 0.1 }, words: 'ab12' },
    fields: ['type', 'odd {, "quoted" field'],
    target: cited,
    entry: cited,
  });
  await keepMany(tx, concernTables.sourceRow, [1, 2, 3].map(row), 'source-row.read');
  await keep(
    tx,
    concernTables.difference,
    {
      ...stamp(),
      night,
      kind: 'allegations',
      ref: 'CM/2026/00001-1',
      what: 'differs',
      names: ['type:violence'],
      reason: 'Amended here by hand',
    },
    'difference.found',
  );
  await keep(
    tx,
    concernTables.mode,
    { ...stamp(), mode: 'overlay', valid_from: tx.today, reason: 'The first night was read into an empty record' },
    'mode.set',
  );
}

/** What two people ordered, what is held back, and the register of what was erased: only the eraser writes that. */
async function erasures(tx: Tx, persons: readonly string[]): Promise<void> {
  const who = { recorded_at: tx.at.toISOString(), recorded_by: at(persons, 6), visibility: 'guarded' };
  const what = { scope: 'record', target: tx.ids.next(), about: null, reason: 'Kept for its whole period' };
  await keep(
    tx,
    dutyTables.erasureOrder,
    {
      ...{ id: tx.ids.next(), ...who, ...what, rule: 'KEPT-1', authority: 'Schedule', duty: tx.ids.next() },
      ...{ proposed_by: at(persons, 6), proposed_on: tx.today },
    },
    'erasure.ordered',
  );
  await keep(
    tx,
    dutyTables.legalHold,
    { ...{ id: tx.ids.next(), ...who, ...what, owner: at(persons, 6), review_on: '2027-01-01' } },
    'hold.placed',
  );
}
const erased = (tx: Tx, persons: readonly string[]): Promise<void> =>
  keep(
    tx,
    erasureTable,
    {
      ...{ id: tx.ids.next(), erased_table: 'record.entry', erased_object: tx.ids.next(), rule: 'KEPT-1' },
      ...{ authority: 'Schedule', proposed_by: at(persons, 6), second_person: at(persons, 7) },
      ...{ ordered_by: tx.ids.next(), erased_on: tx.today, recorded_at: tx.at.toISOString() },
    },
    'erased',
  );

/** A live sweep is put forward by a person at their own keyboard: the clerks may not. */
async function proposal(tx: Tx, persons: readonly string[]): Promise<void> {
  await keep(
    tx,
    patternTables.proposal,
    {
      id: tx.ids.next(),
      shadow: tx.ids.next(),
      rules: ['repeat@1'],
      capacity_hours: 37.125,
      assessment: { dpia: 'made', equality: 'made' },
      duty: tx.ids.next(),
      proposed_by: at(persons, 1),
      proposed_on: tx.today,
      recorded_by: at(persons, 1),
      recorded_at: tx.at.toISOString(),
    },
    'sweep.proposed',
  );
  await keep(
    tx,
    concernTables.modeProposal,
    {
      id: tx.ids.next(),
      mode: 'parallel',
      valid_from: tx.today,
      reason: 'The nights reconcile and people have been told',
      duty: tx.ids.next(),
      proposed_by: at(persons, 1),
      recorded_by: at(persons, 1),
      recorded_at: tx.at.toISOString(),
    },
    'mode.proposed',
  );
}

const witnessSecret = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 5)]),
  ...{ format: 'der', type: 'pkcs8' },
});
/** A witness outside, who saw the last checkpoint of this world. */
export const witness = {
  name: 'authority.example/witness',
  publicKey: createPublicKey(witnessSecret).export({ format: 'der', type: 'spki' }).subarray(-32),
};

/** The line by which the witness cosigns a note. */
export function cosign(note: string, seconds = 1_772_960_400): string {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  const made = sign(null, Buffer.from(cosignedMessage(text, seconds)), witnessSecret);
  return `— ${witness.name} ${Buffer.concat([witnessKeyId(witness), time, made]).toString('base64')}`;
}

export interface World {
  readonly ground: TestGround;
  readonly persons: readonly string[];
}

/** Builds the world in five acts with a checkpoint after each, reads in two closed hours, and a last checkpoint over all. */
/** Some rows of every table of cases, as their stores write them. */
async function cases(tx: Tx, persons: readonly string[], entry: string): Promise<void> {
  for (const n of [0, 1, 2]) {
    const [id, party, letter] = [tx.ids.next(), tx.ids.next(), tx.ids.next()];
    const [owner, subject] = [at(persons, n + 8), at(persons, n + 1)];
    const [stamp, words] = [
      { recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor },
      `Words that are long enough, ${n}`,
    ];
    const of = { case_id: id, ...stamp };
    const put = (table: Table, row: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = of) =>
      keep(tx, table, { id: tx.ids.next(), ...row, ...more }, 'case.attacked');
    await put(
      caseTables.opened,
      {
        id,
        reference: `C-${n}`,
        route: 'phone',
        received_on: tx.today,
        regime: 'a 1',
        asked_by_form: `form ${n}`,
        original: words,
        safe_contact: { channel: words, hours: '', caller: '' },
        from_entry: null,
        visibility: 'guarded',
        opened_on: tx.today,
      },
      stamp,
    );
    await put(caseTables.party, { id: party, role: 'subject', person: subject, name: null, description: words });
    await put(caseTables.allegation, {
      ordinal: 1,
      words,
      category: 'incivility',
      features: [],
      party,
      happened_from: tx.today,
      happened_to: null,
      entry,
    });
    await put(caseTables.letter, {
      id: letter,
      kind: 'update',
      version: 1,
      content: { words: { parts: [words] } },
      decisions: [],
    });
    await put(caseTables.event, {
      ordinal: 1,
      kind: 'notice',
      code: 'progress-update',
      on_day: tx.today,
      until: null,
      detail: { method: 'post', n },
      party,
      letter,
      sent_at: tx.at.toISOString(),
      served_on: tx.today,
      reasons: words,
      decided_by: owner,
    });
    await put(caseTables.ownership, {
      kind: 'holds',
      person: owner,
      account: { accounts: n },
      reasons: words,
      on_day: tx.today,
      ordinal: n,
    });
    await put(caseTables.task, { person: owner, subject: id, assignment: tx.ids.next(), role: 'owner', ends: null });
    await put(caseTables.decision, {
      allegation: tx.ids.next(),
      result: 'resolved',
      standard: 'respect',
      actions: ['apology'],
      evidence: words,
      reasons: words,
      service: words,
      pattern: words,
      earlier: [],
      decided_by: owner,
      on_day: tx.today,
      ordinal: n,
    });
    await put(caseTables.proposal, {
      move: 'decide',
      reasons: words,
      snapshot: null,
      duty: tx.ids.next(),
      proposed_by: owner,
    });
    await put(caseTables.cause, { words, owner, replaces: null });
    await put(caseTables.contact, { person: owner, deputy: subject, reached_by: words, ordinal: n });
    await put(caseTables.owed, { code: 'log', turn: 1, duty: tx.ids.next(), due: tx.today, ordinal: n });
    await put(accessTables.matterParty, { matter: id, person: subject }, stamp);
  }
}

export async function buildWorld(seed: string): Promise<World> {
  const ground = await testGround({ today: '2026-03-06', seed });
  const signNow = async () => {
    const heads = await takeCheckpoint(ground);
    if (isRefusal(heads)) throw new Error(heads.words);
    return heads.main;
  };
  const { persons, units } = await mustTransact(ground, 'clerks', clerk, people);
  await signNow();
  const actor = { actor: at(persons, 6), face: 'command' } as const;
  await mustTransact(ground, 'clerks', actor, (tx) => access(tx, persons));
  await signNow();
  const first = await mustTransact(ground, 'clerks', actor, (tx) => record(tx, persons, at(units, 0)));
  await signNow();
  await mustTransact(ground, 'clerks', actor, (tx) => decisions(tx, persons, first));
  await mustTransact(ground, 'clerks', actor, (tx) => signals(tx, persons, first));
  await mustTransact(ground, 'clerks', actor, (tx) => concerns(tx, first));
  await mustTransact(ground, 'clerks', actor, (tx) => cases(tx, persons, first));
  await mustTransact(ground, 'clerks', actor, (tx) => erasures(tx, persons));
  await mustTransact(ground, 'eraser', clerk, (tx) => erased(tx, persons));
  await mustTransact(ground, 'staff', { actor: at(persons, 1), face: 'staff' }, (tx) => proposal(tx, persons));
  await mustTransact(ground, 'staff', { actor: at(persons, 2), face: 'staff' }, (tx) => asks(tx, persons));
  for (const day of ['2026-03-06', '2026-03-07']) {
    ground.clock.setDay(day);
    for (const n of [1, 2, 3, 4])
      await mustTransact(ground, 'clerks', actor, (tx) =>
        insertRead(tx, { event: 'person.read', subject: at(persons, n), outcome: 'shown', detail: { n } }),
      );
  }
  ground.clock.setDay('2026-03-08');
  await closeReadHours(ground);
  await signNow();
  await mustTransact(ground, 'clerks', clerk, (tx) =>
    insertNames(tx, [{ person: at(persons, 0), given: 'Late', source: 'hr' }]),
  );
  const head = await signNow();
  await mustTransact(ground, 'signer', clerk, (tx) => keepCosignature(tx, head, witness.name, cosign(head.note)));
  return { ground, persons };
}
