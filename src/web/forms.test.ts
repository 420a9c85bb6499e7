import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { csvOf } from './csv.ts';
import { fieldOf, readForm, urlWith } from './forms.ts';
import { formTokens, sealerFor } from './sealed.ts';
import { localPath } from './session.ts';

test('errors become a summary and what was typed is kept', () => {
  const schema = z.object({
    words: z.string().min(3, 'Say what happened'),
    day: z.iso.date('Enter a day'),
  });
  const read = readForm(schema, { words: 'a', day: 'soon', other: ['x', 'y'] });
  assert.ok(!read.ok);
  assert.deepEqual(read.form.errorList, [
    { text: 'Say what happened', href: '#words' },
    { text: 'Enter a day', href: '#day' },
  ]);
  assert.equal(fieldOf(read.form.values, 'words'), 'a');
  assert.equal(fieldOf(read.form.values, 'other'), 'x');
});

test('filters and sorting live in the address', () => {
  assert.equal(
    urlWith('/people/1?kind=record&page=2', { page: null, sort: 'known' }),
    '/people/1?kind=record&sort=known',
  );
  assert.equal(urlWith('/people/1?page=2', { page: null }), '/people/1');
});

test('a cell that a spreadsheet would run is made harmless; numbers stay numbers', () => {
  assert.equal(
    csvOf(
      ['a', 'b'],
      [
        ['=1+1', -3],
        ['say "so", twice', null],
      ],
    ),
    'a,b\r\n\'=1+1,-3\r\n"say ""so"", twice",\r\n',
  );
});

test('nothing opens a sealed cookie but the key and the purpose that sealed it', () => {
  const key = Buffer.alloc(32, 7);
  const random = (length: number) => Buffer.alloc(length, 9);
  const sealer = sealerFor(key, 'session', random);
  const sealed = sealer.seal({ subject: 'amina' });
  assert.deepEqual(sealer.open(sealed), { subject: 'amina' });
  assert.equal(sealerFor(key, 'signing-in', random).open(sealed), null);
  assert.equal(sealerFor(Buffer.alloc(32, 8), 'session', random).open(sealed), null);
  for (let at = 0; at < sealed.length; at += 7) {
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
    assert.equal(sealer.open(changed), null);
  }
  fc.assert(
    fc.property(fc.string(), (text) => sealer.open(text) === null),
    { seed: 11 },
  );
  const tokens = formTokens(key);
  assert.ok(tokens.isGood('a', tokens.tokenFor('a')));
  assert.ok(!tokens.isGood('b', tokens.tokenFor('a')));
  assert.ok(!tokens.isGood('a', undefined));
});

test('after signing in nobody is sent to another site', () => {
  assert.equal(localPath('/people/1?x=2'), '/people/1?x=2');
  for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', '', undefined, '/a\nb']) {
    assert.equal(localPath(bad), '/');
  }
});
