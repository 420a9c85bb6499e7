/** A page for one version of a procedure: a drawing, and tables of its stages, moves, clocks and notices with sources. */
import type { Clock, Code, Length, Move, Notice, ProcedureDefinition, Sourced, Trigger } from './types.ts';
import { fingerprintOf } from './version-for.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row)].join('\n');
const list = (words: readonly string[]): string => (words.length === 0 ? '–' : words.join('; '));
const sourceOf = ({ source, isConfirmed }: Sourced): string =>
  isConfirmed ? source : `${source} **(to be confirmed)**`;

const units: Readonly<Record<Length['unit'], readonly [one: string, many: string]>> = {
  'working-days': ['working day', 'working days'],
  days: ['day', 'days'],
  weeks: ['week', 'weeks'],
  months: ['month', 'months'],
};
/** `4 weeks`, `1 working day`. */
const inWords = ({ amount, unit }: Length): string => `${amount} ${units[unit][amount === 1 ? 0 : 1]}`;

/** File name of a version's page. */
export const pageOf = ({ code, version }: Pick<ProcedureDefinition, 'code' | 'version'>): string =>
  `${code}-${version}.md`;

export function toMarkdown(definition: ProcedureDefinition): string {
  const { name, version, purpose, from, to, binding, nation, area, transitional, service } = definition;
  const sections = [
    `# ${name}, version ${version}`,
    `${purpose}`,
    table(
      ['', ''],
      [
        ['Where', `${nation}; ${area}`],
        ['Bound by', `${binding.words}, from ${from} ${to === null ? 'on' : `to ${to}`}`],
        ['Source', sourceOf(definition)],
        ...(transitional ? [['Carried over', transitional]] : []),
        ['Fingerprint', `\`${fingerprintOf(definition).slice(0, 16)}\``],
      ],
    ),
    `## Drawing\n\n${drawing(definition)}`,
    `## Stages\n\n${stageTable(definition)}`,
    `## Moves\n\n${moveTable(definition)}`,
    `## Clocks\n\n${clockTable(definition)}`,
    `## Notices\n\n${noticeTable(definition)}`,
    `## Service\n\n${table(
      ['sent by', 'counts as served', 'source'],
      service.map((rule) => [rule.method, served(rule.served, rule.until), sourceOf(rule)]),
    )}`,
    `## Walls\n\n${table(
      ['who', 'where'],
      definition.walls.map((wall) => [
        wall.refusal,
        wall.isEverywhere ? 'everywhere' : wallMoves(definition, wall.code),
      ]),
    )}`,
  ];
  if (definition.modes.length > 0) sections.push(`## Modes\n\n${modeTable(definition)}`);
  return `${sections.join('\n\n')}\n`;
}

const served = (rule: string, until: string | undefined): string =>
  `${rule.replaceAll('-', ' ')}${until === undefined ? '' : `, that day before ${until}`}`;

const wallMoves = ({ moves }: ProcedureDefinition, code: Code): string =>
  list(moves.filter(({ walls }) => walls?.includes(code)).map(({ name }) => name));

function drawing({ stages, moves, start }: ProcedureDefinition): string {
  const id = (code: Code) => code.replaceAll('-', '_');
  const text = (words: string) => `"${words.replaceAll('"', "'")}"`;
  const boxes = stages.map(({ code, name, isEnd, goesOnIn }) => {
    const label = text(goesOnIn ? `${name}<br>goes on in: ${goesOnIn}` : name);
    return `  ${id(code)}${isEnd ? `([${label}])` : `[${label}]`}`;
  });
  const lines = moves.flatMap(({ from, to, name }) => from.map((code) => `  ${id(code)} -->|${text(name)}| ${id(to)}`));
  return ['```mermaid', 'flowchart TD', `  begin(( )) --> ${id(start)}`, ...boxes, ...lines, '```'].join('\n');
}

function stageTable({ stages, roles }: ProcedureDefinition): string {
  return table(
    ['stage', 'what it means', 'who answers for it', 'source'],
    stages.map((stage) => [
      `${stage.name}${stage.isEnd ? ' (end)' : ''}${stage.goesOnIn ? `, goes on in ${stage.goesOnIn}` : ''}`,
      stage.meaning,
      roles[stage.accountable] ?? stage.accountable,
      sourceOf(stage),
    ]),
  );
}

function moveTable(definition: ProcedureDefinition): string {
  const { moves, roles, stages, requirements } = definition;
  const stageName = (code: Code) => stages.find((each) => each.code === code)?.name ?? code;
  const need = (code: Code) => requirements.find((each) => each.code === code)?.words ?? code;
  return table(
    ['move', 'from', 'to', 'by', 'needs first', 'kept with it', 'second person', 'source'],
    moves.map((move) => [
      `${move.name}${move.isSoftening ? ' (softer)' : ''}`,
      list(move.from.map(stageName)),
      stageName(move.to),
      list(move.by.map((role) => roles[role] ?? role)),
      list(move.needs.map(need)),
      list([...(move.reasons ? ['written reasons'] : []), ...(move.snapshot ? ['what the decider saw'] : [])]),
      secondWords(definition, move),
      sourceOf(move),
    ]),
  );
}

function secondWords({ conditions }: ProcedureDefinition, { second }: Move): string {
  if (!second) return '–';
  const when = second.when === 'always' ? 'always' : `for ${list(second.when.map((code) => conditions[code] ?? code))}`;
  return `${when}; outside ${second.outside.join(', ')}`;
}

