/** Tables of one case: both sides, what is due, what was sent, what allowed it. */
import { dayInWords, dueInWords, instantInWords, shortDay } from '../../../web/plain-dates.ts';
import type { DataTableView } from '../../../web/views.ts';
import type { CaseFile } from '../actions/case-file.ts';
import { counted } from '../rules/counted.ts';

export type Name = (id: string | null) => string;

/** Who a party is, in words. */
export function partyName(file: CaseFile, id: string, name: Name): string {
  const party = file.parties.find((each) => each.id === id);
  if (!party) return 'nobody named';
  if (party.person) return name(party.person);
  return party.role === 'subject' ? 'an officer not yet identified' : (party.name ?? 'not known');
}

export function partiesTable(file: CaseFile, name: Name, mayRead: boolean): DataTableView {
  const side = { complainant: 'Complainant', representative: 'Acts for the complainant', subject: 'Officer' } as const;
  return {
    caption: `Both sides: ${counted(file.parties.length, 'involvement')}`,
    columns: [{ text: 'Part' }, { text: 'Who' }, { text: 'What is known' }],
    rows: file.parties.map((party) => [
      { text: side[party.role] },
      {
        text: partyName(file, party.id, name),
        href: mayRead && party.role === 'subject' && party.person ? `/people/${party.person}` : undefined,
      },
      party.person || party.role !== 'subject'
        ? { text: party.description ?? '' }
        : {
            text: [party.description, party.at_place, party.at_time, party.unit].filter(Boolean).join('; '),
            under: party.identify_by ? `to be identified by ${dayInWords(party.identify_by)}` : undefined,
          },
    ]),
  };
}

export function clocksTable(file: CaseFile, name: Name, today: string): DataTableView {
  const owner = (code: string): string =>
    ['case-owner', 'handler', 'case-investigator'].includes(code)
      ? name(file.ownership.person)
      : (file.definition.roles[code] ?? code);
  return {
    caption: 'What is due, done and late',
    columns: [{ text: 'Clock' }, { text: 'Owed by' }, { text: 'Due' }, { text: 'Done' }, { text: 'Rule' }],
    rows: file.state.clocks.flatMap((clock) =>
      clock.periods.map((period) => [
        { text: clock.name, under: clock.periods.length > 1 ? `turn ${period.ordinal}` : undefined },
        {
          text: owner(clock.owner),
          under: period.overdueDays > 0 && !period.doneOn ? clock.definition.late.consequence : undefined,
        },
        {
          text:
            period.doneOn || period.endedOn
              ? shortDay(period.due)
              : clock.isOn
                ? dueInWords(period.due, today)
                : shortDay(period.due),
          under:
            [
              period.pausedDays > 0 ? `${period.pausedDays} days paused, counted apart` : '',
              period.extensions.length > 0 ? `moved from ${shortDay(period.extensions[0]!.dueBefore)}` : '',
            ]
              .filter(Boolean)
              .join('; ') || undefined,
        },
        {
          text: period.doneOn
            ? `${shortDay(period.doneOn)}${period.overdueDays > 0 ? `, ${period.overdueDays} days late` : ''}`
            : period.endedOn
              ? 'not owed any more'
              : '',
        },
        {
          text: `Version ${clock.version}`,
          under: clock.isOn
            ? clock.definition.source
            : `${clock.definition.source} (to be confirmed: nobody owes it yet)`,
        },
      ]),
    ),
    empty: { title: 'No clock runs', text: 'What the rules set a day for would stand here.' },
  };
}

export const lettersTable = (file: CaseFile, name: Name): DataTableView => ({
  caption: 'What was sent',
  columns: [{ text: 'What' }, { text: 'To' }, { text: 'Sent' }, { text: 'Counts as received' }],
  rows: file.letters.flatMap((letter) => {
    const sent = file.rows.find((row) => row.letter === letter.id);
    const title = { update: 'Update', outcome: 'Outcome', 'subject-outcome': 'Outcome, to the officer' }[letter.kind];
    return [
      [
        { text: `${title}, version ${letter.version}`, href: `/cases/${file.opened.id}/letters/${letter.id}` },
        { text: sent?.party ? partyName(file, sent.party, name) : '' },
        { text: sent?.sent_at ? instantInWords(sent.sent_at.getTime()) : 'not sent' },
        { text: sent?.served_on ? shortDay(sent.served_on) : '' },
      ],
    ];
  }),
  empty: { title: 'Nothing has been sent', text: 'Every update and every version of the outcome would stand here.' },
});

export const causesTable = (file: CaseFile, name: Name): DataTableView => ({
  caption: 'What allowed it, beyond the people in it',
  columns: [{ text: 'Cause' }, { text: 'Owner, who stays with it after the case' }],
  rows: file.causes.map((cause) => [
    { text: cause.words },
    { text: cause.owner ? name(cause.owner) : 'nobody yet: the case cannot close' },
  ]),
  empty: {
    title: 'No cause has been named',
    text: 'Shortage, a practice, a missing check: each gets an owner of its own.',
  },
});
