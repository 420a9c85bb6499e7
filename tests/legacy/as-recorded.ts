/**
 * What the record holds of a present system, read back from the record's own rows as they stood at an instant, and
 * compared with the truth of a night, row by row. The mirror of the source's rows is asked only whether a person, post or
 * document is marked as gone: those have no amendments.
 */

import type { Truth } from '../../demo/generate/legacy.ts';
import { foldHistory, standsAtSource } from '../../src/engines/fold.ts';
import { dayToIso, type HistoryEntry, isoToDay } from '../../src/engines/history.ts';
import { type Ground, mustTransact, query, sql, type Tx } from '../../src/platform/transaction.ts';
import { type RawEntry, storedEntry } from '../../src/rooms/record/store.ts';

interface Shown {
  readonly people: ReadonlyMap<string, string>;
  readonly posts: ReadonlyMap<string, string>;
  readonly allegations: ReadonlyMap<string, string>;
  readonly matters: ReadonlyMap<string, string>;
  readonly documents: ReadonlyMap<string, string>;
  readonly clocks: readonly string[];
}

type Evidence = { ref?: string; movedTo?: string; fields?: string[]; system?: string };
const evidenceOf = (row: RawEntry): Evidence => (row.evidence ?? {}) as Evidence;
const line = (fields: object): string => JSON.stringify(fields);

export interface Asked {
  readonly system: string;
  readonly at: Date;
  /** A row left out, for the controls: a record that lost it must be found out. */
  readonly without?: string;
}

/** Everything that was recorded by the instant, folded. */
async function readBack(tx: Tx, { system, at, without = '' }: Asked) {
  const by = at.toISOString();
  const every = await query(
    tx,
    sql<RawEntry>`select * from record.entry where recorded_at <= ${by} and evidence ->> 'system' = ${system}
      order by recorded_at, ordinal`,
  );
  const rows = every.filter((row) => row.id !== without);
  const hand = await query(
    tx,
    sql<RawEntry>`select * from record.entry where recorded_at <= ${by} and kind = 'amendment' and evidence ->> 'system' is null`,
  );
  const history = foldHistory('', [...rows, ...hand].map(storedEntry), new Set(), {
    asAt: isoToDay('2099-12-31'),
    recordedBy: at.getTime(),
  });
  return { rows, history };
}

/** The reference, number and words that an entry bears at its source now, from its amendments in order. */
function labelsOf(entry: HistoryEntry, rows: readonly RawEntry[]) {
  const own = rows.find((row) => row.id === entry.id)!;
  let [ref, number, words] = [evidenceOf(own).ref!, own.source_ref, own.summary];
  // A result of the day on which the matter was known stands with the entry.
  let findingOn: string | null = own.finding === 'none' || own.finding === 'open' ? null : own.known_on;
  for (const row of rows) {
    if (row.kind !== 'amendment' || !row.acts_on?.includes(entry.id)) continue;
    const said = evidenceOf(row);
    if (said.movedTo) ref = said.movedTo;
    if (row.source_ref) number = row.source_ref;
    if (said.fields?.includes('words')) words = row.summary;
    if (row.step === 'decide' || row.step === 'withdraw') findingOn = row.happened_from;
  }
  return { ref, number, words, findingOn };
}

