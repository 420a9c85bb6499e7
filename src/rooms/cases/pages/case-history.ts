/** Everything that was done in a case, in order: who, when and why. */
import { instantInWords } from '../../../web/plain-dates.ts';
import type { DataCell, DataTableView } from '../../../web/views.ts';
import type { CaseFile } from '../actions/case-file.ts';
import { isResult, results } from '../rules/results.ts';

type Name = (id: string | null) => string;

interface Line {
  readonly at: number;
  readonly what: string;
  readonly who: string;
  readonly why: string;
  readonly href?: string | undefined;
}

const kinds = {
  opened: 'Bound to its rules',
  move: 'Move',
  fact: 'Noted',
  notice: 'Told',
  pause: 'Clock paused',
  resume: 'Pause ended',
  extend: 'Clock extended',
  corrected: 'Recorded in error',
  rebound: 'Bound to other rules',
} as const;

function eventLine(file: CaseFile, row: CaseFile['rows'][number], name: Name): Line {
  const { definition } = file;
  const named =
    row.kind === 'move'
      ? definition.moves.find((each) => each.code === row.code)?.name
      : row.kind === 'notice'
        ? definition.notices.find((each) => each.code === row.code)?.name
        : row.kind === 'fact'
          ? definition.facts[row.code]
          : undefined;
  const until = row.until ? ` until ${row.until}` : '';
  const second = row.second_person ? `; agreed by ${name(row.second_person)}` : '';
  return {
    at: row.recorded_at.getTime(),
    what: `${named ? (row.kind === 'move' ? named : `${kinds[row.kind]}: ${named}`) : kinds[row.kind]}${until}`,
    who: `${name(row.decided_by)}${second}`,
    why: row.reasons ?? '',
    href: row.letter ? `/cases/${file.opened.id}/letters/${row.letter}` : undefined,
  };
}

const ownerWords = {
  holds: 'Holds it until an owner is named',
  named: 'Became its owner',
  offered: 'Offered to',
  accepted: 'Accepted it and owns it',
  'sent-back': 'Sent it back',
  'taken-back': 'Offer taken back from',
} as const;

/** The latest first. */
export function historyTable(file: CaseFile, name: Name): DataTableView {
  const lines: Line[] = [
    ...file.rows.map((row) => eventLine(file, row, name)),
    ...file.lines.map((line) => ({
      at: line.recorded_at.getTime(),
      what: line.kind === 'offered' ? `${ownerWords.offered} ${name(line.person)}` : ownerWords[line.kind],
      who: line.kind === 'offered' ? name(line.recorded_by) : name(line.person),
      why: line.reasons ?? '',
    })),
    ...file.decisions.map((decision) => {
      const one = file.allegations.find((each) => each.id === decision.allegation);
      const result = isResult(decision.result) ? results[decision.result].text : decision.result;
      return {
        at: decision.recorded_at.getTime(),
        what: `Allegation ${one?.ordinal ?? ''} decided: ${result.toLowerCase()}`,
        who: name(decision.decided_by),
        why: decision.reasons,
      };
    }),
  ];
  const ordered = lines
    .map((line, index) => ({ line, index }))
    .sort((a, b) => b.line.at - a.line.at || b.index - a.index);
  return {
    caption: 'Everything that was done, the latest first',
    columns: [{ text: 'When' }, { text: 'What' }, { text: 'Who' }, { text: 'Why' }],
    rows: ordered.map(({ line }): DataCell[] => [
      { text: instantInWords(line.at) },
      { text: line.what, href: line.href },
      { text: line.who },
      { text: line.why },
    ]),
  };
}
