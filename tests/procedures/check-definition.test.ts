/** Plants each kind of fault in a sound definition and shows the sentence that names it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDefinition, checkRulebook } from '../../src/engines/procedures/check-definition.ts';
import type { Clock, Move, Notice, ProcedureDefinition, Stage } from '../../src/engines/procedures/types.ts';
import { rulebook } from '../../src/rooms/cases/procedures/rulebook.ts';
import { clockOf, ground, invented, procedure } from './invented.ts';

const sound = procedure([clockOf({ length: { amount: 4, unit: 'weeks' } })]);
const change = (rest: Partial<ProcedureDefinition>): ProcedureDefinition => ({ ...sound, ...rest });
const withMove = (rest: Partial<Move>): ProcedureDefinition =>
  change({ moves: [...sound.moves, { ...sound.moves[0]!, code: 'planted', ...rest }] });
const withClock = (rest: Partial<Clock>): ProcedureDefinition => change({ clocks: [{ ...sound.clocks[0]!, ...rest }] });
const withNotice = (rest: Partial<Notice>): ProcedureDefinition =>
  change({ notices: [{ ...sound.notices[0]!, ...rest }, ...sound.notices.slice(1)] });
const stage = (code: string, rest: Partial<Stage> = {}): Stage => ({ ...sound.stages[0]!, code, ...rest });
const nothing = { on: 'fact', fact: 'unheard-of' } as const;

const planted: readonly (readonly [what: string, definition: ProcedureDefinition, sentence: RegExp])[] = [
  ['a code in capitals', change({ code: 'Invented' }), /lower case with hyphens/],
  ['version nought', change({ version: 0 }), /not the number of a version/],
  ['a day that is none', change({ from: '2026-02-30' }), /2026-02-30 is not a day/],
  ['an end before its beginning', change({ to: '2011-01-01' }), /before it begins/],
  ['no source', change({ source: ' ' }), /names no legal source/],
  ['a binding event that is no fact', change({ binding: { event: 'unheard-of', words: '' } }), /binds by unheard-of/],
  ['two stages of one code', change({ stages: [...sound.stages, sound.stages[0]!] }), /Two stages are called open/],
  ['a move in capitals', withMove({ code: 'Planted' }), /Planted in moves/],
  [
    'a stage without a source',
    change({ stages: sound.stages.map((each) => ({ ...each, source: '' })) }),
    /open in stages names no legal source/,
  ],
  ['a start that is no stage', change({ start: 'nowhere' }), /starts at nowhere/],
  [
    'a stage that nothing reaches',
    change({ stages: [...sound.stages, stage('island', { isEnd: true })] }),
    /No move leads to the stage island/,
  ],
  [
    'a dead end',
    change({
      stages: [...sound.stages, stage('pit')],
      moves: [...sound.moves, { ...sound.moves[0]!, code: 'fall', to: 'pit' }],
    }),
    /The stage pit is a dead end/,
  ],
  [
    'a circle without an end',
    change({
      stages: [...sound.stages, stage('round')],
      moves: [
        ...sound.moves,
        { ...sound.moves[0]!, code: 'in', to: 'round' },
        { ...sound.moves[0]!, code: 'on', from: ['round'], to: 'round' },
      ],
    }),
    /From the stage round no end can be reached/,
  ],
  ['no end at all', change({ stages: sound.stages.map(({ isEnd: _, ...each }) => each) }), /It has no end/],
  ['a way out of an end', withMove({ from: ['closed'], to: 'open' }), /closed is an end and a move leads out/],
  [
    'a stage nobody answers for',
    change({ stages: sound.stages.map((each) => ({ ...each, accountable: 'ghost' })) }),
    /Nobody known answers for the stage open/,
  ],
  [
    'a stage without a meaning',
    change({ stages: sound.stages.map((each) => ({ ...each, meaning: '' })) }),
    /does not say what it means/,
  ],
  ['a move to no stage', withMove({ to: 'nowhere' }), /planted names the stage nowhere/],
  ['a move from nowhere', withMove({ from: [] }), /planted starts nowhere/],
  ['a move for an unknown role', withMove({ by: ['ghost'] }), /for the role ghost/],
  ['a move for nobody', withMove({ by: [] }), /planted is for nobody/],
  ['a move with an unknown need', withMove({ needs: ['unheard-of'] }), /needs unheard-of/],
  ['a move with an unknown wall', withMove({ walls: ['unheard-of'] }), /the wall unheard-of/],
  ['a move in an unknown mode', withMove({ onlyInModes: ['unheard-of'] }), /the mode unheard-of/],
  [
    'a second person on an unknown condition',
    withMove({ second: { when: ['unheard-of'], outside: ['unit'], words: '' } }),
    /second person on unheard-of/,
  ],
  [
    'a second person outside nothing',
    withMove({ second: { when: 'always', outside: [], words: '' } }),
    /need not stand outside/,
  ],
  [
    'a softening by one person',
    change({ moves: sound.moves.map(({ second: _, ...each }) => each) }),
    /soften makes things lighter and needs no second person/,
  ],
  ['a softening without reasons', withMove({ isSoftening: true, reasons: false }), /lighter without written reasons/],
  ['a clock that nothing starts', withClock({ starts: [] }), /Nothing starts the clock work/],
  ['a clock that nothing stops', withClock({ done: [], ends: [] }), /Nothing stops the clock work/],
  [
    'a repeating clock that nothing ends',
    withClock({ ends: [], repeats: { every: { amount: 4, unit: 'weeks' }, from: 'done' } }),
    /repeats and nothing ends it/,
  ],
  ['a clock started by an unknown fact', withClock({ starts: [nothing] }), /the fact unheard-of/],
  ['a clock done by an unknown move', withClock({ done: [{ on: 'move', move: 'unheard-of' }] }), /the move unheard-of/],
  [
    'a clock ended by an unknown stage',
    withClock({ ends: [{ on: 'enter', stage: 'unheard-of' }] }),
    /the stage unheard-of/,
  ],
  [
    'a clock done by an unknown notice',
    withClock({ done: [{ on: 'sent', notice: 'unheard-of' }] }),
    /the notice unheard-of/,
  ],
  ['a clock without an owner', withClock({ owner: 'ghost' }), /work is owned by nobody/],
  ['a clock owed to nobody', withClock({ owedTo: 'ghost' }), /owed to nobody/],
  [
    'a clock without a consequence',
    withClock({ late: { consequence: '', climbsTo: 'decider' } }),
    /no consequence when it is late/,
  ],
  ['a clock that climbs to nobody', withClock({ late: { consequence: 'x', climbsTo: 'ghost' } }), /climbs to nobody/],
  [
    'a clock that climbs to its owner',
    withClock({ late: { consequence: 'x', climbsTo: 'worker' } }),
    /climbs to the one who owns it/,
  ],
  ['a length of nothing', withClock({ length: { amount: 0, unit: 'days' } }), /lasts 0 days/],
  ['a review that can be paused', withClock({ isReview: true }), /is a review and can be paused/],
  ['a pause that nobody decides', withClock({ pauses: [{ ...ground, by: [] }] }), /nobody decides elsewhere/],
  [
    'an extension by an unknown role',
    withClock({ extension: { by: ['ghost'], ...invented } }),
    /its extension is decided by the role ghost/,
  ],
  [
    'a clock in an unknown mode',
    withClock({ inMode: [{ mode: 'unheard-of', owedTo: 'asker' }] }),
    /names the mode unheard-of/,
  ],
  [
    'a clock owed to nobody in a mode',
    withClock({ inMode: [{ mode: 'outside', owedTo: 'ghost' }] }),
    /by or to nobody in the mode outside/,
  ],
  ['a notice to nobody', withNotice({ to: 'ghost' }), /goes to nobody/],
  ['a notice that says nothing', withNotice({ contains: [] }), /need not say anything/],
  ['a notice never owed', withNotice({ owedOn: [] }), /Nothing makes the notice to-asker owed/],
  ['a notice within an unknown clock', withNotice({ within: 'unheard-of' }), /within the clock unheard-of/],
  ['a notice whose clock goes on when it is sent', withNotice({ within: 'work' }), /goes on when it is sent/],
  [
    'a notice after an unknown one',
    withNotice({ after: { notice: 'unheard-of', atMost: { amount: 1, unit: 'days' }, exceptions: [] } }),
    /waits for unheard-of, which does not exist/,
  ],
  [
    'an order that is a veto',
    withNotice({ after: { notice: 'to-other', atMost: { amount: 1, unit: 'days' }, exceptions: [] } }),
    /an order is not a veto/,
  ],
  ['a mode that nothing sets', change({ modes: [{ ...sound.modes[0]!, setOn: [] }] }), /Nothing sets the mode outside/],
  [
    'a mode in which things are owed to nobody',
    change({ modes: [{ ...sound.modes[0]!, owedTo: 'ghost' }] }),
    /things are owed to nobody/,
  ],
  [
    'a requirement that no move needs',
    change({ requirements: [...sound.requirements, { code: 'idle', words: '', refusal: '' }] }),
    /No move needs idle/,
  ],
  [
    'a condition that nothing turns on',
    change({ conditions: { ...sound.conditions, idle: '' } }),
    /Nothing turns on the condition idle/,
  ],
  ['a fact that nothing turns on', change({ facts: { ...sound.facts, idle: '' } }), /Nothing turns on the fact idle/],
];

describe('a definition is checked when it is loaded', () => {
  test('the invented procedure and the whole rulebook are sound', () => {
    assert.deepEqual(checkDefinition(sound), []);
    assert.deepEqual(checkRulebook(rulebook), []);
  });
  for (const [what, definition, sentence] of planted) {
    test(`${what} is found`, () => {
      assert.match(checkDefinition(definition).join('\n'), sentence);
    });
  }
});

describe('versions of one procedure follow each other day by day', () => {
  const version = (number: number, from: string, to: string | null) => change({ version: number, from, to });
  const faults = (...versions: ProcedureDefinition[]) => checkRulebook(versions).join('\n');
  test('without a gap all is well, in any order', () => {
    assert.equal(faults(version(2, '2025-05-28', null), version(1, '2020-02-01', '2025-05-27')), '');
  });
  test('a gap is found', () => {
    assert.match(
      faults(version(1, '2020-02-01', '2025-05-20'), version(2, '2025-05-28', null)),
      /no version is in force between 2025-05-20 and 2025-05-28/,
    );
  });
  test('an overlap is found, one without an end too', () => {
    assert.match(
      faults(version(1, '2020-02-01', '2025-05-28'), version(2, '2025-05-28', null)),
      /both in force on 2025-05-28/,
    );
    assert.match(faults(version(1, '2020-02-01', null), version(2, '2025-05-28', null)), /both in force/);
  });
  test('a later version with no higher number is found', () => {
    assert.match(faults(version(2, '2020-02-01', '2025-05-27'), version(1, '2025-05-28', null)), /no higher number/);
  });
});
