/** A face over real HTTP, with a real OpenID provider: nothing is mocked but the rooms. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { z } from 'zod';
import { wallClock } from '../platform/clock.ts';
import { randomIds } from '../platform/ids.ts';
import { startDevProvider } from './dev-provider.ts';
import { defineRoutes, mayNot, needsReason, notFound, page, redirect, routeFor, type WebViewer } from './route.ts';
import { samplePages } from './samples.ts';
import { type FaceOptions, type RunningFace, startFace } from './server.ts';

type Permission = 'duties.read' | 'person.read' | 'note.write';
const route = routeFor<Permission, WebViewer>();
const staff = { face: 'staff', method: 'GET', audit: 'SEEN', permission: 'person.read' } as const;
const people = [
  { sub: 'amina', name: 'Amina Siddiqui', role: 'Assessor', story: 'opens things' },
  { sub: 'stranger', name: 'Nobody Yet', role: 'None', story: 'has no place here' },
];
const seen: string[] = [];
const logged: string[] = [];
let auditWorks = true;
let assets: string;
let face: RunningFace;
let provider: Awaited<ReturnType<typeof startDevProvider>>;

const routes = defineRoutes<Permission, WebViewer>([
  route({ ...staff, path: '/', permission: 'duties.read', handler: async () => page('home', samplePages.home!) }),
  route({ ...staff, path: '/hidden/:person', purpose: 'person', handler: async () => notFound }),
  route({ ...staff, path: '/walled/:person', purpose: 'person', handler: async () => page('home', samplePages.home!) }),
  route({ ...staff, path: '/glass', handler: async () => needsReason(samplePages['give-reason']!) }),
  route({ ...staff, path: '/bug', handler: async () => Promise.reject(new Error('secret inside')) }),
  route({
    ...staff,
    path: '/who/:person',
    handler: async ({ params, viewer }) =>
      page('report', { title: `${viewer.name}: ${params.person}`, lede: '<script>alert(1)</script>' }),
  }),
  route({
    ...staff,
    method: 'POST',
    path: '/notes',
    permission: 'note.write',
    audit: 'NOTE_WRITTEN',
    input: z.object({ words: z.string().min(3, 'Say what happened') }),
    whenInvalid: async (_request, form) => ({
      kind: 'invalid',
      template: 'find-person',
      model: { ...samplePages['find-person']!, query: String(form.values['words']), form },
    }),
    handler: async ({ input }) => redirect(`/?wrote=${input.words}`),
  }),
]);

const common = (): Omit<FaceOptions, 'face' | 'routes' | 'session' | 'viewerOf'> => ({
  port: 0,
  authorise: async (asked) =>
    asked.path.startsWith('/walled') ? mayNot(samplePages['may-not']!) : { kind: 'allowed' },
  onAudit: async (asked, viewer, params, outcome) => {
    if (!auditWorks) throw new Error('the read log is full');
    seen.push(`${viewer.id} ${asked.audit} ${params['person'] ?? '-'} ${outcome}`);
  },
  logger: {
    info: (fields, words) => void logged.push(`${JSON.stringify(fields)} ${words}`),
    error: (fields, words) => void logged.push(`${JSON.stringify(fields)} ${words}`),
  },
  clock: wallClock(),
  ids: randomIds,
  assetsFolder: assets,
});

before(async () => {
  assets = mkdtempSync(join(tmpdir(), 'candour-assets-'));
  writeFileSync(join(assets, 'app.css'), 'body{color:#111}');
  provider = await startDevProvider({ port: 0, people, clientId: 'candour' });
  face = await startFace<WebViewer>({
    ...common(),
    face: 'staff',
    routes,
    session: {
      key: Buffer.alloc(32, 1),
      signIn: { issuer: provider.issuer, clientId: 'candour', people },
      onSession: async (event, session) => void seen.push(`${session.subject} ${event}`),
    },
    viewerOf: async (session) =>
      session?.subject === 'amina' ? { id: 'amina', name: 'Amina Siddiqui', role: 'Assessor' } : null,
    navOf: () => [{ text: 'My duties', href: '/' }],
  });
});

after(async () => {
  await face.close();
  await provider.close();
  rmSync(assets, { recursive: true, force: true });
});

/** A browser that keeps cookies by host and port and follows every redirect. */
function browser() {
  const jars = new Map<string, Map<string, string>>();
  async function go(
    url: string,
    init: RequestInit = {},
  ): Promise<Response & { at: string; text: () => Promise<string> }> {
    let at = new URL(url, face.origin);
    let request = init;
    for (let hops = 0; hops < 12; hops += 1) {
      const jar = jars.get(at.host) ?? new Map<string, string>();
      jars.set(at.host, jar);
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const reply = await fetch(at, { ...request, redirect: 'manual', headers: { ...request.headers, cookie } });
      for (const line of reply.headers.getSetCookie()) {
        const [pair = '', ...rules] = line.split(';');
        const cut = pair.indexOf('=');
        const isGone = rules.some((rule) => /^\s*(max-age=0|expires=Thu, 01 Jan 1970)/i.test(rule));
        if (isGone) jar.delete(pair.slice(0, cut));
        else jar.set(pair.slice(0, cut), pair.slice(cut + 1));
      }
      const next = reply.headers.get('location');
      if (!next) return Object.assign(reply, { at: at.href });
      at = new URL(next, at);
      request = {};
    }
    throw new Error(`too many redirects at ${at.href}`);
  }
  return { go, jars };
}

