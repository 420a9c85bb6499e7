/** How much is known of each characteristic: counts without small cells, unknown share, target, owner and trend. */
import { addDays } from '../../../platform/clock.ts';
import { emptyForm } from '../../../web/forms.ts';
import { monthInWords } from '../../../web/plain-dates.ts';
import { asking, choices } from '../../../web/questions.ts';
import { type Role, roles } from '../../access/index.ts';
import {
  type Characteristic,
  characteristicCompleteness,
  characteristics,
  completenessTargets,
  insertCompletenessTarget,
  isWeak,
  labelsOf,
  measureCharacteristic,
  unitsByName,
  usualTarget,
} from '../../people/index.ts';
import { actField, type Part, type Register, type RegisterAsk } from './register.ts';
import { insist } from './register-routes.ts';

/** Counts are told as at the first of a month, so that one day's change cannot be read off two days' counts. */
export const monthStart = (day: string): string => `${day.slice(0, 8)}01`;
const monthsBack = (day: string, months: number): string => {
  let at = monthStart(day);
  for (let i = 0; i < months; i += 1) at = monthStart(addDays(at, -1));
  return at;
};

const percent = (part: number, whole: number): string => `${Math.round((part / whole) * 100)}%`;
const givenShare = (row: { serving: number | null; given: number | null } | undefined): string =>
  row && row.serving !== null && row.given !== null ? percent(row.given, row.serving) : 'too few to tell';
const unknownOf = (row: { serving: number | null; given: number | null }): number | null =>
  row.serving !== null && row.given !== null ? 1 - row.given / row.serving : null;

const nameOf = (characteristic: string): string => characteristics[characteristic as Characteristic] ?? characteristic;

async function countTables(ask: RegisterAsk, day: string): Promise<Part[]> {
  const parts: Part[] = [];
  for (const characteristic of Object.keys(characteristics) as Characteristic[]) {
    const counts = await measureCharacteristic(ask.tx, [{ characteristic, basis: 'self' }], day);
    parts.push({
      table: {
        caption: `${nameOf(characteristic)}, as people describe themselves`,
        columns: [{ text: 'Answer' }, { text: 'People', isNumber: true }],
        rows: counts.map((row) => [
          {
            text:
              row.value ??
              {
                given: 'given',
                'prefer-not-to-say': 'Prefers not to say',
                'not-asked': 'Not asked',
                unknown: 'Unknown',
              }[row.status],
          },
          { text: row.people === null ? 'fewer than five, or left out with it' : String(row.people) },
        ]),
        empty: { title: 'Nobody serves', text: 'Counts appear once people are in service.' },
      },
    });
  }
  return parts;
}

export const completeness: Register = {
  name: 'completeness',
  title: 'What is known of protected characteristics',
  about: 'Completeness by characteristic and unit, with target, owner and trend; counts only',
  audit: 'COMPLETENESS',
  permission: 'register.read',
  load: async (ask) => {
    const { tx, today, form } = ask;
    const day = monthStart(today);
    const rows = await characteristicCompleteness(tx, day);
    const quarterAgo = monthsBack(today, 3);
    const before = await characteristicCompleteness(tx, quarterAgo);
    const targets = await completenessTargets(tx, today);
    const labels = await labelsOf(
      tx,
      rows.flatMap((row) => (row.unit ? [row.unit] : [])),
      today,
    );
    const q = asking(form.values.act ? form : emptyForm());
    const targetOf = (characteristic: string, unit: string | null) =>
      targets.find((each) => each.characteristic === characteristic && each.unit === unit) ??
      targets.find((each) => each.characteristic === characteristic && each.unit === null);
    return {
      lede: 'Everything here is voluntary and counted, never read one by one. A result about a group of which too much is unknown is marked weak.',
      stats: [{ value: monthInWords(day), label: 'counted on the first of' }],
      parts: [
        {
          table: {
            caption: 'Completeness by characteristic and unit',
            columns: [
              { text: 'Characteristic' },
              { text: 'Unit' },
              { text: 'Known', isNumber: true },
              { text: 'Unknown', isNumber: true },
              { text: 'Target', isNumber: true },
              { text: 'A quarter before', isNumber: true },
              { text: 'Owner' },
              { text: 'Results' },
            ],
            rows: rows.map((row) => {
              const target = targetOf(row.characteristic, row.unit);
              const unknown = unknownOf(row);
              return [
                { text: nameOf(row.characteristic) },
                { text: row.unit ? (labels.get(row.unit)?.label ?? 'not named') : 'Everywhere' },
                { text: givenShare(row) },
                { text: unknown === null ? 'too few to tell' : `${Math.round(unknown * 100)}%` },
                { text: `${target?.percent ?? usualTarget}%`, under: target ? undefined : 'usual, none set' },
                {
                  text: givenShare(
                    before.find((each) => each.unit === row.unit && each.characteristic === row.characteristic),
                  ),
                },
                {
                  text: roles[(target?.owner_role ?? 'head-of-standards') as Role] ?? 'Head of professional standards',
                },
                { text: isWeak(unknown) ? 'weak' : 'may be used' },
              ];
            }),
            empty: { title: 'Nobody serves', text: 'Completeness appears once people are in service.' },
          },
        },
        {
          act: {
            action: '/registers/completeness',
            act: 'target',
            heading: 'Set a target',
            questions: [
              q.select(
                'target-characteristic',
                'Characteristic',
                choices(Object.entries(characteristics).map(([value, text]) => ({ value, text }))),
              ),
              q.text('target-unit', 'Unit', 'Its whole name. Leave empty for everywhere.'),
              q.text('target-percent', 'How complete, in percent'),
              q.select(
                'target-owner',
                'Who answers for it',
                choices(
                  (['head-of-standards', 'vetting-officer', 'commander', 'analyst'] as const).map((value) => ({
                    value,
                    text: roles[value],
                  })),
                ),
              ),
            ],
            button: 'Set the target',
          },
        },
        ...(await countTables(ask, day)),
      ],
    };
  },
  done: { set: 'The target was set.' },
  actPermission: 'register.keep',
  acts: {
    target: async (tx, _viewer, body) => {
      const field = (name: string) => actField(body, 'target', name);
      const percentAsked = Number(field('percent').replace('%', ''));
      insist(
        Object.hasOwn(characteristics, field('characteristic')),
        'characteristic-needed',
        'Choose a characteristic.',
      );
      insist(
        Number.isInteger(percentAsked) && percentAsked >= 1 && percentAsked <= 100,
        'percent-needed',
        'Give a whole percentage from 1 to 100.',
      );
      insist(Object.hasOwn(roles, field('owner')), 'owner-needed', 'Say who answers for it.');
      const unit = field('unit') ? (await unitsByName(tx, [field('unit')])).get(field('unit').toLowerCase()) : null;
      insist(unit !== undefined, 'no-such-unit', 'There is no unit of that name.');
      await insertCompletenessTarget(tx, {
        characteristic: field('characteristic'),
        unit,
        percent: percentAsked,
        ownerRole: field('owner'),
      });
      return 'set';
    },
  },
};
