/** Whether a definition can be run: every fault as a plain sentence. Definitions are checked where they are loaded. */
import { dayToIso, isoToDay } from '../history.ts';
import { isRealDay } from './considered.ts';
import { keysOf } from './triggers.ts';
import type { Clock, Code, Move, Notice, ProcedureDefinition, Rulebook, Trigger } from './types.ts';
import { versionsOf } from './version-for.ts';

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Faults of one definition; empty when it is well. */
export function checkDefinition(definition: ProcedureDefinition): string[] {
  return [
    ...checkHead(definition),
    ...checkCodes(definition),
    ...checkStages(definition),
    ...definition.moves.flatMap((move) => checkMove(definition, move)),
    ...definition.clocks.flatMap((clock) => checkClock(definition, clock)),
    ...definition.notices.flatMap((notice) => checkNotice(definition, notice)),
    ...definition.modes.flatMap((mode) => [
      ...checkTriggers(definition, `The mode ${mode.code}`, mode.setOn),
      ...(mode.setOn.length === 0 ? [`Nothing sets the mode ${mode.code}.`] : []),
      ...(mode.owedTo !== undefined && definition.parties[mode.owedTo] === undefined
        ? [`In the mode ${mode.code} things are owed to nobody: there is no party ${mode.owedTo}.`]
        : []),
    ]),
    ...checkUse(definition),
  ];
}

/** Faults of every version, and whether the versions of one procedure follow each other day by day. */
export function checkRulebook(rulebook: Rulebook): string[] {
  const versions = versionsOf(rulebook);
  const faults = versions.flatMap((each) =>
    checkDefinition(each).map((fault) => `${each.code} version ${each.version}: ${fault}`),
  );
  for (const code of new Set(versions.map((each) => each.code)))
    faults.push(...checkSuccession(versions.filter((each) => each.code === code)));
  return faults;
}

function checkSuccession(versions: readonly ProcedureDefinition[]): string[] {
  const inOrder = [...versions].sort((a, b) => (a.from < b.from ? -1 : 1));
  return inOrder.slice(1).flatMap((later, index) => {
    const { code, version, to } = inOrder[index]!;
    const faults: string[] = [];
    if (later.version <= version)
      faults.push(`${code}: version ${later.version} comes after version ${version} and has no higher number.`);
    if (to === null || to >= later.from)
      faults.push(`${code}: versions ${version} and ${later.version} are both in force on ${later.from}.`);
    else if (dayToIso(isoToDay(to) + 1) !== later.from)
      faults.push(`${code}: no version is in force between ${to} and ${later.from}.`);
    return faults;
  });
}

function checkHead({ code, version, from, to, source, binding, facts }: ProcedureDefinition): string[] {
  const faults: string[] = [];
  if (!kebab.test(code)) faults.push(`The code ${code} is not written in lower case with hyphens.`);
  if (!Number.isInteger(version) || version < 1) faults.push(`${version} is not the number of a version.`);
  for (const day of [from, to])
    if (day !== null && !isRealDay(day)) faults.push(`${day} is not a day of the calendar.`);
  if (to !== null && to < from) faults.push(`It ends on ${to}, before it begins on ${from}.`);
  if (source.trim() === '') faults.push('It names no legal source.');
  if (facts[binding.event] === undefined) faults.push(`It binds by ${binding.event}, which is not among its facts.`);
  return faults;
}

function checkCodes(definition: ProcedureDefinition): string[] {
  const lists = ['stages', 'moves', 'clocks', 'notices', 'requirements', 'walls', 'modes'] as const;
  return lists.flatMap((list) => {
    const codes = definition[list].map(({ code }) => code);
    const twice = new Set(codes.filter((code, index) => codes.indexOf(code) !== index));
    const odd = codes.filter((code) => !kebab.test(code));
    const unsourced = definition[list].filter((each) => 'source' in each && each.source.trim() === '');
    return [
      ...[...twice].map((code) => `Two ${list} are called ${code}.`),
      ...odd.map((code) => `${code} in ${list} is not written in lower case with hyphens.`),
      ...unsourced.map(({ code }) => `${code} in ${list} names no legal source.`),
    ];
  });
}

