import assert from 'node:assert/strict';
import test from 'node:test';
import type { Feature, Finding, MatterType, Missing, Source, StepType } from '../engines/vocabulary.ts';
import { features, findings, matterTypes, missings, sources, stepTypes } from '../engines/vocabulary.ts';
import { featureInWords, findingInWords, missingInWords, sourceInWords, typeInWords } from './record-words.ts';

test('every word of the record reads as words, and no two read alike', () => {
  const types = [...Object.keys(matterTypes), ...Object.keys(stepTypes)] as (MatterType | StepType)[];
  const lists = [
    types.map(typeInWords),
    (Object.keys(sources) as Source[]).map(sourceInWords),
    (Object.keys(findings) as Finding[]).map((finding) => findingInWords(finding).text),
    (features as readonly Feature[]).map(featureInWords),
    (missings as readonly Missing[]).map(missingInWords),
  ];
  for (const words of lists) {
    assert.equal(new Set(words).size, words.length);
    for (const word of words) assert.match(word, /^[A-Za-z][A-Za-z:, ]+$/);
  }
});

test('only elimination takes a matter out of every count, and a charge is not yet established', () => {
  const tones = Object.fromEntries(
    (Object.keys(findings) as Finding[]).map((each) => [each, findingInWords(each).tone]),
  );
  assert.deepEqual(
    Object.keys(tones).filter((each) => tones[each] === 'void'),
    ['eliminated'],
  );
  assert.equal(tones['charged'], 'open');
  assert.equal(tones['no-action'], 'ended');
  assert.equal(tones['withdrawn'], 'ended');
});
