/** The stream in parts: one complaint is one matter, no page is endless, and what is not shown is counted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TimelineItem } from '../../web/views.ts';
import { stepInWords } from './pages/step-words.ts';
import { mostOnAPage, type StreamItem, streamPage } from './pages/stream-page.ts';

const item = (id: string, day: number, matter: string | null = null): StreamItem => ({
  item: {
    type: 'item',
    id,
    kind: 'account',
    when: `day ${day}`,
    title: 'Incivility',
    source: 'Public complaint',
  } as TimelineItem,
  day,
  kind: 'account',
  source: 'public-complaint',
  finding: 'open',
  matter,
});
const ask = (query: Record<string, string> = {}) => ({
  query,
  url: '/people/1?kind=account',
  elsewhere: (id: string) => `/away#${id}`,
});

test('P-13 allegations under one number and one day stand as one matter; another day or number is another', () => {
  const { years } = streamPage(
    [item('a', 1, 'm'), item('x', 1), item('b', 1, 'm'), item('c', 2, 'm'), item('d', 2, 'n')],
    ask(),
  );
  const items = years.flatMap((year) => year.items);
  assert.deepEqual(
    items.map(({ type }) => type),
    ['matter', 'item', 'item', 'item'],
  );
  const [first] = items;
  assert.ok(first?.type === 'matter');
  assert.equal(first.title, 'One matter, 2 allegations');
  assert.deepEqual(
    first.items.map(({ id }) => id),
    ['a', 'b'],
  );
});

test('a long stream comes in parts with what is not shown, and the part of an entry can be asked for', () => {
  const many = Array.from({ length: mostOnAPage * 2 + 10 }, (_, index) => item(`e${index}`, index));
  const first = streamPage(many, ask());
  assert.equal(first.pages?.said, `Items 1 to 150 of 310. 160 are not on this page.`);
  assert.equal(first.pages?.before, undefined);
  assert.equal(first.pages?.after?.href, '/people/1?kind=account&page=2#stream');
  assert.equal(first.hrefOf('e3'), '#entry-e3');
  assert.equal(first.hrefOf('e305'), '/away#e305');
  const last = streamPage(many, ask({ at: 'e305' }));
  assert.equal(last.pages?.said, 'Items 301 to 310 of 310. 300 are not on this page.');
  assert.equal(streamPage(many, ask({ page: '99' })).pages?.said, first.pages?.said);
  assert.equal(streamPage(many.slice(0, 5), ask()).pages, undefined);
});

test('a matter is never broken over two pages', () => {
  const many = Array.from({ length: mostOnAPage - 1 }, (_, index) => item(`e${index}`, index));
  const { years } = streamPage([...many, item('a', 999, 'm'), item('b', 999, 'm')], ask());
  assert.ok(!years.some((year) => year.items.some((each) => each.type === 'matter')));
});

test('steps read as plain English', () => {
  assert.equal(stepInWords('training-step', 'complete'), 'Training: course completed');
  assert.equal(stepInWords('restriction-step', 'lift'), 'Restriction: lifted');
});
