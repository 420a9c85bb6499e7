/** Plants faults and shows that each is caught with its sentence, and that honest code passes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { listTestTitles, readSource } from './read-source.ts';
import type { SidewaysDoor } from './rules.ts';
import { codeFaults, importFaults, migrationFaults, nameFaults, sqlFaults } from './rules.ts';

function faultsOf(path: string, text: string, doors: readonly SidewaysDoor[] = []): string[] {
  const source = readSource(text);
  return [
    ...importFaults(path, source.imports, doors),
    ...codeFaults(path, source.code),
    ...sqlFaults(path, source),
    ...nameFaults(path),
  ];
}

const planted: readonly (readonly [what: string, path: string, text: string, sentence: RegExp])[] = [
  [
    'an engine imports platform',
    'src/engines/sum.ts',
    "import { x } from '../platform/clock.ts';",
    /engines import nothing of ours/,
  ],
  [
    'an engine imports a type of a room',
    'src/engines/sum.ts',
    "import type { P } from '../rooms/people/index.ts';",
    /engines import nothing of ours/,
  ],
  [
    'an engine reads the disk',
    'src/engines/sum.ts',
    "import { readFileSync } from 'node:fs';",
    /pure sum.*pass the value in/,
  ],
  ['an engine loads the database', 'src/engines/sum.ts', "import pg from 'pg';", /pure sum/],
  ['an engine sets a timer', 'src/engines/sum.ts', 'setTimeout(run, 10);', /an engine only returns a value/],
  ['an engine reads Date.now', 'src/engines/sum.ts', 'const at = Date.now();', /reads the clock with Date\.now/],
  [
    'a room makes an empty date',
    'src/rooms/cases/actions/open-case.ts',
    'const at = new Date();',
    /reads the clock with new Date/,
  ],
  [
    'a date hides in a template',
    'src/rooms/cases/index.ts',
    'const at = `on ${new Date( ).toISOString()}`;',
    /reads the clock with new Date/,
  ],
  ['web measures time', 'src/web/server.ts', 'const t = performance.now();', /performance\.now/],
  ['a room throws dice', 'src/rooms/powers/rules/sample.ts', 'const pick = Math.random() < 0.1;', /throws dice/],
  [
    'platform makes an id elsewhere',
    'src/platform/ledger.ts',
    "import { randomUUID } from 'node:crypto';",
    /throws dice/,
  ],
  [
    'a room draws random bytes',
    'src/rooms/speak-up/actions/report.ts',
    'const code = randomBytes(8);',
    /draws random bytes/,
  ],
  ['platform imports web', 'src/platform/log.ts', "import { page } from '../web/layout.ts';", /platform is the ground/],
  ['web imports a room', 'src/web/layout.ts', "import { who } from '../rooms/people/index.ts';", /web knows no room/],
  [
    'record looks up at duties',
    'src/rooms/record/store.ts',
    "import { d } from '../duties/index.ts';",
    /record may not look up at duties; post an entry/,
  ],
  [
    'KNOW looks up at ACT',
    'src/rooms/duties/index.ts',
    "import { c } from '../cases/index.ts';",
    /duties may not look up at cases/,
  ],
  [
    'ACT looks up at SEE',
    'src/rooms/cases/index.ts',
    "const p = await import('../patterns/index.ts');",
    /cases may not look up at patterns/,
  ],
  [
    'past the door into a store',
    'src/rooms/cases/actions/open-case.ts',
    "import { findPerson } from '../../people/store.ts';",
    /come in by the door: export what you need from src\/rooms\/people\/index\.ts/,
  ],
  [
    'sideways without a line',
    'src/rooms/cases/index.ts',
    "export { reports } from '../speak-up/index.ts';",
    /stand side by side/,
  ],
  ['sideways on SEE', 'src/rooms/measures/index.ts', "import { s } from '../patterns/index.ts';", /stand side by side/],
  [
    'main imported',
    'src/rooms/people/index.ts',
    "import { start } from '../../main.ts';",
    /nothing in the house knows them/,
  ],
  ['cli imported by main', 'src/main.ts', "import { run } from './cli.ts';", /nothing in the house knows them/],
  ['main goes past a door', 'src/main.ts', "import { routes } from './rooms/cases/routes.ts';", /come in by the door/],
  [
    'the house leans on the demo',
    'src/rooms/people/index.ts',
    "import { p } from '../../../demo/people.ts';",
    /stands without tests, demo/,
  ],
  ['a computed import', 'src/rooms/people/index.ts', 'await import(`./${name}.ts`);', /computed path/],
  [
    "SQL on another room's table",
    'src/rooms/cases/store.ts',
    'sql`select 1 from people.post where id = ${id}`',
    /SQL on the tables of people/,
  ],
  [
    'SQL in platform on a room',
    'src/platform/ledger.ts',
    "const q = 'insert into record.entry values ($1)';",
    /only src\/rooms\/record\/store\.ts may/,
  ],
  [
    'SQL outside the store',
    'src/rooms/speak-up/actions/report.ts',
    'sql`update speak_up.report set x = 1`',
    /move it to src\/rooms\/speak-up\/store\.ts/,
  ],
  [
    'kysely on another room',
    'src/rooms/duties/store.ts',
    "tx.selectFrom('record.entry as e').selectAll()",
    /SQL on the tables of record/,
  ],
  ['SQL reads the clock', 'src/rooms/cases/store.ts', 'sql`insert into cases.case values (now())`', /database's clock/],
  [
    'a rule reads the store',
    'src/rooms/cases/rules/may-open.ts',
    "import { getCase } from '../store.ts';",
    /a rule is pure/,
  ],
  ['a banned name', 'src/rooms/cases/rules/utils.ts', '', /banned name utils/],
  ['a banned ending', 'src/web/date-helpers.ts', '', /banned name date-helpers/],
  ['a banned folder', 'src/engines/common/sum.ts', '', /banned name common/],
  ['a name in camel case', 'src/rooms/cases/actions/openCase.ts', '', /kebab-case/],
  ['a room that is not in the plan', 'src/rooms/canteen/index.ts', '', /not in the plan: canteen/],
  ['a file that rooms do not have', 'src/rooms/cases/queries.ts', '', /a name that rooms do not use/],
  ['a folder beside the plan', 'src/services/mail.ts', '', /has no place in the plan/],
];

describe('planted faults', () => {
  for (const [what, path, text, sentence] of planted)
    test(`caught: ${what}`, () => {
      const faults = faultsOf(path, text);
      assert.equal(faults.length, 1, `one fault, not ${faults.length}: ${faults.join(' / ')}`);
      assert.match(faults[0]!, sentence);
    });

  test('caught: a migration named for nobody, and one that reads the clock', () => {
    assert.match(migrationFaults('migrations/0001-stuff.sql', '').join(), /not named for its room/);
    const text = 'create table cases.pause (at timestamptz default now()); -- now()';
    assert.match(migrationFaults('migrations/0002-cases-pause.sql', text).join(), /database's clock/);
  });
});

const honest: readonly (readonly [what: string, path: string, text: string])[] = [
  ['duties looks down at record', 'src/rooms/duties/store.ts', "import { post } from '../record/index.ts';"],
  [
    'account looks at every floor',
    'src/rooms/account/index.ts',
    "import { m } from '../measures/index.ts';\nimport { c } from '../cases/index.ts';",
  ],
  [
    'SEE looks at ACT and KNOW',
    'src/rooms/patterns/clerks.ts',
    "import type { C } from '../cases/index.ts';\nimport { h } from '../record/index.ts';",
  ],
  ['within a room anything goes', 'src/rooms/cases/actions/open-case.ts', "import { insertCase } from '../store.ts';"],
  ['main knows the doors', 'src/main.ts', "import { routes } from './rooms/cases/index.ts';"],
  [
    'an engine hashes',
    'src/engines/tree.ts',
    "import { createHash } from 'node:crypto';\nimport { d } from './history.ts';",
  ],
  ['a date made from a value', 'src/engines/history.ts', 'const a = new Date(day * 86_400_000).toISOString();'],
  [
    'the clock in a comment or words',
    'src/engines/history.ts',
    "// never Date.now()\n/* new Date() */ const a = 'Math.random() is banned'; const b = /Date.now/;",
  ],
  [
    "a store on its own room's tables",
    'src/rooms/speak-up/store.ts',
    'sql`select 1 from speak_up.report`; tx.insertInto("speak_up.report")',
  ],
  [
    'prose with from and a room',
    'src/rooms/cases/pages/open-case/page.ts',
    "const hint = 'Copy it from people. Then update record.';",
  ],
  [
    'a rule takes a type from the store',
    'src/rooms/cases/rules/may-open.ts',
    "import type { CaseRow } from '../store.ts';",
  ],
  [
    'a test beside its room',
    'src/rooms/people/store.test.ts',
    "import { withDatabase } from '../../../tests/database.ts';\nconst t = Date.now();",
  ],
  [
    'a property called from',
    'src/rooms/people/index.ts',
    "export interface Post { readonly from: string; }\nexport const a = 'x';",
  ],
];

