/** The record's own rules, without a database. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { features } from '../../../engines/vocabulary.ts';
import { circumstanceGroups } from './circumstance-groups.ts';
import { whyNotAnOutcome, whyNotAReason } from './closing-words.ts';
import { happenedSpan, type Precision } from './happened-span.ts';
import { maskColumn } from './mask-small.ts';
import { whyNotSafe } from './safe-summary.ts';
import { whySeverityReview } from './severity-review.ts';

const parts = (text: string) => {
  const [day = '', month = '', year = ''] = text.split('/');
  return { day, month, year };
};
const span = (precision: Precision | undefined, from = '//', to = '//') =>
  happenedSpan({ precision, from: parts(from), to: parts(to) }, '2026-03-06');

test('how precisely a day is known is kept: a year is its first and last day, and nobody makes up a day', () => {
  assert.deepEqual(span('day', '5/3/2026'), { from: '2026-03-05', to: '2026-03-05' });
  assert.deepEqual(span('month', '/2/2024'), { from: '2024-02-01', to: '2024-02-29' });
  assert.deepEqual(span('year', '//2004'), { from: '2004-01-01', to: '2004-12-31' });
  assert.deepEqual(span('between', '//2004', '/3/2006'), { from: '2004-01-01', to: '2006-03-31' });
  assert.deepEqual(span('not-known'), { from: null, to: null });
  // A year that is still running ends today.
  assert.deepEqual(span('year', '//2026'), { from: '2026-01-01', to: '2026-03-06' });
});

test('a day that is none, is to come or runs backwards is refused at its own field', () => {
  assert.deepEqual(span(undefined), { field: 'precision', text: 'Say how precisely the day is known' });
  for (const [precision, from, to, field] of [
    ['day', '31/2/2026', '//', 'happened'],
    ['day', '7/3/2026', '//', 'happened'],
    ['month', '/13/2024', '//', 'happened'],
    ['year', '//04', '//', 'happened'],
    ['between', '//2004', '//', 'happenedTo'],
    ['between', '//2006', '//2004', 'happenedTo'],
  ] as const)
    assert.equal((span(precision, from, to) as { field: string }).field, field, `${precision} ${from} ${to}`);
});

test('every circumstance is offered once', () => {
  const offered = circumstanceGroups.flatMap((group) => group.features);
  assert.deepEqual([...offered].sort(), [...features].sort());
});

test('P-24 a forbidden word beside something of substance is a reason; alone, however it is dressed, it is none', () => {
  const alone = [
    'It was only banter between colleagues on the team.',
    'This was just a bit of fun and a joke.',
    'The officer was not aware of it at all.',
    "She didn't mean it and was unaware of it.",
    'It is one person’s word against another’s.',
    'There were no independent witnesses to this.',
    'The search was lawful and within his powers.',
    'Banter, and one word against another.',
    'too short',
  ];
  for (const text of alone) assert.ok(whyNotAReason(text), text);
  const substance = [
    'He called it banter; two witnesses heard the slur, and he has written to her admitting it.',
    'The stop was lawful; the manner was not, and he has accepted that he shouted.',
    'Arrived forty minutes late three times in May because of a change of childcare.',
  ];
  for (const text of substance) assert.equal(whyNotAReason(text), null, text);
});

test('P-24 a note, a briefing or attendance alone is no outcome', () => {
  for (const text of [
    'He attended a briefing on it.',
    'An email was sent to all officers.',
    'I noted it and reminded them.',
    'Was present at the input.',
  ])
    assert.ok(whyNotAnOutcome(text), text);
  for (const text of [
    'Two assessed drives before she takes a car alone again.',
    'He attended the course and I observe three stops a week until May.',
  ])
    assert.equal(whyNotAnOutcome(text), null, text);
});

test('REC-06.3 what makes somebody look at gravity again: the class, the first word for it, a circumstance, or a like one before', () => {
  assert.match(whySeverityReview({ type: 'sexual-harassment' }, []) ?? '', /sexual matter/);
  assert.match(whySeverityReview({ type: 'incivility', said: 'domestic-abuse' }, []) ?? '', /domestic abuse/);
  assert.match(
    whySeverityReview({ type: 'offensive-messages', features: ['racist'] }, []) ?? '',
    /discrimination circumstance/,
  );
  assert.equal(whySeverityReview({ type: 'incivility' }, [{ type: 'driving' }]), null);
  assert.match(whySeverityReview({ type: 'driving' }, [{ type: 'driving' }]) ?? '', /second/);
  assert.match(
    whySeverityReview({ type: 'driving' }, [{ type: 'other', said: 'driving' }, { type: 'driving' }]) ?? '',
    /third/,
  );
});

test('P-32 a count under five is not shown, nor the one that would give it away', () => {
  assert.deepEqual(maskColumn([12, 3, 7]), [12, null, null]);
  assert.deepEqual(maskColumn([12, 3, 2]), [12, null, null]);
  assert.deepEqual(maskColumn([12, 0, 7]), [12, 0, 7]);
});

test('a summary names nobody, gives no address and no telephone number', () => {
  const good = 'Said to have pushed a caller at the front counter.';
  assert.equal(whyNotSafe(good, ['Rowan Ashdown']), null);
  for (const text of [
    'Ashdown is said to have pushed a caller.',
    'Write to jo@example.org about the push.',
    'Ring 020 7946 0018 about the push.',
    'short',
  ])
    assert.ok(whyNotSafe(text, ['Rowan Ashdown']), text);
});