const tokenIn = (html: string) => /name="formToken" value="([^"]+)"/.exec(html)?.[1] ?? '';
const form = (fields: Record<string, string>): RequestInit => ({ method: 'POST', body: new URLSearchParams(fields) });

test('one address signs in through the real code flow and comes back to where one was going', async () => {
  const { go, jars } = browser();
  const asked = await go('/who/p1');
  assert.match(asked.at, /\/sign-in\?next=%2Fwho%2Fp1$/);
  assert.match(await asked.text(), /href="\/sign-in\?as=amina&amp;next=%2Fwho%2Fp1"/);
  const there = await go('/sign-in?as=amina&next=%2Fwho%2Fp1');
  assert.equal(there.status, 200);
  assert.equal(there.at, `${face.origin}/who/p1`);
  const html = await there.text();
  assert.match(html, /Amina Siddiqui: p1/);
  assert.match(html, /&lt;script&gt;/);
  assert.ok(seen.includes('amina SIGNED_IN'));
  assert.match(there.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  assert.doesNotMatch(there.headers.get('content-security-policy') ?? '', /unsafe|https?:/);
  assert.equal(there.headers.get('cache-control'), 'no-store');
  const session = jars.get(new URL(face.origin).host)?.get('candour-staff');
  assert.ok(session && !session.includes('amina'));
});

test('the provider offers one button for each person', async () => {
  const { go } = browser();
  const login = await go('/sign-in/start');
  assert.equal(new URL(login.at).origin, provider.issuer);
  const html = await login.text();
  assert.equal(html.match(/<button name="sub"/g)?.length, 2);
  const home = await go(login.at, form({ sub: 'amina' }));
  assert.equal(home.at, `${face.origin}/`);
});

test('one goes from one person to the next without signing out of anything', async () => {
  const { go } = browser();
  assert.equal((await go('/sign-in?as=amina')).status, 200);
  assert.match(await (await go('/sign-in?as=stranger')).text(), /not known here/);
  assert.equal((await go('/sign-in?as=amina')).at, `${face.origin}/`);
});

test('a half-way state from nowhere, or a code twice, does not sign in', async () => {
  const { go } = browser();
  const back = await go('/sign-in/return?code=stolen&state=guessed');
  assert.match(back.at, /\/sign-in$/);
  await go('/sign-in/start');
  const forged = await go('/sign-in/return?code=stolen&state=guessed');
  assert.equal(forged.status, 503);
  assert.match(await forged.text(), /Signing in did not work/);
  assert.match((await go('/')).at, /\/sign-in$/);
});

async function signedIn() {
  const self = browser();
  const home = await self.go('/sign-in?as=amina');
  return { ...self, token: tokenIn(await home.text()) };
}

test('what is hidden and what never was are the same bytes', async () => {
  const { go } = await signedIn();
  const hidden = await go('/hidden/p1');
  const nowhere = await go('/no/such/page');
  assert.equal(hidden.status, 404);
  assert.equal(nowhere.status, 404);
  assert.equal(await hidden.text(), await nowhere.text());
  const names = (reply: Response) => [...reply.headers].filter(([name]) => name !== 'date');
  assert.deepEqual(names(hidden), names(nowhere));
  assert.ok(seen.includes('amina SEEN p1 not-found'));
});

test('a wall explains itself and nobody is signed out', async () => {
  const { go } = await signedIn();
  const wall = await go('/walled/p1');
  assert.equal(wall.status, 403);
  assert.match(await wall.text(), /You are still signed in/);
  assert.ok(seen.includes('amina SEEN p1 may-not'));
  assert.equal((await go('/')).status, 200);
  const glass = await go('/glass');
  assert.equal(glass.status, 403);
  assert.match(await glass.text(), /Why do you need to see this/);
});

test('somebody signed in whom nobody knows here meets a page, not a loop', async () => {
  const { go } = browser();
  const met = await go('/sign-in?as=stranger');
  assert.equal(met.status, 403);
  assert.match(await met.text(), /not known here/);
});

test('when the read log cannot be written the page is blocked', async () => {
  const { go } = await signedIn();
  auditWorks = false;
  try {
    const blocked = await go('/who/p9');
    assert.equal(blocked.status, 500);
    assert.doesNotMatch(await blocked.text(), /p9|read log/);
  } finally {
    auditWorks = true;
  }
});

test('a bug shows a reference and none of its workings', async () => {
  const { go } = await signedIn();
  const bug = await go('/bug');
  assert.equal(bug.status, 500);
  const html = await bug.text();
  const reference = /class="reference">([0-9a-f]{8})</.exec(html)?.[1];
  assert.ok(reference && logged.some((line) => line.includes(reference)));
  assert.doesNotMatch(html, /secret inside|at Object/);
  assert.ok(seen.includes('amina SEEN - failed'));
});

test('a form without its token changes nothing; with it, it does; with errors it comes back filled in', async () => {
  const { go, token } = await signedIn();
  const bare = await go('/notes', form({ words: 'hello' }));
  assert.equal(bare.status, 403);
  const short = await go('/notes', form({ words: 'x"', formToken: token }));
  assert.equal(short.status, 422);
  const html = await short.text();
  assert.match(html, /There is a problem/);
  assert.match(html, /value="x&quot;"/);
  const done = await go('/notes', form({ words: 'hello', formToken: token }));
  assert.equal(done.at, `${face.origin}/?wrote=hello`);
  assert.deepEqual(
    seen.filter((line) => line.includes('NOTE_WRITTEN')),
    ['amina NOTE_WRITTEN - form-out-of-date', 'amina NOTE_WRITTEN - invalid', 'amina NOTE_WRITTEN - done'],
  );
});

test('signing out ends the session in this browser', async () => {
  const { go, token } = await signedIn();
  assert.equal((await go('/sign-out', form({ formToken: 'forged' }))).at, `${face.origin}/`);
  assert.match((await go('/sign-out', form({ formToken: token }))).at, /\/sign-in$/);
  assert.match((await go('/')).at, /\/sign-in$/);
});

test('bodies that are too long or of another kind are refused', async () => {
  const { go } = await signedIn();
  assert.equal((await go('/notes', form({ words: 'x'.repeat(300_000) }))).status, 413);
  const json = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } };
  assert.equal((await go('/notes', json)).status, 415);
});

