/** Lines of supervision between two tied people: to be ended within five working days of the tie being known. */
import { dueInWords, shortDay } from '../../../web/plain-dates.ts';
import { myWalls } from '../../access/index.ts';
import { addWorkingDays, controlledTies, labelsOf, tieKinds } from '../../people/index.ts';
import type { Register } from './register.ts';

/** Working days within which a line between two tied people ends. */
const removalDays = 5;

export const lineControl: Register = {
  name: 'line-control',
  title: 'Supervision between tied people',
  about: 'Lines of supervision that a declared or found tie ends within five working days',
  audit: 'LINE_CONTROL',
  permission: 'register.keep',
  load: async ({ tx, today }) => {
    const walls = new Set(await myWalls(tx));
    const rows = (await controlledTies(tx)).filter((row) => !walls.has(row.person) && !walls.has(row.supervisor));
    const labels = await labelsOf(
      tx,
      rows.flatMap((row) => [row.person, row.supervisor]),
      today,
    );
    const name = (id: string) => labels.get(id)?.label ?? 'not named';
    const stands = (to: string | null) => to === null || to >= today;
    const open = rows.filter((row) => stands(row.line_to));
    return {
      lede: 'Nobody supervises somebody they are tied to. The tie is never hidden by ending the line: both stay on the record.',
      stats: [
        { value: String(open.length), label: 'still supervised', isAlarm: open.length > 0 },
        { value: String(rows.length - open.length), label: 'ended', note: 'unit: lines of supervision' },
      ],
      parts: [
        {
          table: {
            caption: 'Lines to end, and lines ended',
            columns: [
              { text: 'Person' },
              { text: 'Supervisor' },
              { text: 'Tie' },
              { text: 'Known since' },
              { text: 'State' },
            ],
            rows: rows.map((row) => {
              const due = addWorkingDays(row.known_on, removalDays);
              return [
                { text: name(row.person), href: `/people/${row.person}/career` },
                { text: name(row.supervisor) },
                { text: tieKinds[row.kind], under: row.declared ? 'declared' : 'found' },
                { text: shortDay(row.known_on) },
                {
                  text: stands(row.line_to)
                    ? dueInWords(due, today)
                    : `ended ${shortDay(row.line_to!)}, ${row.line_to! <= due ? 'in time' : 'late'}`,
                },
              ];
            }),
            empty: {
              title: 'No such line',
              text: 'Where one of two tied people supervises the other, it appears here with the day by which it ends.',
            },
          },
        },
      ],
    };
  },
};