/** What a trigger is, in words. */
function triggerWords(definition: ProcedureDefinition, trigger: Trigger): string {
  const named = (each: readonly { readonly code: Code; readonly name: string }[], code: Code) =>
    each.find((one) => one.code === code)?.name ?? code;
  switch (trigger.on) {
    case 'opened':
      return 'the case is opened';
    case 'binding':
      return definition.binding.words;
    case 'ended':
      return 'the end of the case';
    case 'move':
      return `“${named(definition.moves, trigger.move)}”`;
    case 'enter':
      return `coming to “${named(definition.stages, trigger.stage)}”`;
    case 'fact':
      return definition.facts[trigger.fact] ?? trigger.fact;
    default:
      return `“${named(definition.notices, trigger.notice)}” ${trigger.on}`;
  }
}

function clockTable(definition: ProcedureDefinition): string {
  const { roles, parties, clocks } = definition;
  const words = (triggers: readonly Trigger[]) => list(triggers.map((each) => triggerWords(definition, each)));
  const somebody = (code: Code) => parties[code] ?? roles[code] ?? code;
  return table(
    [
      'clock',
      'from',
      'length',
      'done by',
      'ends with',
      'pauses',
      'extended by',
      'owed by, to',
      'when late',
      'state',
      'source',
    ],
    clocks.map((clock) => [
      `${clock.name}${clock.isReview ? ' (never paused)' : ''}${clock.isRight ? ' (a right)' : ''}`,
      `${words(clock.starts)}${clock.from === 'binding' ? `, counted from: ${definition.binding.words}` : ''}`,
      lengthWords(clock),
      words(clock.done),
      clock.noStop ?? words(clock.ends),
      list(
        clock.pauses.map(
          (ground) => `${ground.words}${ground.most ? `, at most ${inWords(ground.most)} at a time` : ''}`,
        ),
      ),
      extensionWords(clock, roles),
      `${somebody(clock.owner)}, to ${somebody(clock.owedTo)}${modeWords(clock, somebody)}`,
      clock.isRight ? clock.late.consequence : `${clock.late.consequence} Climbs to: ${somebody(clock.late.climbsTo)}`,
      clock.isConfirmed ? 'on' : 'off until confirmed',
      sourceOf(clock),
    ]),
  );
}

function lengthWords({ length, repeats, counting, ifNotWorking }: Clock): string {
  const parts = [inWords(length)];
  if (counting === 'from-the-day') parts.push('the day itself is the first');
  if (ifNotWorking) parts.push(`on a day off: the ${ifNotWorking.replaceAll('-', ' ')}`);
  if (repeats)
    parts.push(
      `then every ${inWords(repeats.every)} from ${repeats.from === 'done' ? 'the last' : 'the day it was due'}`,
    );
  return parts.join(', ');
}

function extensionWords({ extension }: Clock, roles: ProcedureDefinition['roles']): string {
  if (!extension) return 'nobody';
  const most = extension.most ? `, by ${inWords(extension.most)} at most` : '';
  return `${list(extension.by.map((role) => roles[role] ?? role))}${most}`;
}

const modeWords = ({ inMode }: Clock, somebody: (code: Code) => string): string =>
  (inMode ?? [])
    .map((each) => `; ${each.mode}: ${each.owner ? `by ${somebody(each.owner)}, ` : ''}to ${somebody(each.owedTo)}`)
    .join('');

function noticeTable(definition: ProcedureDefinition): string {
  const { notices, clocks, parties } = definition;
  const clockName = (notice: Notice) => clocks.find(({ code }) => code === notice.within)?.name;
  return table(
    ['notice', 'to', 'owed from', 'within', 'must say', 'order', 'source'],
    notices.map((notice) => [
      notice.name,
      parties[notice.to] ?? notice.to,
      list(notice.owedOn.map((each) => triggerWords(definition, each))),
      clockName(notice) ?? 'no day set',
      list(notice.contains.map(({ words }) => words)),
      orderWords(definition, notice),
      sourceOf(notice),
    ]),
  );
}

function orderWords({ notices }: ProcedureDefinition, { after }: Notice): string {
  if (!after) return '–';
  const first = notices.find(({ code }) => code === after.notice)?.name ?? after.notice;
  return `after “${first}”, for ${inWords(after.atMost)} at most; else with a recorded reason: ${list(after.exceptions.map(({ words }) => words))}`;
}

function modeTable(definition: ProcedureDefinition): string {
  return table(
    ['mode', 'what it means', 'set by', 'source'],
    definition.modes.map((mode) => [
      mode.name,
      mode.owedTo
        ? `${mode.meaning} What is owed is owed to ${definition.parties[mode.owedTo] ?? mode.owedTo}.`
        : mode.meaning,
      list(mode.setOn.map((each) => triggerWords(definition, each))),
      sourceOf(mode),
    ]),
  );
}

/** Every page by its file name, with a list of them. */
export function toPages(definitions: readonly ProcedureDefinition[]): ReadonlyMap<string, string> {
  const rows = definitions.map((each) => {
    const off = each.clocks.filter(({ isConfirmed }) => !isConfirmed).length;
    const days = `${each.from} ${each.to === null ? 'on' : `to ${each.to}`}`;
    const link = `[${each.name}, version ${each.version}](${pageOf(each)})`;
    return [link, each.binding.words, days, `${each.clocks.length}`, `${off}`];
  });
  const head = [
    '# Procedures',
    'Made from the definitions in `src/rooms/cases/procedures` by `npm run procedures`; do not edit. A case is bound to a version',
    'by the day of the event named, and stays under it. A clock whose rule is still to be confirmed is shown and is off.',
  ].join('\n');
  const readme = `${head.replace('# Procedures\n', '# Procedures\n\n')}\n\n${table(['procedure', 'bound by', 'in force', 'clocks', 'to be confirmed'], rows)}\n`;
  return new Map([['README.md', readme], ...definitions.map((each) => [pageOf(each), toMarkdown(each)] as const)]);
}