test('another host name is sent to ours and no address is ever logged', async () => {
  const port = new URL(face.origin).port;
  const reply = await fetch(`http://localhost:${port}/who/p1?x=1`, { redirect: 'manual' });
  assert.equal(reply.headers.get('location'), `${face.origin}/who/p1?x=1`);
  assert.ok(logged.some((line) => line.includes('/who/:person')));
  assert.ok(!logged.some((line) => line.includes('/who/p1')));
});

test('the reporter face keeps no access log, and a receipt starts a session', async () => {
  const before = logged.length;
  const reporter = await startFace<WebViewer>({
    ...common(),
    face: 'reporter',
    session: { key: Buffer.alloc(32, 2) },
    viewerOf: async (session) => ({ id: session?.subject ?? 'anyone', name: '', role: 'reporter' }),
    routes: defineRoutes<Permission, WebViewer>([
      route({
        ...staff,
        face: 'reporter',
        path: '/',
        handler: async ({ viewer }) => page('give-reason', { ...samplePages['give-reason']!, title: viewer.id }),
      }),
      route({
        ...staff,
        face: 'reporter',
        method: 'POST',
        path: '/receipt',
        handler: async () => redirect('/', { change: 'start', subject: 'receipt-7' }),
      }),
    ]),
  });
  try {
    const { go } = browser();
    const first = await (await go(reporter.origin)).text();
    assert.match(first, /<h1[^>]*>anyone</);
    const inside = await go(`${reporter.origin}/receipt`, form({ formToken: tokenIn(first) }));
    assert.match(await inside.text(), /<h1[^>]*>receipt-7</);
    assert.equal((await go(`${reporter.origin}/receipt`, form({}))).status, 403);
    assert.equal(logged.length, before);
  } finally {
    await reporter.close();
  }
});
