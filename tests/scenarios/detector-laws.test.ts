/** Laws that hold for every history, tried on thousands of invented ones. A failing seed is printed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareEntries, type History, type HistoryEntry } from '../../src/engines/history.ts';
import { asAt } from '../../src/engines/patterns/as-at.ts';
import { mattersOf } from '../../src/engines/patterns/matters.ts';
import { samePersonJoin } from '../../src/engines/patterns/same-person.ts';
import { possiblyWithin } from '../../src/engines/patterns/windows.ts';
import type { Feature, Finding, MatterType, PartyRole, Source, Step, StepType } from '../../src/engines/vocabulary.ts';
import { isMatterType } from '../../src/engines/vocabulary.ts';
import { detectors } from '../../src/rooms/patterns/detectors/all.ts';

const nobody = { asAt: null, shareWithTwoOrMore: null };
const conduct: MatterType[] = [
  'incivility',
  'violence',
  'domestic-abuse',
  'sexual-misconduct',
  'retaliation',
  'bullying',
];
const steps: StepType[] = [
  'arrest',
  'charge',
  'decision-step',
  'severity-step',
  'posting-step',
  'training-step',
  'referral-step',
];
const sources: Source[] = [
  'public-complaint',
  'crime-report',
  'other-force-record',
  'conduct-system',
  'internal-report',
  'hr',
];
const verbs: Step[] = ['raise', 'commit', 'record', 'decide', 'refuse', 'receive'];
const findings: Finding[] = ['none', 'open', 'withdrawn', 'no-action', 'proven', 'not-upheld', 'eliminated'];
const features: Feature[] = [
  'woman',
  'partner',
  'detainee',
  'same-victim',
  'repeat-of-earlier',
  'similar-manner',
  'violent',
];

interface Draw {
  readonly type: MatterType | StepType;
  readonly source: Source;
  readonly step: Step;
  readonly day: number;
  readonly known: number;
  readonly width: number;
  readonly madeUp: boolean;
  readonly part: PartyRole;
  readonly other: string;
  readonly affected: string | null;
  readonly matter: string | null;
  readonly finding: Finding;
  readonly features: Feature[];
  readonly of: number[];
}

const draw: fc.Arbitrary<Draw> = fc.record({
  type: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...conduct) },
    { weight: 1, arbitrary: fc.constantFrom(...steps) },
  ),
  source: fc.constantFrom(...sources),
  step: fc.constantFrom(...verbs),
  day: fc.integer({ min: 10_000, max: 10_012 }).map((day) => day * 1),
  known: fc.integer({ min: 0, max: 6 }),
  width: fc.constantFrom(0, 0, 0, 30, 364),
  madeUp: fc.boolean(),
  part: fc.constantFrom<PartyRole>('subject', 'subject', 'subject', 'reporter', 'affected', 'about', 'actor'),
  other: fc.constantFrom('x', 'y', 'z'),
  affected: fc.constantFrom(null, 'v', 'w', 'x'),
  matter: fc.constantFrom(null, null, 'm1', 'm2'),
  finding: fc.constantFrom(...findings),
  features: fc.uniqueArray(fc.constantFrom(...features), { maxLength: 2 }),
  of: fc.array(fc.nat(30), { maxLength: 2 }),
});

/** Entries act only on what was known before them; a step that acts on nothing is left out where `linked` is asked for. */
function historyOf(draws: readonly Draw[], spread = 1): History {
  const entries = draws.map((one, place): HistoryEntry => {
    const parties = [
      { role: one.part, subject: 's' },
      ...(one.part === 'subject'
        ? [{ role: 'reporter' as const, subject: one.other }]
        : [{ role: 'subject' as const, subject: one.other }]),
      ...(one.affected === null ? [] : [{ role: 'affected' as const, subject: one.affected }]),
    ];
    const day = 10_000 + (one.day - 10_000) * spread;
    return {
      id: `e${place}`,
      kind: isMatterType(one.type) ? 'matter' : 'step',
      source: one.source,
      type: one.type,
      step: one.step,
      happenedFrom: day,
      happenedTo: day + one.width,
      datesMadeUp: one.madeUp,
      knownOn: day + one.known,
      recordedAt: place,
      ordinal: place,
      basis: 'record',
      finding: one.finding,
      findingOn: null,
      matter: one.matter,
      actsOn: [],
      parties,
      roles: [one.part],
      features: one.features,
      missing: [],
      values: {},
      label: null,
      declares: null,
      unit: null,
      visibility: 'open',
      amendedBy: [],
    };
  });
  const linked = entries.map((entry, place) => {
    const earlier = entries.filter((other) => other.knownOn < entry.knownOn);
    const actsOn = earlier.length === 0 ? [] : draws[place]!.of.map((index) => earlier[index % earlier.length]!.id);
    return { ...entry, actsOn: [...new Set(actsOn)] };
  });
  return { subject: 's', asAt: 20_000, entries: linked.sort(compareEntries) };
}

const histories = fc
  .tuple(fc.array(draw, { maxLength: 12 }), fc.constantFrom(1, 40, 400))
  .map(([draws, spread]) => historyOf(draws, spread));
const runs = { numRuns: 1500 };

const signals = (history: History) => detectors.map((detector) => detector.detect(history, nobody));
const citesOf = (history: History) => [
  ...signals(history).map((found) => found?.cites ?? null),
  samePersonJoin(history)?.cites ?? null,
];
const withEntry = (history: History, entry: HistoryEntry): History => ({
  ...history,
  entries: [...history.entries, entry].sort(compareEntries),
});

