/** The integrity timeline, line by line, over a real database. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Someone, type StaffWorld, staffWorld } from '../../../tests/staff-world.ts';
import { mattersOf } from '../../engines/patterns/matters.ts';
import { type Finding, type Source, sources } from '../../engines/vocabulary.ts';
import type { Tx } from '../../platform/transaction.ts';
import type { PersonView, TimelineItem } from '../../web/views.ts';
import {
  findSnapshot,
  freezePage,
  historyForFinders,
  insertSourceRead,
  type NewEntry,
  post,
  recordFinding,
  wordFor,
} from './index.ts';
import { personPage } from './pages/person-page.ts';
import { snapshotPage } from './pages/snapshot-page.ts';

let world: StaffWorld;
let asha: Someone;
let vera: Someone;
let head: Someone;
let auditor: Someone;

before(async () => {
  world = await staffWorld();
  asha = await world.person('Asha Bell', { roles: ['assessor'] });
  vera = await world.person('Vera Lunn', { roles: ['vetting-officer'] });
  head = await world.person('Hal Orme', { roles: ['head-of-standards'] });
  auditor = await world.person('Ada Quill', { roles: ['auditor'] });
});
after(() => world.close());

const about = (person: Someone, more: Partial<NewEntry> = {}): NewEntry => ({
  kind: 'matter',
  source: 'public-complaint',
  type: 'incivility',
  step: 'raise',
  knownOn: '2024-05-01',
  basis: 'account',
  finding: 'open',
  parties: [{ role: 'subject', subject: person.id }],
  summary: 'Said to have been rude at a front counter.',
  ...more,
});
const add = (entry: NewEntry) => world.clerk((tx) => post(tx, entry));

const pageFor = async (reader: Someone, person: Someone, query: Record<string, string> = {}): Promise<PersonView> => {
  const viewer = await world.viewer(reader);
  return world.as(reader, (tx: Tx) =>
    personPage(tx, { person: person.id, viewer, query, url: `/people/${person.id}`, today: tx.today }),
  );
};
const itemsOn = (page: PersonView) => page.timeline.years.flatMap((year) => year.items);
const entriesOn = (page: PersonView) =>
  itemsOn(page).filter((item): item is TimelineItem => item.type === 'item' && item.kind !== 'career');

test('REC-03.1 one dated page holds every source: conduct, grievance, tribunal, crime, other force, vetting, low level, commendation', async () => {
  const person = await world.person('Every Source');
  for (const source of Object.keys(sources) as Source[])
    await add(about(person, { source, knownOn: '2023-02-03', basis: 'record' }));
  const step = { kind: 'step' as const, finding: 'none' as const, basis: 'record' as const };
  await add(about(person, { ...step, source: 'vetting', type: 'self-declaration', step: 'declare' }));
  await add(about(person, { ...step, source: 'tribunal', type: 'tribunal-step', step: 'raise' }));
  await add(about(person, { source: 'conduct-system', finding: 'words-of-advice' }));
  await add(
    about(person, {
      ...step,
      source: 'hr',
      type: 'decision-step',
      step: 'grant',
      finding: 'granted',
      summary: 'Commended for calm at a fire.',
    }),
  );
  const page = await pageFor(asha, person);
  const items = entriesOn(page);
  assert.equal(items.length, Object.keys(sources).length + 4);
  assert.equal(new Set(items.map((item) => item.source)).size, Object.keys(sources).length);
  assert.ok(items.every((item) => item.when.length > 0));
  assert.ok(items.some((item) => item.summary === 'Commended for calm at a fire.'));
  assert.ok(
    itemsOn(page).some((item) => item.type === 'item' && item.kind === 'career'),
    'career and record in one stream',
  );
});

test('REC-03.2 P-10 withdrawn, dispensed, locally resolved and no-case items stay visible with their finding; a disproved one counts as nothing', async () => {
  const person = await world.person('Old Matters');
  const ended: Finding[] = ['withdrawn', 'dispensation', 'local-resolution', 'no-case-to-answer'];
  for (const finding of ended) await add(about(person, { finding }));
  const disproved = await add(about(person, { type: 'violence' }));
  const two = await world.person('Second Decider');
  await world.as(asha, (tx) =>
    recordFinding(tx, {
      entry: disproved,
      finding: 'eliminated',
      knownOn: tx.today,
      reason: 'Shown to have been another man.',
      evidence: 'Footage of the whole evening from two cameras.',
      secondPerson: two.id,
    }),
  );
  const page = await pageFor(asha, person);
  const found = entriesOn(page).map((item) => item.finding?.text);
  for (const words of [
    'Withdrawn',
    'Dispensation',
    'Local resolution',
    'No case to answer',
    'Eliminated: counts for nothing',
  ])
    assert.ok(found.includes(words), words);
  assert.match(JSON.stringify(page.stats), /1 eliminated/);
  assert.equal(entriesOn(page).find((item) => item.id === disproved)?.finding?.tone, 'void');
  const history = await world.clerk((tx) => historyForFinders(tx, { subject: person.id, asAt: tx.today }));
  const counted = mattersOf(history).matters.flatMap((matter) => matter.entries.map((entry) => entry.id));
  assert.equal(counted.length, ended.length);
  assert.ok(!counted.includes(disproved));
});

const signal = (person: Someone, since: string): NewEntry => ({
  kind: 'signal',
  source: 'performance-data',
  type: 'signal:repeat' as unknown as NewEntry['type'],
  step: 'raise',
  knownOn: '2026-03-06',
  happenedFrom: since,
  happenedTo: since,
  basis: 'record',
  parties: [{ role: 'subject', subject: person.id }],
  evidence: { rule: 'repeat@1' },
  summary: 'Two matters from two sources within a year.',
});
const thresholdOn = (page: PersonView) => itemsOn(page).find((item) => item.type === 'threshold');

test('REC-03.3 a marker stands where a rule was first met on what was then known, and says what was done within 30 days', async () => {
  const [acted, late, nothing, fresh] = [
    await world.person('Was Acted'),
    await world.person('Came Late'),
    await world.person('Was Nothing'),
    await world.person('Just Now'),
  ];
  const decision = (person: Someone, knownOn: string) =>
    about(person, {
      kind: 'step',
      type: 'restriction-step',
      step: 'place',
      basis: 'record',
      finding: 'granted',
      knownOn,
      source: 'conduct-system',
    });
  for (const person of [acted, late, nothing]) await add(signal(person, '2024-05-01'));
  await add(decision(acted, '2024-05-20'));
  await add(decision(late, '2025-06-02'));
  await add(signal(fresh, '2026-03-01'));
  const followed = async (person: Someone) => thresholdOn(await pageFor(asha, person))?.follows ?? '';
  assert.equal(thresholdOn(await pageFor(asha, acted))?.when, 'Wednesday 1 May 2024');
  assert.match(await followed(acted), /^Within 30 days: restriction.*, Monday 20 May 2024\.$/);
  assert.match(await followed(late), /^Nothing was done within 30 days\. .* came 1 year and 1 month later\.$/);
  assert.equal(await followed(nothing), 'Nothing was done within 30 days.');
  assert.match(await followed(fresh), /so far; 30 days are up Tuesday 31 March 2026/);
  // A finding folded into a matter is something done, too.
  const found = await world.person('Was Found');
  const matter = await add(about(found));
  await add(signal(found, '2024-05-01'));
  await world.clerk((tx) =>
    recordFinding(tx, {
      entry: matter,
      finding: 'upheld',
      knownOn: '2024-05-28',
      reason: 'Upheld after hearing both.',
    }),
  );
  assert.match(await followed(found), /^Within 30 days: finding of upheld/);
});

test('REC-03.4 each reader sees the classes of their role; that a sealed item exists is said without its content', async () => {
  const person = await world.person('Three Classes');
  await add(about(person));
  await add(about(person, { visibility: 'restricted', type: 'dishonesty', summary: 'A restricted thing.' }));
  await add(about(person, { visibility: 'sealed', type: 'sexual-misconduct', summary: 'A sealed thing.' }));
  const assessor = await pageFor(asha, person);
  assert.deepEqual(
    entriesOn(assessor).map((item) => item.title),
    ['Incivility'],
  );
  assert.equal(assessor.stats.find((stat) => stat.label === 'sealed item exists')?.value, '1');
  assert.ok(
    !JSON.stringify(assessor).includes('sealed thing') && !JSON.stringify(assessor).includes('Sexual misconduct'),
  );
  const vetting = await pageFor(vera, person);
  assert.deepEqual(
    entriesOn(vetting)
      .map((item) => item.title)
      .sort(),
    ['Dishonesty', 'Incivility'],
  );
  assert.ok(!JSON.stringify(vetting).includes('sealed thing'));
});

test('REC-03.5 the page says which sources were connected, when each was last read and which were missing, as at the day shown', async () => {
  const person = await world.person('Some Sources');
  await world.clerk((tx) =>
    insertSourceRead(tx, { source: 'vetting', connected: true, readUntil: '2026-03-05', rows: 12 }),
  );
  await world.clerk((tx) =>
    insertSourceRead(tx, { source: 'grievance', connected: true, readUntil: '2026-01-01', rows: 3 }),
  );
  await world.clerk((tx) => insertSourceRead(tx, { source: 'grievance', connected: false, readUntil: null, rows: 0 }));
  const { sources: panel } = await pageFor(asha, person);
  const source = (word: string) => panel.sources.find((each) => each.name === wordFor(word));
  assert.equal(
    panel.summary,
    `1 of ${Object.keys(sources).length} sources connected. Silence from the others means nothing.`,
  );
  assert.match(source('vetting')?.lastRead ?? '', /Friday 6 March 2026 at .*, to 5 March 2026/);
  assert.deepEqual(
    [source('grievance')?.isConnected, source('grievance')?.note],
    [false, 'Was connected and is not now.'],
  );
  assert.notEqual(source('crime-report')?.isConnected, true);
  assert.match(JSON.stringify(panel), /crime report/i, 'one never connected is named');
  const earlier = await pageFor(asha, person, { 'as-at': '2026-03-05', basis: 'recorded' });
  assert.equal(
    earlier.sources.summary.slice(0, 4),
    '0 of',
    'what was connected is told as recorded by the day asked for',
  );
});

test('REC-03.6 P-18 a page used for a decision is frozen as seen, with sources and rule versions, and never shows a later change', async () => {
  const person = await world.person('Was Frozen');
  const matter = await add(about(person));
  const raised = await add(signal(person, '2024-05-01'));
  const viewer = await world.viewer(asha);
  const seen = await pageFor(asha, person);
  const id = await world.as(asha, (tx) => freezePage(tx, { subject: person.id, viewer, purpose: 'A finding' }));
  await world.clerk((tx) =>
    recordFinding(tx, { entry: matter, finding: 'upheld', knownOn: tx.today, reason: 'Upheld after hearing both.' }),
  );
  const row = await world.as(asha, (tx) => findSnapshot(tx, id));
  assert.ok(row);
  assert.deepEqual((row.content as { page: unknown }).page, JSON.parse(JSON.stringify(seen)));
  assert.deepEqual(row.rules, [{ signal: raised, rule: 'repeat@1' }]);
  assert.ok(Array.isArray(row.sources) && row.sources.length > 0);
  const frozen = await world.as(asha, (tx) => snapshotPage(tx, id));
  assert.deepEqual(
    entriesOn(frozen!.view).map((item) => item.finding?.text),
    ['Open'],
  );
  assert.match(frozen?.view.band?.text ?? '', /what Asha Bell saw on Friday 6 March 2026/);
});

test('REC-03.6 a stream too long for one page is frozen whole', async () => {
  const person = await world.person('Long Record');
  for (let index = 0; index < 160; index += 1) await add(about(person, { knownOn: `20${10 + (index % 14)}-05-01` }));
  const viewer = await world.viewer(asha);
  const id = await world.as(asha, (tx) => freezePage(tx, { subject: person.id, viewer, purpose: 'A finding' }));
  const frozen = await world.as(asha, (tx) => snapshotPage(tx, id));
  assert.equal(entriesOn(frozen!.view).length, 160);
});

test('REC-03.4 REC-03.6 a frozen copy is no way round a class: whoever may not see everything on it is shown nothing of it', async () => {
  const person = await world.person('Class Frozen');
  await add(about(person, { visibility: 'restricted' }));
  const viewer = await world.viewer(vera);
  const id = await world.as(vera, (tx) => freezePage(tx, { subject: person.id, viewer, purpose: 'Clearance' }));
  assert.ok(await world.as(vera, (tx) => snapshotPage(tx, id)));
  assert.ok(await world.as(head, (tx) => snapshotPage(tx, id)), 'the head of standards may see restricted entries');
  assert.equal(await world.as(auditor, (tx) => snapshotPage(tx, id)), null);
  assert.equal(await world.as(asha, (tx) => snapshotPage(tx, id)), null);
});

test('P-02 nobody has a timeline as a reporter or as somebody affected', async () => {
  const [subject, reporter, affected] = [
    await world.person('One Subject'),
    await world.person('One Reporter'),
    await world.person('One Affected'),
  ];
  await add(
    about(subject, {
      parties: [
        { role: 'subject', subject: subject.id },
        { role: 'reporter', subject: reporter.id },
        { role: 'affected', subject: affected.id },
      ],
    }),
  );
  assert.equal(entriesOn(await pageFor(asha, subject)).length, 1);
  for (const person of [reporter, affected]) {
    const page = await pageFor(asha, person);
    assert.equal(entriesOn(page).length, 0);
    assert.match(page.lede, /^No matter about this person/);
    assert.ok(!JSON.stringify(page).includes('rude at a front counter'));
  }
});
