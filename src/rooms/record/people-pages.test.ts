/** The pages about people as a browser gets them: every register as page and spreadsheet, own details, identity, career. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestGround, testGround } from '../../../tests/database.ts';
import { mustTransact, type Tx } from '../../platform/transaction.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { Fields, PageResult, Route } from '../../web/route.ts';
import { openTemplates } from '../../web/templates.ts';
import type { Shell, Views } from '../../web/views.ts';
import { insertGrant, type Permission, type Role } from '../access/index.ts';
import {
  changeLine,
  changePost,
  insertCharacteristics,
  insertServices,
  insertTies,
  knowPerson,
  openUnit,
  tiesOf,
} from '../people/index.ts';
import { post, recordRoutes } from './index.ts';

let ground: TestGround;
let routes: readonly Route<Permission, Viewer>[];
let cast: { vetting: string; head: string; worker: string; boss: string; twin: string; formula: string };
const templates = openTemplates();
const shell: Shell = { face: 'staff', service: '', viewer: null, nav: [], formToken: 'token', styles: '' };
const clerk = { actor: null, face: 'clerk' } as const;
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => mustTransact(ground, 'clerks', clerk, work);

async function officer(
  tx: Tx,
  value: string,
  given: string,
  family: string,
  roles: readonly Role[] = [],
): Promise<string> {
  const { person } = await knowPerson(tx, { identifiers: [{ scheme: 'warrant', value }], given, family, source: 'hr' });
  await insertServices(tx, [{ person, category: 'officer', status: 'active', validFrom: '2015-01-01', source: 'hr' }]);
  for (const role of roles) await insertGrant(tx, { person, role, validFrom: '2020-01-01', reason: 'for the test' });
  return person;
}

before(async () => {
  ground = await testGround({ today: '2026-03-06' });
  routes = recordRoutes(ground, { onSelfFound: async () => {} });
  cast = await run(async (tx) => {
    const made = {
      vetting: await officer(tx, '1', 'Vera', 'Ting', ['vetting-officer']),
      head: await officer(tx, '2', 'Hedda', 'Ward', ['head-of-standards']),
      worker: await officer(tx, '3', 'Will', 'Orker'),
      boss: await officer(tx, '4', 'Beth', 'Oss'),
      twin: await officer(tx, '5', 'Will', 'Orker'),
      formula: await officer(tx, '6', '=HYPERLINK("x")', 'Fox'),
    };
    const unit = await openUnit(tx, { name: 'Page Team', kind: 'team', from: '2010-01-01', source: 'hr' });
    await openUnit(tx, { name: 'Harrow', kind: 'borough', lead: made.boss, from: '2010-01-01', source: 'hr' });
    for (const each of [made.worker, made.boss])
      await changePost(tx, { person: each, unit, rank: 'Constable', from: '2016-01-01', source: 'hr' });
    await changeLine(tx, { person: made.worker, supervisor: made.boss, from: '2016-01-01', source: 'hr' });
    await insertTies(tx, [
      { person: made.worker, counterpart: made.boss, kind: 'family', declared: false, source: 'found' },
    ]);
    await post(tx, {
      kind: 'matter',
      source: 'grievance',
      type: 'bullying',
      knownOn: '2024-01-01',
      basis: 'account',
      parties: [
        { role: 'subject', subject: made.boss },
        { role: 'reporter', subject: made.worker },
      ],
    });
    return made;
  });
});
after(() => ground.close());

const viewerOf = (person: string, roles: readonly Role[]): Viewer => ({
  id: person,
  person,
  name: 'Reader',
  role: '',
  roles,
});
const keeper = () => viewerOf(cast.vetting, ['vetting-officer']);

async function ask(
  method: 'GET' | 'POST',
  path: string,
  viewer: Viewer,
  body: Fields = {},
  query: Fields = {},
): Promise<PageResult> {
  const match = routes
    .map((route) => ({
      route,
      found: new RegExp(`^${route.path.replace('.', '\\.').replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`).exec(path),
    }))
    .find(
      ({ route, found }) =>
        route.method === method && found && !(path.includes('/people/') && !route.path.includes(':')),
    );
  assert.ok(match?.found, `${method} ${path}`);
  const params = { ...match.found.groups };
  return match.route.handler({
    viewer,
    params,
    query,
    body,
    input: undefined,
    today: '2026-03-06',
    csrfToken: 'token',
    files: [],
    url: path,
  });
}
function html(result: PageResult): string {
  assert.ok(result.kind === 'page' || result.kind === 'invalid', result.kind);
  return templates.page(result.template as keyof Views, result.model, shell);
}
const to = (result: PageResult): string =>
  result.kind === 'redirect'
    ? result.to
    : assert.fail(result.kind === 'invalid' ? html(result).slice(0, 3000) : result.kind);

const names = [
  'structure',
  'placement',
  'reconciliation',
  'start-checks',
  'interests',
  'line-control',
  'completeness',
  'complained-then-accused',
  'complainants',
  'party-fields',
];

test('every register is listed, opens as a page without script and as a spreadsheet', async () => {
  const index = html(await ask('GET', '/registers', keeper()));
  for (const name of names) {
    assert.match(index, new RegExp(`href="/registers/${name}"`));
    const page = html(await ask('GET', `/registers/${name}`, keeper()));
    assert.match(page, /<h1/);
    assert.doesNotMatch(page, /<script|\sstyle=|\son[a-z]+=/, name);
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((each) => each[1]);
    assert.deepEqual(ids, [...new Set(ids)], `${name} has one id once`);
    const sheet = await ask('GET', `/registers/${name}.csv`, keeper());
    if (/as a spreadsheet/.test(page))
      assert.ok(sheet.kind === 'file' && typeof sheet.content === 'string' && sheet.content.includes('\r\n'), name);
  }
});

test('a cell that a spreadsheet would run is made harmless, and nobody reads of those they are tied to', async () => {
  const sheet = await ask('GET', '/registers/placement.csv', keeper());
  assert.ok(sheet.kind === 'file');
  assert.match(String(sheet.content), /"'=HYPERLINK\(""x""\) Fox"/);
  assert.doesNotMatch(String(sheet.content), /Vera Ting/, 'the keeper is not on their own list');
});

test('the structure is shown as at the day asked for, and a day that has not come is today', async () => {
  const past = { 'as-at-day': '1', 'as-at-month': '6', 'as-at-year': '2009' };
  assert.match(html(await ask('GET', '/registers/structure', keeper(), {}, past)), /No unit stood that day/);
  const now = html(await ask('GET', '/registers/structure', keeper(), {}, { ...past, 'as-at-year': '2030' }));
  assert.match(now, /Page Team[\s\S]*Harrow[\s\S]*Beth Oss|Harrow[\s\S]*Page Team/);
});

test('own details: a tie is declared by number and walls at once; a wrong number keeps what was typed', async () => {
  const me = viewerOf(cast.twin, []);
  const page = html(await ask('GET', '/me', me));
  assert.match(page, /You have declared nothing/);
  assert.doesNotMatch(page, /Beth Oss/, 'own details show nobody else who has no part in them');
  const body = {
    act: 'declare',
    'declare-who': '999',
    'declare-where': 'inside',
    'declare-kind': 'partner',
    'declare-mitigation': 'Works elsewhere',
  };
  const wrong = await ask('POST', '/me', me, body);
  assert.equal(wrong.kind, 'invalid');
  assert.match(html(wrong), /exactly one person in the service[\s\S]*Works elsewhere/);
  assert.equal(to(await ask('POST', '/me', me, { ...body, 'declare-who': '4' })), '/me?done=declared');
  assert.equal(
    (await run((tx) => tiesOf(tx, cast.boss, '2026-03-06'))).find((tie) => tie.counterpart === cast.twin)?.why,
    'declared tie',
  );
  assert.match(html(await ask('GET', '/me', me, {}, { done: 'declared' })), /neither of you is given work/);
  assert.equal(to(await ask('POST', '/me', me, { act: 'religion', 'religion-answer': 'declined' })), '/me?done=said');
  assert.equal(to(await ask('POST', '/me', me, { act: 'nothing' })), '/me?done=nothing');
  const said = html(await ask('GET', '/me', me));
  assert.match(said, /You prefer not to say/);
  assert.equal((await ask('POST', '/me', me, { act: 'constructor' })).kind, 'not-found');
});

test('whose record is it: search, side by side, reason, decision, way back', async () => {
  const path = `/people/${cast.worker}/identity`;
  const found = html(await ask('GET', path, keeper(), {}, { q: 'orker' }));
  assert.match(found, new RegExp(`other=${cast.twin}`));
  assert.doesNotMatch(found, new RegExp(`other=${cast.worker}`));
  const both = { other: cast.twin };
  assert.match(
    html(await ask('GET', path, keeper(), {}, both)),
    /Both records side by side[\s\S]*warrant 3[\s\S]*warrant 5/,
  );
  const self = html(await ask('GET', path, keeper(), {}, { other: cast.vetting }));
  assert.doesNotMatch(self, /side by side|Vera Ting/, 'nobody they are tied to, themselves first, is shown beside it');
  const merge = { act: 'merge', 'merge-rationale': 'short' };
  assert.match(html(await ask('POST', path, keeper(), merge, both)), /Say why, in a sentence/);
  const done = await ask(
    'POST',
    path,
    keeper(),
    { ...merge, 'merge-rationale': 'One payroll number and one birthday.' },
    both,
  );
  assert.equal(to(done), `${path}?done=merged`);
  const after_ = html(await ask('GET', path, keeper()));
  assert.match(after_, /Held to be one person[\s\S]*One payroll number/);
  const decision = /<option value="([0-9a-f-]{36})"/.exec(after_)![1]!;
  const undo = { act: 'unmerge', 'unmerge-decision': decision, 'unmerge-rationale': 'The birthday was read wrongly.' };
  assert.equal(to(await ask('POST', path, keeper(), undo)), `${path}?done=unmerged`);
  assert.match(
    html(await ask('GET', path, keeper())),
    /Taken apart again[\s\S]*Nothing was decided meanwhile|Nothing was decided meanwhile/,
  );
});

test('a career is kept by dated changes, a check begins service, a payroll file is compared: all in the browser', async () => {
  const path = `/people/${cast.worker}/career`;
  const day = (name: string, iso: string) => {
    const [year, month, date] = iso.split('-');
    return { [`${name}-day`]: date, [`${name}-month`]: month, [`${name}-year`]: year };
  };
  const move = {
    act: 'post',
    'post-unit': 'page team',
    'post-rank': 'Sergeant',
    'post-kind': 'instead',
    ...day('post-from', '2026-03-02'),
  };
  assert.equal(to(await ask('POST', path, keeper(), move)), `${path}?done=changed`);
  assert.match(html(await ask('GET', path, keeper())), /Sergeant, Page Team/);
  assert.match(html(await ask('POST', path, keeper(), { ...move, 'post-unit': 'Nowhere' })), /no unit of that name/);
  const own = `/people/${cast.vetting}/career`;
  assert.match(html(await ask('POST', own, keeper(), move)), /You are tied to somebody concerned/);

  const check = {
    act: 'check',
    'check-number': '77',
    'check-scheme': 'staff',
    'check-given': 'New',
    'check-family': 'Comer',
    'check-way': 'join',
    'check-category': 'contractor',
    ...day('check-from', '2026-04-01'),
  };
  assert.equal(
    to(await ask('POST', '/registers/start-checks', keeper(), check)),
    '/registers/start-checks?done=admitted',
  );
  assert.equal(
    to(
      await ask('POST', '/registers/start-checks', keeper(), {
        ...check,
        'check-number': '78',
        'check-given': 'Beth',
        'check-family': 'Oss',
      }),
    ),
    '/registers/start-checks?done=admitted',
  );
  assert.match(
    html(await ask('GET', '/registers/start-checks', keeper())),
    /New Comer[\s\S]*Nothing against them: admitted/,
  );

  const lines = {
    act: 'compare',
    'compare-lines': 'number,fte\n1,1\n99,0.5',
    'compare-scheme': 'warrant',
    'compare-file': 'march.csv',
  };
  assert.equal(
    to(await ask('POST', '/registers/reconciliation', keeper(), lines)),
    '/registers/reconciliation?done=compared',
  );
  assert.match(
    html(await ask('GET', '/registers/reconciliation', keeper())),
    /march\.csv[\s\S]*Paid, and not here[\s\S]*Vetting officer/,
  );
  assert.match(
    html(await ask('POST', '/registers/reconciliation', keeper(), { ...lines, 'compare-lines': '1,much\n1,much' })),
    /does not have a number/,
  );
});

test('lines between tied people and returns by unit; those who may not keep a register see no names and no forms', async () => {
  assert.match(
    html(await ask('GET', '/registers/line-control', keeper())),
    /Will Orker[\s\S]*Beth Oss[\s\S]*due in 7 days/,
  );
  assert.match(
    html(await ask('GET', '/registers/interests', keeper())),
    /Page Team[\s\S]*Whose return is overdue[\s\S]*Will Orker/,
  );
  const analyst = viewerOf(cast.formula, ['analyst']);
  const page = html(await ask('GET', '/registers/interests', analyst));
  assert.match(page, /Page Team/);
  assert.doesNotMatch(page, /Will Orker/);
  assert.doesNotMatch(html(await ask('GET', '/registers/completeness', analyst)), /Set a target/);
  assert.match(html(await ask('GET', '/registers/completeness', keeper())), /Set a target/);
});

test('REC-11.4 beside a result by group stands the unknown share, and it is marked weak past the limit', async () => {
  await run(async (tx) => {
    const boss = await officer(tx, '100', 'Gwen', 'Oss');
    for (let i = 0; i < 12; i += 1) {
      const each = await officer(tx, `11${i}`, 'Asker', `A${i}`);
      await post(tx, {
        kind: 'matter',
        source: 'grievance',
        type: 'bullying',
        knownOn: '2025-02-01',
        basis: 'account',
        parties: [
          { role: 'subject', subject: boss },
          { role: 'reporter', subject: each },
        ],
      });
      if (i < 6)
        await insertCharacteristics(tx, [
          {
            person: each,
            characteristic: 'sex',
            basis: 'self',
            status: 'given',
            value: 'Female',
            validFrom: '2024-01-01',
            source: 'hr',
          },
        ]);
    }
  });
  const query = {
    purpose: 'To compare by sex for the board.',
    by: 'sex',
    'from-day': '1',
    'from-month': '1',
    'from-year': '2025',
  };
  const page = html(await ask('GET', '/registers/complained-then-accused', keeper(), {}, query));
  assert.match(page, /of groups unknown[\s\S]*50%[\s\S]*weak: too much is unknown/);
  assert.match(html(await ask('GET', '/registers/completeness', keeper())), /<td[^>]*data-label="Results">weak/);
});