/** What the record shows of a system at an instant. */
export async function shownAt(ground: Ground, asked: Asked): Promise<Shown> {
  const { system, at } = asked;
  return mustTransact(ground, 'clerks', { actor: null, face: 'clerk' }, async (tx) => {
    const by = at.toISOString();
    const numbers = await query(
      tx,
      sql<{ subject: string; value: string }>`
        select subject, value from people.identifier where scheme = 'staff-number' and recorded_at <= ${by} order by recorded_at, id`,
    );
    const numberOf = new Map(numbers.map((row) => [row.subject, row.value]));
    const mirror = await query(
      tx,
      sql<{ kind: string; ref: string; state: string; facts: Record<string, unknown> | null; target: string | null }>`
        select distinct on (kind, ref) kind, ref, state, facts, target from concerns.source_row
        where system = ${system} and recorded_at <= ${by} order by kind, ref, recorded_at desc, ordinal desc`,
    );
    const held = (kind: string) => mirror.filter((row) => row.kind === kind && row.state === 'held');
    const stands = sql`recorded_at <= ${by}`;
    const names = await query(
      tx,
      sql<{ person: string; given: string; family: string }>`
        select person, given, family from people.name n where source = ${system} and ${stands}
        and not exists (select 1 from people.name r where r.replaces = n.id and r.recorded_at <= ${by})`,
    );
    const services = await query(
      tx,
      sql<{ person: string; category: string; valid_from: string; valid_to: string | null }>`
        select person, category, valid_from, valid_to from people.service s where source = ${system} and ${stands}
        and not exists (select 1 from people.service r where r.replaces = s.id and r.recorded_at <= ${by})`,
    );
    const people = new Map<string, string>();
    for (const { target, ref } of held('people')) {
      const [name, service] = [
        names.filter((row) => row.person === target),
        services.filter((row) => row.person === target),
      ];
      const has = numbers.some((row) => row.subject === target && row.value === ref);
      people.set(
        ref,
        line({
          has,
          names: name.map((row) => [row.given, row.family]),
          services: service.map((row) => [row.category, row.valid_from, row.valid_to]),
        }),
      );
    }
    const posts = new Map<string, string>();
    const standing = await query(
      tx,
      sql<{ id: string; person: string; rank: string; valid_from: string; valid_to: string | null; unit: string }>`
        select p.id, p.person, p.rank, p.valid_from, p.valid_to, u.name as unit from people.post p join people.unit u on u.unit = p.unit
        where p.source = ${system} and p.recorded_at <= ${by}
        and not exists (select 1 from people.post r where r.replaces = p.id and r.recorded_at <= ${by})`,
    );
    const gonePosts = new Set(
      mirror.filter((row) => row.kind === 'posts' && row.state === 'gone').map((row) => row.target),
    );
    const refOfPost = new Map(held('posts').map((row) => [row.target, row.ref]));
    for (const post of standing)
      if (!gonePosts.has(post.id))
        posts.set(
          refOfPost.get(post.id) ?? `nobody's ${post.id}`,
          line([numberOf.get(post.person), post.unit, post.rank, post.valid_from, post.valid_to]),
        );
    const { rows, history } = await readBack(tx, asked);
    const unitName = new Map(
      (await query(tx, sql<{ unit: string; name: string }>`select unit, name from people.unit`)).map((row) => [
        row.unit,
        row.name,
      ]),
    );
    const allegations = new Map<string, string>();
    const matters = new Map<string, string>();
    const refOfEntry = new Map<string, string>();
    for (const entry of history.entries) {
      const { ref, number, words, findingOn } = labelsOf(entry, rows);
      refOfEntry.set(entry.id, ref);
      if (standsAtSource(entry) !== 'held') continue;
      matters.set(ref, entry.matter ?? '');
      const shown = {
        number,
        person: numberOf.get(entry.parties.find((party) => party.role === 'subject')?.subject ?? ''),
        type: entry.type,
        finding: entry.finding,
        findingOn,
        happenedFrom: entry.happenedFrom === null ? null : dayToIso(entry.happenedFrom),
        happenedTo: entry.happenedTo === null ? null : dayToIso(entry.happenedTo),
        knownOn: dayToIso(entry.knownOn),
        features: entry.features,
        workingDays: entry.values.working_days,
        unit: unitName.get(entry.unit ?? ''),
        words,
      };
      allegations.set(allegations.has(ref) ? `twice ${ref} ${entry.id}` : ref, line(shown));
    }
    const documents = new Map(
      held('documents').map(({ ref, facts }) => [
        ref,
        line([facts?.allegation, facts?.name, facts?.hash, facts?.dated]),
      ]),
    );
    const duties = await query(
      tx,
      sql<{ entry: string; kind: string; ladder: { person?: string; due: string }[] }>`
        select d.entry, d.kind, d.ladder from duties.duty d where d.recorded_at <= ${by} and d.kind like 'clock:%'
        and not exists (select 1 from duties.duty r where r.replaces = d.id and r.recorded_at <= ${by})
        and not exists (select 1 from duties.answer a where a.duty = d.id and a.recorded_at <= ${by})`,
    );
    const clocks = duties
      .map(({ entry, kind, ladder }) =>
        line([refOfEntry.get(entry), kind, ladder[0]?.due, numberOf.get(ladder[0]?.person ?? '')]),
      )
      .sort();
    return { people, posts, allegations, matters, documents, clocks };
  });
}

