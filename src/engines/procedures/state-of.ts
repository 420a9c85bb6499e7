/**
 * What is true of a case on a day: a fold over its events in the order in which they were recorded. Nothing becomes true
 * because a job ran (P-22): the same events and day give the same answer, and an event after the day counts for nothing.
 */
import { type Day, dayToIso, isoToDay } from '../history.ts';
import { endOf } from './calendar.ts';
import {
  clockState,
  doPeriod,
  endRun,
  openPeriod,
  type Pause,
  type Period,
  type Run,
  reckon,
  startRun,
} from './clock-run.ts';
import { firstOf, keysOf, type SetOff, serviceDay, setOffBy } from './triggers.ts';
import type {
  CaseEvent,
  CaseState,
  Code,
  EventOf,
  IsoDay,
  Move,
  Notice,
  NoticeState,
  ProcedureDefinition,
  Rulebook,
} from './types.ts';
import { findVersion } from './version-for.ts';

/** A notice owed once, and what became of it. */
interface Owed {
  readonly notice: Notice;
  readonly since: Day;
  sent: EventOf<'notice'> | null;
  endedOn: Day | null;
  /** The period of its clock that it was due in. */
  inPeriod: { readonly run: Run; readonly period: Period } | null;
}

interface Folding {
  definition: ProcedureDefinition;
  readonly rulebook: Rulebook;
  readonly opened: EventOf<'opened'>;
  stage: Code;
  mode: Code | null;
  readonly stood: { stage: Code; from: IsoDay; by: string }[];
  readonly facts: Record<Code, IsoDay>;
  readonly runs: Run[];
  readonly pauses: Pause[];
  readonly owed: Owed[];
  readonly rebound: { from: number; to: number; on: IsoDay; reason: string }[];
  readonly problems: string[];
}

/** Ids of events recorded in error. A correction may itself be corrected, so the last word is read first. */
export function correctedBy(events: readonly CaseEvent[]): ReadonlySet<string> {
  const gone = new Set<string>();
  for (const event of [...events].reverse()) {
    if (event.kind === 'corrected' && !gone.has(event.id)) gone.add(event.event);
  }
  return gone;
}

/** Throws RangeError for events that do not begin with the opening of a case under a version of the rulebook. */
export function stateOf(rulebook: Rulebook, events: readonly CaseEvent[], today: IsoDay): CaseState {
  const folding = fold(rulebook, events, today);
  const { definition, opened, rebound, problems, stood, facts } = folding;
  const mode = definition.modes.find(({ code }) => code === folding.mode) ?? null;
  const at = { nation: definition.nation, today: isoToDay(today), procedure: definition.code, mode };
  return {
    procedure: definition.code,
    version: definition.version,
    bindingOn: opened.bindingOn,
    today,
    stage: folding.stage,
    stageSince: stood.at(-1)!.from,
    isEnded: definition.stages.find(({ code }) => code === folding.stage)?.isEnd === true,
    mode: folding.mode,
    stood,
    facts,
    clocks: folding.runs.map((run) => clockState(run, folding.pauses, at)),
    notices: folding.owed.filter(({ endedOn }) => endedOn === null).map((owed) => noticeState(folding, owed)),
    rebound,
    problems,
  };
}

function fold(rulebook: Rulebook, events: readonly CaseEvent[], today: IsoDay): Folding {
  const heard = events.filter(({ on }) => on <= today);
  const gone = correctedBy(heard);
  const [opened] = heard;
  if (opened?.kind !== 'opened') throw new RangeError('a case begins with its opening');
  const definition = findVersion(rulebook, opened.procedure, opened.version);
  if (!definition) throw new RangeError(`no version ${opened.version} of ${opened.procedure} is in the rulebook`);
  const folding: Folding = {
    ...{ definition, rulebook, opened, stage: definition.start, mode: null },
    stood: [{ stage: definition.start, from: opened.on, by: opened.id }],
    ...{ facts: {}, runs: [], pauses: [], owed: [], rebound: [], problems: [] },
  };
  heard.forEach((event, at) => {
    if (!gone.has(event.id)) take(folding, event, at);
  });
  return folding;
}