function checkStages({ stages, moves, start, roles }: ProcedureDefinition): string[] {
  const codes = stages.map(({ code }) => code);
  const faults: string[] = [];
  if (!codes.includes(start)) faults.push(`It starts at ${start}, which is not one of its stages.`);
  const reached = spread([start], (stage) => moves.filter(({ from }) => from.includes(stage)).map(({ to }) => to));
  const ends = stages.filter(({ isEnd }) => isEnd).map(({ code }) => code);
  const ending = spread(ends, (stage) => moves.filter(({ to }) => to === stage).flatMap(({ from }) => from));
  if (ends.length === 0) faults.push('It has no end.');
  for (const { code, isEnd, accountable, meaning } of stages) {
    const goesOn = moves.some(({ from }) => from.includes(code));
    if (!reached.has(code)) faults.push(`No move leads to the stage ${code}.`);
    if (!isEnd && !goesOn) faults.push(`The stage ${code} is a dead end.`);
    else if (!isEnd && !ending.has(code)) faults.push(`From the stage ${code} no end can be reached.`);
    if (isEnd && goesOn) faults.push(`The stage ${code} is an end and a move leads out of it.`);
    if (roles[accountable] === undefined)
      faults.push(`Nobody known answers for the stage ${code}: there is no role ${accountable}.`);
    if (meaning.trim() === '') faults.push(`The stage ${code} does not say what it means.`);
  }
  return faults;
}

/** Everything that can be reached from some codes by stepping. */
function spread(from: readonly Code[], step: (code: Code) => readonly Code[]): ReadonlySet<Code> {
  const found = new Set(from);
  for (const code of found) for (const next of step(code)) found.add(next);
  return found;
}

function checkMove(definition: ProcedureDefinition, move: Move): string[] {
  const known = (list: readonly { readonly code: Code }[], code: Code) => list.some((each) => each.code === code);
  const name = `The move ${move.code}`;
  const { second } = move;
  const conditions = second && second.when !== 'always' ? second.when : [];
  const faults = [
    ...[...move.from, move.to]
      .filter((code) => !known(definition.stages, code))
      .map((code) => `${name} names the stage ${code}, which does not exist.`),
    ...move.by
      .filter((role) => definition.roles[role] === undefined)
      .map((role) => `${name} is for the role ${role}, which does not exist.`),
    ...move.needs
      .filter((code) => !known(definition.requirements, code))
      .map((code) => `${name} needs ${code}, which does not exist.`),
    ...(move.walls ?? [])
      .filter((code) => !known(definition.walls, code))
      .map((code) => `${name} names the wall ${code}, which does not exist.`),
    ...(move.onlyInModes ?? [])
      .filter((code) => !known(definition.modes, code))
      .map((code) => `${name} names the mode ${code}, which does not exist.`),
    ...conditions
      .filter((code) => definition.conditions[code] === undefined)
      .map((code) => `${name} asks for a second person on ${code}, which does not exist.`),
  ];
  if (move.by.length === 0) faults.push(`${name} is for nobody.`);
  if (move.from.length === 0) faults.push(`${name} starts nowhere.`);
  if (second && second.outside.length === 0)
    faults.push(`${name} has a second person who need not stand outside anything.`);
  if (move.isSoftening && !second) faults.push(`${name} makes things lighter and needs no second person.`);
  if (move.isSoftening && !move.reasons) faults.push(`${name} makes things lighter without written reasons.`);
  return faults;
}

function checkTriggers(definition: ProcedureDefinition, name: string, triggers: readonly Trigger[]): string[] {
  return triggers.flatMap((trigger) => {
    const [what, isKnown] = meantBy(definition, trigger);
    return isKnown ? [] : [`${name} goes by ${what}, which does not exist.`];
  });
}

function meantBy(definition: ProcedureDefinition, trigger: Trigger): readonly [string, boolean] {
  switch (trigger.on) {
    case 'move':
      return [`the move ${trigger.move}`, definition.moves.some(({ code }) => code === trigger.move)];
    case 'enter':
      return [`the stage ${trigger.stage}`, definition.stages.some(({ code }) => code === trigger.stage)];
    case 'fact':
      return [`the fact ${trigger.fact}`, definition.facts[trigger.fact] !== undefined];
    case 'sent':
    case 'served':
      return [`the notice ${trigger.notice}`, definition.notices.some(({ code }) => code === trigger.notice)];
    default:
      return [trigger.on, true];
  }
}