function compareMaps(kind: string, truth: ReadonlyMap<string, string>, shown: ReadonlyMap<string, string>): string[] {
  const faults: string[] = [];
  for (const [ref, row] of truth)
    if (shown.get(ref) !== row) faults.push(`${kind} ${ref}: truth ${row}, record ${shown.get(ref) ?? 'has none'}`);
  for (const [ref, row] of shown) if (!truth.has(ref)) faults.push(`${kind} ${ref}: truth has none, record ${row}`);
  return faults;
}

/** Two cases are one matter here exactly where they are one case there. */
function compareMatters(truth: Truth, shown: Shown): string[] {
  const [here, there] = [new Map<string, string>(), new Map<string, string>()];
  return truth.allegations.flatMap(({ ref, matter }) => {
    const id = shown.matters.get(ref);
    if (id === undefined) return [];
    const isSame = (here.get(matter) ?? id) === id && (there.get(id) ?? matter) === matter;
    here.set(matter, id);
    there.set(id, matter);
    return isSame ? [] : [`allegation ${ref}: its matter ${matter} is not one matter here`];
  });
}

/** Every way in which the record differs from the truth of a night. Rows whose export was spoiled are left out of both. */
export function faultsAgainst(truth: Truth, shown: Shown): string[] {
  const spoiled = new Set(truth.spoiled);
  const without = (map: ReadonlyMap<string, string>, refOf: (key: string, row: string) => string) =>
    new Map([...map].filter(([key, row]) => !spoiled.has(refOf(key, row))));
  const first = (row: string): string => (JSON.parse(row) as string[])[0] ?? '';
  return [
    ...compareMaps(
      'person',
      new Map(
        truth.people.map((each) => [
          each.number,
          line({
            has: true,
            names: [[each.forename, each.surname]],
            services: [[each.category, each.joined, each.left]],
          }),
        ]),
      ),
      shown.people,
    ),
    ...compareMaps(
      'post',
      new Map(truth.posts.map((each) => [each.ref, line([each.person, each.unit, each.rank, each.from, each.to])])),
      shown.posts,
    ),
    ...compareMaps(
      'allegation',
      new Map(truth.allegations.map(({ ref, matter: _matter, ...each }) => [ref, line(each)])),
      without(shown.allegations, (ref) => ref),
    ),
    ...compareMatters(truth, shown),
    ...compareMaps(
      'document',
      new Map(truth.documents.map((each) => [each.ref, line([each.allegation, each.name, each.hash, each.dated])])),
      without(shown.documents, (_ref, row) => first(row)),
    ),
    ...compareClocks(truth, shown, (row) => spoiled.has(first(row))),
  ];
}

function compareClocks(truth: Truth, shown: Shown, isSpoiled: (row: string) => boolean): string[] {
  const there = truth.openClocks.map((each) => line([each.allegation, each.kind, each.due, each.owner])).sort();
  const here = shown.clocks.filter((row) => !isSpoiled(row));
  const faults: string[] = [];
  for (const row of new Set([...there, ...here])) {
    const [own, other] = [there.filter((each) => each === row).length, here.filter((each) => each === row).length];
    if (own !== other) faults.push(`clock ${row}: ${own} in truth, ${other} in the record`);
  }
  return faults;
}