// Not under a number that stands alone on the record: an outcome under the number of an eliminated matter falls with it.
test('law: an eliminated matter added anywhere changes no cites', () => {
  fc.assert(
    fc.property(histories, draw, (history, one) => {
      const extra = historyOf([
        { ...one, type: isMatterType(one.type) ? one.type : 'violence', finding: 'eliminated', matter: null },
      ]).entries[0]!;
      const acting = { ...extra, id: 'new', actsOn: history.entries.slice(0, 1).map((entry) => entry.id) };
      assert.deepEqual(citesOf(withEntry(history, acting)), citesOf(history));
    }),
    runs,
  );
});

test('law: a detection is a function of the set of entries', () => {
  fc.assert(
    fc.property(histories, fc.infiniteStream(fc.nat()), (history, dice) => {
      const keyed = history.entries.map((entry) => ({ entry, key: dice.next().value as number }));
      const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ entry }) => entry);
      assert.deepEqual(signals({ ...history, entries: shuffled }), signals(history));
    }),
    runs,
  );
});

test('law: the order of writing within one day changes no set of cites and no first day', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const turned = history.entries
        .map((entry) => ({ ...entry, recordedAt: -entry.recordedAt, ordinal: -entry.ordinal }))
        .sort(compareEntries);
      const sets = (of: History) =>
        signals(of).map((found) => found && [found.since, found.score, ...[...found.cites].sort()]);
      assert.deepEqual(sets({ ...history, entries: turned }), sets(history));
    }),
    runs,
  );
});

test('law: one more counted matter, known last, removes no signal and takes back no cite', () => {
  fc.assert(
    fc.property(histories, draw, (history, one) => {
      const extra = historyOf([
        {
          ...one,
          type: isMatterType(one.type) ? one.type : 'violence',
          part: 'subject',
          finding: 'none',
          matter: null,
        },
      ]).entries[0]!;
      const later = { ...extra, id: 'new', knownOn: 19_000, features: extra.features };
      const after = citesOf(withEntry(history, later));
      citesOf(history).forEach((cites, index) => {
        if (cites !== null) for (const id of cites) assert.ok(after[index]?.includes(id), `${index} loses ${id}`);
      });
    }),
    runs,
  );
});

test('law: a counted matter known at any time removes no signal of repeat or kind of victim', () => {
  fc.assert(
    fc.property(histories, draw, (history, one) => {
      // An outcome that names nothing belongs to the latest matter, so a new matter may take it in: left out here.
      const named = {
        ...history,
        entries: history.entries.filter((entry) => entry.kind === 'matter' || entry.type === 'arrest'),
      };
      const extra = historyOf([
        {
          ...one,
          type: isMatterType(one.type) ? one.type : 'violence',
          part: 'subject',
          finding: 'none',
          matter: null,
        },
      ]).entries[0]!;
      const [before, after] = [citesOf(named), citesOf(withEntry(named, { ...extra, id: 'new' }))];
      for (const index of [0, 2, 3, 4]) if (before[index] !== null) assert.notEqual(after[index], null);
    }),
    runs,
  );
});

test('law: nothing is cited in which the person is not the subject, and nothing eliminated', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const byId = new Map(history.entries.map((entry) => [entry.id, entry]));
      for (const cites of citesOf(history)) {
        for (const id of cites ?? []) {
          assert.ok(byId.get(id)!.roles.includes('subject'));
          assert.notEqual(byId.get(id)!.finding, 'eliminated');
        }
      }
    }),
    runs,
  );
});

test('law: what is known later changes nothing as at an earlier day', () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 10_000, max: 15_000 }), (history, day) => {
      const cut = { ...history, asAt: day, entries: history.entries.filter((entry) => entry.knownOn <= day) };
      assert.deepEqual(signals(asAt(history, day)), signals(cut));
    }),
    runs,
  );
});

test('law: the first day is the first day', () => {
  fc.assert(
    fc.property(histories, (history) => {
      // Without what makes an earlier day read otherwise: eliminations, and numbers by which a later entry joins two.
      const kept = history.entries.filter((entry) => entry.finding !== 'eliminated');
      const plain = {
        ...history,
        entries: kept.map((entry) => (entry.kind === 'step' ? { ...entry, matter: null } : entry)),
      };
      signals(plain).forEach((found, index) => {
        if (found === null) return;
        const detector = detectors[index]!;
        assert.notEqual(detector.detect(asAt(plain, found.since), nobody), null, `${detector.name} on the day`);
        assert.equal(detector.detect(asAt(plain, found.since - 1), nobody), null, `${detector.name} the day before`);
      });
    }),
    runs,
  );
});

test('law: every counted entry is in one matter, and no entry is both counted and set aside', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const { matters, setAside } = mattersOf(history);
      const counted = matters.flatMap((matter) => matter.entries.map((entry) => entry.id));
      assert.equal(new Set(counted).size, counted.length);
      for (const aside of setAside) assert.ok(!counted.includes(aside.entry));
    }),
    runs,
  );
});

test('law: a window is met exactly when some reading of the days meets it', () => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 900 }), fc.constantFrom(0, 30, 364))
    .map(([from, width]) => ({ from, to: from + width }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 6 }), (spans) => {
      const brute = spans.some(
        (first) => spans.filter((other) => other.from <= addYear(first.to) && other.to >= first.to).length >= 3,
      );
      assert.equal(possiblyWithin(spans, 3, 12) !== null, brute);
    }),
    runs,
  );
});

const addYear = (day: number): number => {
  const date = new Date(day * 86_400_000);
  const isLeapDay = date.getUTCMonth() === 1 && date.getUTCDate() === 29;
  return Date.UTC(date.getUTCFullYear() + 1, date.getUTCMonth(), isLeapDay ? 28 : date.getUTCDate()) / 86_400_000;
};