function take(folding: Folding, event: CaseEvent, at: number): void {
  const { definition, problems } = folding;
  let move: Move | undefined;
  switch (event.kind) {
    case 'opened':
      if (at > 0) problems.push(`A case is opened once; ${event.id} opens it again.`);
      if (at > 0) return;
      break;
    case 'move':
      move = takeMove(folding, event);
      break;
    case 'fact':
      if (definition.facts[event.fact] === undefined)
        problems.push(`${event.fact} is not something this rule knows of.`);
      else if (folding.facts[event.fact] === undefined || event.on < folding.facts[event.fact]!)
        folding.facts[event.fact] = event.on;
      break;
    case 'notice':
      takeNotice(folding, event);
      break;
    case 'pause':
      folding.pauses.push({ at, event, from: isoToDay(event.on), until: isoToDay(event.until) });
      break;
    case 'resume':
      takeResume(folding, event);
      break;
    case 'extend':
      takeExtension(folding, event, at);
      break;
    case 'rebound':
      takeRebinding(folding, event);
      break;
    case 'corrected':
      break;
  }
  const setOff = setOffBy(definition, event, move);
  setClocks(folding, event, setOff);
  setNotices(folding, event, setOff);
  for (const mode of definition.modes) if (firstOf(setOff, mode.setOn) !== null) folding.mode = mode.code;
}

function takeMove(folding: Folding, event: EventOf<'move'>): Move | undefined {
  const { definition, stage } = folding;
  const move = definition.moves.find(({ code }) => code === event.move);
  if (!move?.from.includes(stage)) {
    folding.problems.push(`${move?.name ?? event.move} does not go from ${stage}; ${event.id} changed nothing.`);
    return undefined;
  }
  folding.stage = move.to;
  folding.stood.push({ stage: move.to, from: event.on, by: event.id });
  return move;
}

function takeNotice(folding: Folding, event: EventOf<'notice'>): void {
  const notice = folding.definition.notices.find(({ code }) => code === event.notice);
  if (!notice) {
    folding.problems.push(`${event.notice} is not a notice of this rule.`);
    return;
  }
  const owed = folding.owed.find((each) => each.notice.code === notice.code && !each.sent && each.endedOn === null);
  const run = lastRun(folding, notice.within);
  const period = run ? openPeriod(run) : null;
  const inPeriod = run && period ? { run, period } : null;
  if (owed) Object.assign(owed, { sent: event, inPeriod });
  else folding.owed.push({ notice, since: isoToDay(event.on), sent: event, endedOn: null, inPeriod });
}

function takeResume(folding: Folding, event: EventOf<'resume'>): void {
  const index = folding.pauses.findIndex((pause) => pause.event.id === event.pause);
  const pause = folding.pauses[index];
  if (!pause) folding.problems.push(`${event.id} ends a pause that is not there.`);
  else folding.pauses[index] = { ...pause, until: Math.min(pause.until, isoToDay(event.on) - 1) };
}

function takeExtension(folding: Folding, event: EventOf<'extend'>, at: number): void {
  const run = lastRun(folding, event.clock);
  const period = run ? openPeriod(run) : null;
  if (period) period.extensions.push({ at, event });
  else folding.problems.push(`${event.clock} is not running; ${event.id} extends nothing.`);
}

function takeRebinding(folding: Folding, event: EventOf<'rebound'>): void {
  const { definition: old, stage, problems } = folding;
  const next = findVersion(folding.rulebook, event.procedure, event.version);
  if (!next?.stages.some(({ code }) => code === stage)) {
    problems.push(`Version ${event.version} of ${event.procedure} cannot take up a case that stands in ${stage}.`);
    return;
  }
  folding.definition = next;
  folding.rebound.push({ from: old.version, to: next.version, on: event.on, reason: event.reason });
  if (!next.modes.some(({ code }) => code === folding.mode)) folding.mode = null;
  for (const run of folding.runs) rebindRun(folding, run, event);
}

function rebindRun(folding: Folding, run: Run, event: EventOf<'rebound'>): void {
  const period = openPeriod(run);
  if (!period) return;
  const { definition, pauses } = folding;
  const on = isoToDay(event.on);
  const due = reckon(run, period, pauses, definition.nation).due;
  period.before.push({ version: period.version, due, on, reason: event.reason });
  const clock = definition.clocks.find(({ code }) => code === run.code);
  if (!clock) {
    endRun(run, on, false);
    return;
  }
  Object.assign(run, { clock, version: definition.version });
  Object.assign(period, { clock, version: definition.version, floor: null });
  if (reckon(run, period, pauses, definition.nation).due < on) period.floor = due;
}

