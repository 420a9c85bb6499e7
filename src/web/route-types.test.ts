/** What must not compile. The type check fails if one of these lines stops being an error. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { z } from 'zod';
import { defineRoutes, notFound, page, type Route, redirect, routeFor, type WebViewer } from './route.ts';

type Permission = 'case.open' | 'case.read';
const handler = async () => notFound;
const whole = { face: 'staff', method: 'GET', path: '/cases', permission: 'case.read', audit: 'CASES_LISTED' } as const;

test('a route names its face, its permission and its audit event, or does not compile', () => {
  const good: Route<Permission> = { ...whole, handler };
  assert.equal(good.audit, 'CASES_LISTED');

  const { face: _face, ...faceless } = whole;
  // @ts-expect-error a route without a face
  const a: Route<Permission> = { ...faceless, handler };
  const { permission: _permission, ...open } = whole;
  // @ts-expect-error a route without a permission
  const b: Route<Permission> = { ...open, handler };
  const { audit: _audit, ...silent } = whole;
  // @ts-expect-error a route without an audit event
  const c: Route<Permission> = { ...silent, handler };
  // @ts-expect-error a permission that nobody declared
  const d: Route<Permission> = { ...whole, permission: 'case.burn', handler };
  // @ts-expect-error an audit event in small letters
  const e: Route<Permission> = { ...whole, audit: 'cases-listed', handler };
  assert.equal([a, b, c, d, e].length, 5);
});

test('params and input are typed from the path and the schema', () => {
  const route = routeFor<Permission, WebViewer>();
  const typed = route({
    face: 'staff',
    method: 'POST',
    path: '/people/:person/notes/:note',
    permission: 'case.open',
    audit: 'NOTE_WRITTEN',
    purpose: 'person',
    input: z.object({ words: z.string(), days: z.coerce.number() }),
    handler: async ({ params, input }) => {
      const days: number = input.days;
      // @ts-expect-error the path names no such parameter
      const absent: unknown = params.case;
      return redirect(`/people/${params.person}/notes/${params.note}?${input.words}${days}${String(absent)}`);
    },
  });
  assert.equal(typed.path, '/people/:person/notes/:note');
});

test('a page is given the model of its own template', () => {
  page('not-found', { title: 'Page not found' });
  // @ts-expect-error a model without what the template needs
  page('error', { title: 'x' });
  // @ts-expect-error a template that is not there
  page('nowhere', { title: 'x' });
});

test('what types cannot say is said when routes are defined', () => {
  const good = { ...whole, handler } satisfies Route<Permission>;
  assert.equal(defineRoutes<Permission, WebViewer>([good]).length, 1);
  assert.throws(() => defineRoutes<Permission, WebViewer>([good, good]), /declared twice/);
  assert.throws(() => defineRoutes<Permission, WebViewer>([{ ...good, audit: 'CASES LISTED' }]), /audit event/);
  assert.throws(() => defineRoutes<Permission, WebViewer>([{ ...good, purpose: 'person' }]), /:person/);
});
