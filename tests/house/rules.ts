/**
 * The rules of the house as pure functions: from a path and what the file holds to sentences that say what is wrong
 * and what to do instead. `tests/house.test.ts` applies them to every file; `rules.test.ts` plants faults.
 */
import { posix } from 'node:path';
import type { ImportOf, SourceText } from './read-source.ts';

/** A sideways look between two rooms on one floor, agreed and explained. */
export interface SidewaysDoor {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** Rooms by floor, lowest first. On KNOW the order within the floor counts too. */
const floors = {
  know: ['people', 'access', 'record', 'duties'],
  act: ['speak-up', 'concerns', 'cases', 'standing', 'powers', 'protection', 'resources'],
  see: ['patterns', 'measures', 'promises'],
  account: ['account'],
} as const;

const floorNames = ['know', 'act', 'see', 'account'] as const;
const knowOrder: readonly string[] = floors.know;
/** Every room there may be. */
const roomNames: readonly string[] = floorNames.flatMap((floor) => [...floors[floor]]);

/** Files and folders that a room may have. The last five folders hold declared things, one a file. */
const roomFiles: readonly string[] = [
  'README.md',
  'index.ts',
  'routes.ts',
  'store.ts',
  'clerks.ts',
  'facts.ts',
  'plays.ts',
];
const roomFolders: readonly string[] = [
  'pages',
  'store',
  'actions',
  'rules',
  'procedures',
  'detectors',
  'definitions',
  'registers',
  'gates',
];

const bannedNames = ['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'manager', 'data', 'process', 'handle'];
const bannedEndings = /-(utils?|helpers?|manager|misc)$/;
const pureNodeModules = ['node:crypto', 'node:assert', 'node:assert/strict', 'node:buffer', 'node:util'];
const purePackages = /^(d3-[a-z]+|temporal-polyfill|zod)(\/|$)/;

type Place =
  | { readonly kind: 'engines' | 'platform' | 'web' | 'main' | 'cli' | 'outside' | 'stray' }
  | { readonly kind: 'room'; readonly room: string; readonly inside: string };

/** Where in the house a path from the root stands. */
export function placeOf(path: string): Place {
  const [first, second, third, ...rest] = path.split('/');
  if (first !== 'src') return { kind: 'outside' };
  if (second === 'main.ts' || second === 'main.test.ts') return { kind: 'main' };
  if (second === 'cli.ts' || second === 'cli.test.ts') return { kind: 'cli' };
  if (second === 'engines' || second === 'platform' || second === 'web') return { kind: second };
  if (second === 'rooms' && third && rest.length > 0) return { kind: 'room', room: third, inside: rest.join('/') };
  return { kind: 'stray' };
}

const isTest = (path: string): boolean => path.endsWith('.test.ts');
const floorOf = (room: string): number =>
  floorNames.findIndex((floor) => (floors[floor] as readonly string[]).includes(room));

/** Faults in what a file imports. `doors` are the sideways looks that are agreed. */
export function importFaults(
  path: string,
  imports: readonly ImportOf[],
  doors: readonly SidewaysDoor[] = [],
): string[] {
  return imports.flatMap(({ specifier, isType }) => {
    if (specifier === null) return ['imports a computed path, which no reader can follow: write the path out.'];
    if (!specifier.startsWith('.')) return packageFaults(path, specifier);
    const target = posix.normalize(posix.join(posix.dirname(path), specifier));
    return [...floorFaults(path, target, doors), ...pureFaults(path, target, isType)].map(
      (sentence) => `imports ${target}: ${sentence}`,
    );
  });
}

function packageFaults(path: string, specifier: string): string[] {
  if (placeOf(path).kind !== 'engines' || isTest(path)) return [];
  const isPure = pureNodeModules.includes(specifier) || purePackages.test(specifier);
  if (isPure) return [];
  return [
    `imports ${specifier}: an engine is a pure sum and touches no disk, network, clock or database; ` +
      'let the caller read it and pass the value in.',
  ];
}

function floorFaults(path: string, target: string, doors: readonly SidewaysDoor[]): string[] {
  const from = placeOf(path);
  const to = placeOf(target);
  if (to.kind === 'outside') return outsideFaults(path, from, target);
  if (to.kind === 'main' || to.kind === 'cli') {
    if (isTest(path) || (from.kind === 'cli' && to.kind === 'main')) return [];
    return [
      'main.ts and cli.ts know the house and nothing in the house knows them; take what you need as an argument.',
    ];
  }
  if (from.kind === 'main' || from.kind === 'cli') return to.kind === 'room' ? doorFaults(to) : [];
  if (from.kind === 'engines') {
    if (to.kind === 'engines') return [];
    return [
      'engines import nothing of ours from other floors; move the shared type or sum into engines/, or pass it in.',
    ];
  }
  if (from.kind === 'platform') {
    if (to.kind === 'platform' || to.kind === 'engines') return [];
    return ['platform is the ground and knows only itself and engines; turn it round and let the caller pass this in.'];
  }
  if (from.kind === 'web') {
    if (to.kind !== 'room') return [];
    return ['web knows no room; let the room pass what the page needs, or let main.ts introduce them.'];
  }
  if (from.kind === 'room' && to.kind === 'room') return roomFaults(from, to, doors);
  return [];
}

function outsideFaults(path: string, from: Place, target: string): string[] {
  if (isTest(path) || target.endsWith('.json')) return [];
  if ((from.kind === 'cli' || from.kind === 'main') && /^(demo|bench)\//.test(target)) return [];
  return ['the house stands without tests, demo, bench and bin; move what is needed into src/.'];
}

function doorFaults(to: Place & { kind: 'room' }): string[] {
  if (to.inside === 'index.ts') return [];
  return [`come in by the door: export what you need from src/rooms/${to.room}/index.ts and import that.`];
}

function roomFaults(
  from: Place & { kind: 'room' },
  to: Place & { kind: 'room' },
  doors: readonly SidewaysDoor[],
): string[] {
  if (from.room === to.room) return [];
  const up =
    `${from.room} may not look up at ${to.room}; post an entry in the same transaction and let ${to.room} read it, ` +
    'or let its clerk wake.';
  const faults = doorFaults(to);
  const [fromFloor, toFloor] = [floorOf(from.room), floorOf(to.room)];
  if (fromFloor < 0 || toFloor < 0) return faults; // a room that is not in the plan is named by nameFaults
  if (toFloor > fromFloor) return [...faults, up];
  if (toFloor < fromFloor) return faults;
  if (fromFloor === 0) return knowOrder.indexOf(to.room) < knowOrder.indexOf(from.room) ? faults : [...faults, up];
  if (doors.some((door) => door.from === from.room && door.to === to.room)) return faults;
  return [
    ...faults,
    `${from.room} and ${to.room} stand side by side; go through the record on the floor below, ` +
      'or add a sideways door with its reason in tests/house.test.ts.',
  ];
}

/** Inside a room, rules decide from what they are given. Types may come from anywhere that the floors allow. */
function pureFaults(path: string, target: string, isType: boolean): string[] {
  const from = placeOf(path);
  if (from.kind !== 'room' || !from.inside.startsWith('rules/') || isType || isTest(path)) return [];
  const isImpure =
    /^src\/rooms\/[^/]+\/(store|routes|clerks)\.ts$/.test(target) ||
    /^src\/rooms\/[^/]+\/(actions|pages)\//.test(target) ||
    /^src\/platform\/(clock|ids|database|jobs)\b/.test(target);
  if (!isImpure) return [];
  return ['a rule is pure; let the action load the facts and the day, and pass them in.'];
}

const timeReads: readonly (readonly [RegExp, string])[] = [
  [/\bDate\s*\.\s*now\b/, 'Date.now'],
  [/\bnew\s+Date\s*(\(\s*\)|(?=[;,)\]}]))/, 'new Date()'],
  [/(?<!new\s+)(?<![.\w])Date\s*\(/, 'Date()'],
  [/\bperformance\s*\.\s*now\b/, 'performance.now'],
  [/\bprocess\s*\.\s*hrtime\b/, 'process.hrtime'],
  [/\bTemporal\s*\.\s*Now\b/, 'Temporal.Now'],
];
const dice = [/\bMath\s*\.\s*random\b/, /\brandomUUID\b/];
const keyDice = /\b(randomBytes|randomInt|randomFill(Sync)?|getRandomValues)\b/;
const outsideWorld = /(?<![.\w])(setTimeout|setInterval|setImmediate|fetch|console\s*\.|process\s*\.)/;

/** Faults in what the code itself does: reading the clock, throwing dice, reaching out of an engine. */
export function codeFaults(path: string, code: string): string[] {
  if (isTest(path) || placeOf(path).kind === 'outside') return [];
  const faults: string[] = [];
  if (path !== 'src/platform/clock.ts')
    for (const [pattern, name] of timeReads)
      if (pattern.test(code))
        faults.push(
          `reads the clock with ${name}: take today or a Clock as an argument; only platform/clock reads the time.`,
        );
  if (path !== 'src/platform/ids.ts' && dice.some((pattern) => pattern.test(code)))
    faults.push('throws dice: take Ids or a seed as an argument; only platform/ids makes random ids.');
  if (!path.startsWith('src/platform/') && keyDice.test(code))
    faults.push('draws random bytes: take Ids or a seed as an argument; keys and ids are made in platform/.');
  if (placeOf(path).kind === 'engines' && outsideWorld.test(code))
    faults.push(
      'reaches outside itself (timers, fetch, console or the running program): an engine only returns a value.',
    );
  return faults;
}

const sqlWord = /\b(select|insert|update|delete|merge|create|alter|values|where|set|default|returning|with)\b/i;
const sqlClock =
  /\b(now\s*\(\s*\)|(clock|statement|transaction)_timestamp\s*\(|current_(timestamp|date|time)\b|localtimestamp\b|gen_random_uuid\s*\()/i;
const kyselyTable =
  /\b(selectFrom|insertInto|updateTable|deleteFrom|mergeInto|(inner|left|right|full|cross)Join|using)\s*(?:<[^>]*>)?\s*\(\s*$/;

/** Name that a room's tables stand under: `speak_up` for speak-up. */
const schemaOf = (room: string): string => room.replaceAll('-', '_');

/** Rooms whose tables the words of a literal reach for, given the code that stands before it. */
function tablesIn(words: string, before: string): string[] {
  return roomNames.filter((room) => {
    const schema = `"?${schemaOf(room)}"?`;
    const isSql = new RegExp(`\\b(from|join|into|update|table|only|truncate)\\s+${schema}\\.["a-z_$]`, 'i').test(words);
    return isSql || (kyselyTable.test(before) && new RegExp(`^${schema}\\.[a-z_]+(\\s+as\\s+\\w+)?$`).test(words));
  });
}

/** Faults in the SQL of a file: another room's tables, SQL outside the store, the database's own clock or dice. */
export function sqlFaults(path: string, source: Pick<SourceText, 'code' | 'literals'>): string[] {
  const place = placeOf(path);
  if (place.kind === 'outside' || isTest(path)) return [];
  const faults = new Set<string>();
  for (const match of source.code.matchAll(/"#(\d+)"/g)) {
    const words = source.literals[Number(match[1])] ?? '';
    for (const room of tablesIn(words, source.code.slice(Math.max(0, match.index - 80), match.index))) {
      const isHome = place.kind === 'room' && place.room === room;
      if (isHome && (place.inside === 'store.ts' || place.inside.startsWith('store/'))) continue;
      faults.add(
        isHome
          ? `has SQL on ${room}'s tables outside its store: move it to src/rooms/${room}/store.ts.`
          : `has SQL on the tables of ${room}: only src/rooms/${room}/store.ts may; ask for a function at ${room}'s door.`,
      );
    }
    if (sqlWord.test(words) && sqlClock.test(words)) faults.add(sqlClockSentence);
  }
  return [...faults];
}

const sqlClockSentence =
  "lets SQL read the database's clock or dice: pass the instant, the day or the id in as a parameter.";

/** Faults in a migration: its name, and the clock. `0012-cases-add-pause.sql` belongs to cases. */
export function migrationFaults(path: string, text: string): string[] {
  const faults: string[] = [];
  const owner = /^migrations\/\d{4}-([a-z0-9-]+)\.sql$/.exec(path)?.[1];
  const owners = [...roomNames, 'platform', 'ledger'];
  if (!owner || !owners.some((name) => owner === name || owner.startsWith(`${name}-`)))
    faults.push('is not named for its room: call it NNNN-room-what.sql, or NNNN-platform-what.sql for the ground.');
  const code = text
    .replace(/--.*$/gm, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/'(?:[^']|'')*'/g, "''");
  if (sqlClock.test(code)) faults.push(sqlClockSentence);
  return faults;
}

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Faults in where a file stands and what it and its folders are called. */
export function nameFaults(path: string): string[] {
  const faults: string[] = [];
  const parts = path.split('/');
  const stems = parts.map((part, index) =>
    index === parts.length - 1 ? part.replace(/(\.test)?\.[a-z]+$/, '') : part,
  );
  for (const stem of stems)
    if (bannedNames.includes(stem) || bannedEndings.test(stem))
      faults.push(
        `has the banned name ${stem}: name it for what it does; if it has no better name it has no home yet.`,
      );
  const last = stems.at(-1) ?? '';
  if (path.endsWith('.ts') && !kebab.test(last))
    faults.push(`is not in kebab-case: name the file for its main export, such as open-case.ts for openCase.`);
  return [...faults, ...placeFaults(path)];
}

function placeFaults(path: string): string[] {
  const place = placeOf(path);
  if (place.kind === 'stray')
    return ['has no place in the plan: src/ holds main.ts, cli.ts, platform/, web/, engines/ and rooms/NAME/ only.'];
  if (place.kind !== 'room') return [];
  if (!roomNames.includes(place.room))
    return [`is in a room that is not in the plan: ${place.room}. The rooms are ${roomNames.join(', ')}.`];
  const [first = '', ...rest] = place.inside.split('/');
  const isKnown = rest.length > 0 ? roomFolders.includes(first) : roomFiles.includes(first) || isTest(first);
  if (isKnown) return [];
  return [
    `has a name that rooms do not use: a room holds ${roomFiles.join(', ')} and the folders ${roomFolders.join(', ')}; ` +
      'see docs/house.md for what goes where.',
  ];
}