const lastRun = (folding: Folding, clock: Code | null): Run | null =>
  (clock !== null && folding.runs.findLast((run) => run.code === clock)) || null;

function setClocks(folding: Folding, event: CaseEvent, setOff: SetOff): void {
  if (setOff.size === 0) return;
  const { definition, pauses, runs } = folding;
  for (const run of runs) {
    const since = openPeriod(run)?.startedOn;
    if (since === undefined) continue;
    const [done, ended] = [firstOf(setOff, run.clock.done), firstOf(setOff, run.clock.ends)];
    const isDone = done !== null && done >= since;
    if (ended !== null) endRun(run, isDone ? done : ended, isDone);
    else if (isDone) doPeriod(run, done, pauses, definition.nation);
  }
  const isOver = definition.stages.find(({ code }) => code === folding.stage)?.isEnd === true;
  for (const clock of definition.clocks) {
    const day = firstOf(setOff, clock.starts);
    // What ends with the case does not begin after it; what is owed beyond its end does.
    if (day === null || (isOver && keysOf(clock.ends).includes('ended'))) continue;
    const running = lastRun(folding, clock.code);
    if (running && openPeriod(running)) {
      if (clock.again === 'first-counts') continue;
      endRun(running, day, false);
    }
    const since = clock.from === 'binding' ? isoToDay(folding.opened.bindingOn) : day;
    runs.push(startRun(clock, definition.version, (running?.ordinal ?? 0) + 1, since, event.id));
  }
}

function setNotices(folding: Folding, event: CaseEvent, setOff: SetOff): void {
  const { definition, owed } = folding;
  for (const each of owed) {
    const ended = firstOf(setOff, each.notice.ends);
    if (ended !== null && !each.sent) each.endedOn = ended;
  }
  const owe = (notice: Notice, since: Day) => {
    const isOwed = owed.some((each) => each.notice.code === notice.code && !each.sent && each.endedOn === null);
    if (!isOwed) owed.push({ notice, since, sent: null, endedOn: null, inPeriod: null });
  };
  for (const notice of definition.notices) {
    const day = firstOf(setOff, notice.owedOn);
    if (day !== null) owe(notice, day);
    // A notice within a clock that repeats is owed again as long as the clock runs.
    const run = lastRun(folding, notice.within);
    if (event.kind === 'notice' && event.notice === notice.code && run?.clock.repeats && openPeriod(run))
      owe(notice, isoToDay(event.on));
  }
}

function noticeState(folding: Folding, { notice, since, sent, inPeriod }: Owed): NoticeState {
  const { definition, pauses } = folding;
  const run = inPeriod?.run ?? (sent ? null : lastRun(folding, notice.within));
  const period = inPeriod?.period ?? (run ? openPeriod(run) : null);
  const isDated = run && period?.clock.isConfirmed;
  const due = isDated ? reckon(run, period, pauses, definition.nation).due : null;
  return {
    code: notice.code,
    name: notice.name,
    definition: notice,
    to: notice.to,
    owedSince: dayToIso(since),
    due: due === null ? null : dayToIso(due),
    waitsFor: sent ? null : waitOf(folding, notice, since, due),
    sentOn: sent?.on ?? null,
    servedOn: sent ? serviceDay(definition, sent) : null,
    exception: sent?.exception?.ground ?? null,
  };
}

/** What has to go first, while it is owed and not sent, and the last day of that order: never later than the notice's own. */
function waitOf(folding: Folding, notice: Notice, since: Day, due: Day | null): NoticeState['waitsFor'] {
  const { after } = notice;
  if (!after) return null;
  const isFirstOpen = folding.owed.some(
    (each) => each.notice.code === after.notice && !each.sent && each.endedOn === null,
  );
  if (!isFirstOpen) return null;
  const until = endOf(since, after.atMost, folding.definition.nation);
  return { notice: after.notice, until: dayToIso(due === null ? until : Math.min(until, due)) };
}