describe('honest code', () => {
  for (const [what, path, text] of honest) test(`passes: ${what}`, () => assert.deepEqual(faultsOf(path, text), []));

  test('passes: a sideways look that has its line', () => {
    const doors = [{ from: 'cases', to: 'speak-up', reason: 'the reporter is told first' }];
    assert.deepEqual(faultsOf('src/rooms/cases/index.ts', "import { tell } from '../speak-up/index.ts';", doors), []);
    assert.equal(faultsOf('src/rooms/speak-up/index.ts', "import { c } from '../cases/index.ts';", doors).length, 1);
  });
});

test('every way of importing is read', () => {
  const text = [
    "import a, { b } from './a.ts';",
    "import type { C } from './c.ts';",
    "import {\n  d,\n  type E,\n} from './d.ts';",
    "export * from './f.ts';",
    "export type { G } from './g.ts';",
    "import './h.ts';",
    "type I = typeof import('./i.ts');",
    "const j = await import('./j.ts');",
    "const no = \"import k from './k.ts'\"; // import l from './l.ts'",
  ].join('\n');
  const { imports } = readSource(text);
  assert.deepEqual(
    imports.map(({ specifier }) => specifier).sort(),
    ['a', 'c', 'd', 'f', 'g', 'h', 'i', 'j'].map((name) => `./${name}.ts`),
  );
  assert.deepEqual(
    imports.filter(({ isType }) => isType).map(({ specifier }) => specifier),
    ['./c.ts', './g.ts'],
  );
});

test('test titles are read, and skipped tests are not', () => {
  const text =
    "test('REC-03.2 stays', () => {}); it(`P-11 ${x}`, f); test.skip('REC-04.1 no', f); t.test('SIG-01.1 sub', f);";
  assert.deepEqual(listTestTitles(text), ['REC-03.2 stays', 'P-11 ${}', 'SIG-01.1 sub']);
});