function checkClock(definition: ProcedureDefinition, clock: Clock): string[] {
  const { roles, parties, modes } = definition;
  const name = `The clock ${clock.code}`;
  const faults = checkTriggers(definition, name, [...clock.starts, ...clock.done, ...clock.ends]);
  const isSomebody = (code: Code) => roles[code] !== undefined || parties[code] !== undefined;
  if (clock.starts.length === 0) faults.push(`Nothing starts the clock ${clock.code}.`);
  if (clock.done.length + clock.ends.length === 0 && !clock.noStop)
    faults.push(`Nothing stops the clock ${clock.code}, and no reason is given.`);
  if (clock.repeats && clock.ends.length === 0 && !clock.noStop) faults.push(`${name} repeats and nothing ends it.`);
  if (roles[clock.owner] === undefined) faults.push(`${name} is owned by nobody: there is no role ${clock.owner}.`);
  if (!isSomebody(clock.owedTo)) faults.push(`${name} is owed to nobody: there is no party or role ${clock.owedTo}.`);
  if (clock.late.consequence.trim() === '') faults.push(`${name} has no consequence when it is late.`);
  if (roles[clock.late.climbsTo] === undefined)
    faults.push(`${name} climbs to nobody: there is no role ${clock.late.climbsTo}.`);
  if (clock.late.climbsTo === clock.owner) faults.push(`${name} climbs to the one who owns it.`);
  for (const { amount, unit } of [clock.length, ...(clock.repeats ? [clock.repeats.every] : [])])
    if (!Number.isInteger(amount) || amount < 1) faults.push(`${name} lasts ${amount} ${unit}.`);
  if (clock.isReview && clock.pauses.length > 0) faults.push(`${name} is a review and can be paused.`);
  for (const { code, by } of [
    ...clock.pauses,
    ...(clock.extension ? [{ code: 'its extension', by: clock.extension.by }] : []),
  ]) {
    if (by.length === 0) faults.push(`${name}: nobody decides ${code}.`);
    for (const role of by)
      if (roles[role] === undefined)
        faults.push(`${name}: ${code} is decided by the role ${role}, which does not exist.`);
  }
  for (const each of clock.inMode ?? []) {
    if (!modes.some(({ code }) => code === each.mode))
      faults.push(`${name} names the mode ${each.mode}, which does not exist.`);
    if (!isSomebody(each.owedTo) || (each.owner !== undefined && roles[each.owner] === undefined))
      faults.push(`${name} is owed by or to nobody in the mode ${each.mode}.`);
  }
  return faults;
}

function checkNotice(definition: ProcedureDefinition, notice: Notice): string[] {
  const name = `The notice ${notice.code}`;
  const faults = checkTriggers(definition, name, [...notice.owedOn, ...(notice.ends ?? [])]);
  if (definition.parties[notice.to] === undefined)
    faults.push(`${name} goes to nobody: there is no party ${notice.to}.`);
  if (notice.contains.length === 0) faults.push(`${name} need not say anything.`);
  if (notice.owedOn.length === 0) faults.push(`Nothing makes the notice ${notice.code} owed.`);
  const clock = definition.clocks.find(({ code }) => code === notice.within);
  if (notice.within !== null && !clock)
    faults.push(`${name} is due within the clock ${notice.within}, which does not exist.`);
  const sends = [`sent:${notice.code}`, `served:${notice.code}`];
  if (clock && !keysOf([...clock.done, ...clock.ends]).some((key) => sends.includes(key)))
    faults.push(`${name} is due within the clock ${clock.code}, which goes on when it is sent.`);
  const { after } = notice;
  if (after && !definition.notices.some(({ code }) => code === after.notice))
    faults.push(`${name} waits for ${after.notice}, which does not exist.`);
  if (after && after.exceptions.length === 0)
    faults.push(`${name} waits for ${after.notice} without an exception: an order is not a veto.`);
  return faults;
}

/** What is declared and never used is a slip of the pen as often as not. */
function checkUse({
  requirements,
  conditions,
  moves,
  facts,
  binding,
  clocks,
  notices,
  modes,
}: ProcedureDefinition): string[] {
  const needed = new Set(moves.flatMap(({ needs }) => needs));
  const asked = new Set(moves.flatMap(({ second }) => (second && second.when !== 'always' ? second.when : [])));
  const triggers = [
    ...clocks.flatMap(({ starts, done, ends }) => [...starts, ...done, ...ends]),
    ...notices.flatMap(({ owedOn, ends }) => [...owedOn, ...(ends ?? [])]),
    ...modes.flatMap(({ setOn }) => setOn),
  ];
  const heard = new Set(keysOf(triggers));
  return [
    ...requirements.filter(({ code }) => !needed.has(code)).map(({ code }) => `No move needs ${code}.`),
    ...Object.keys(conditions)
      .filter((code) => !asked.has(code))
      .map((code) => `Nothing turns on the condition ${code}.`),
    ...Object.keys(facts)
      .filter((code) => code !== binding.event && !heard.has(`fact:${code}`))
      .map((code) => `Nothing turns on the fact ${code}.`),
  ];
}
