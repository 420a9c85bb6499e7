/** The structure as at any past day: units under their parents, boroughs and who answers for them, what became of old units. */
import { emptyForm } from '../../../web/forms.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import { asking } from '../../../web/questions.ts';
import type { DataTableView } from '../../../web/views.ts';
import {
  boroughLinksOn,
  flattened,
  labelsOf,
  mapsTo,
  structureAt,
  type UnitLinkRow,
  type UnitOfDay,
} from '../../people/index.ts';
import { dayAsked, type Register } from './register.ts';

type Names = (id: string | null) => string;

function boroughTable(units: readonly UnitOfDay[], links: readonly UnitLinkRow[], name: Names): DataTableView {
  return {
    caption: 'Boroughs, each a reporting place under every structure',
    columns: [{ text: 'Borough' }, { text: 'Lead' }, { text: 'Units that answer to it' }],
    rows: units
      .filter((unit) => unit.kind === 'borough')
      .map((unit) => [
        { text: unit.name },
        { text: unit.lead ? name(unit.lead) : 'nobody named' },
        {
          text:
            links
              .filter((link) => link.other === unit.unit)
              .map((link) => name(link.unit))
              .join(', ') || 'none on this day',
        },
      ]),
    empty: { title: 'No borough', text: 'Boroughs appear here with their lead and the units that answer to them.' },
  };
}

function mappingTable(links: readonly UnitLinkRow[], name: Names): DataTableView {
  const total = new Map<string, number>();
  for (const link of links) total.set(link.unit, (total.get(link.unit) ?? 0) + (link.share ?? 1));
  return {
    caption: 'What became of earlier units',
    columns: [
      { text: 'Earlier unit' },
      { text: 'Became' },
      { text: 'Share', isNumber: true },
      { text: 'From' },
      { text: 'Series' },
    ],
    rows: links.map((link) => [
      { text: name(link.unit) },
      { text: name(link.other) },
      { text: `${Math.round((link.share ?? 1) * 100)}%` },
      { text: link.valid_from ? shortDay(link.valid_from) : 'not stated' },
      { text: Math.abs((total.get(link.unit) ?? 0) - 1) < 0.0005 ? 'carries on' : 'breaks: the mapping is incomplete' },
    ]),
    empty: {
      title: 'Nothing is mapped',
      text: 'Where a unit is split or joined, its later units and their shares appear here.',
    },
  };
}

export const structure: Register = {
  name: 'structure',
  title: 'Structure',
  about: 'Every command, unit, team, place and borough as it stood on any day',
  audit: 'STRUCTURE',
  permission: 'register.read',
  load: async ({ tx, query, today, form }) => {
    const day = dayAsked(query, today);
    const rows = flattened(await structureAt(tx, day));
    const links = await boroughLinksOn(tx, day);
    const maps = await mapsTo(tx);
    const ids = [...rows.flatMap(({ at }) => (at.lead ? [at.lead] : [])), ...links, ...maps].flatMap((each) =>
      typeof each === 'string' ? [each] : [each.unit, each.other],
    );
    const labels = await labelsOf(tx, ids, today);
    const name: Names = (id) => (id ? (labels.get(id)?.label ?? 'not named') : '');
    return {
      lede: `As it stood on ${shortDay(day)}. Nothing is overwritten: an earlier day gives the structure of that day.`,
      ask: {
        action: '/registers/structure',
        questions: [asking(form.values['as-at-day'] ? form : emptyForm()).day('as-at', 'On which day?')],
        button: 'Show that day',
      },
      stats: [
        { value: String(rows.length), label: rows.length === 1 ? 'unit stood' : 'units stood', note: 'unit: units' },
      ],
      parts: [
        {
          table: {
            caption: 'Units',
            columns: [
              { text: 'Unit' },
              { text: 'Kind' },
              { text: 'Under' },
              { text: 'Lead' },
              { text: 'Since' },
              { text: 'People posted', isNumber: true },
            ],
            rows: rows.map(({ at, depth }) => [
              { text: `${'– '.repeat(depth)}${at.name}` },
              { text: at.kind },
              { text: rows.find((row) => row.at.unit === at.parent)?.at.name ?? '' },
              { text: name(at.lead) },
              { text: at.valid_from ? shortDay(at.valid_from) : 'not stated' },
              { text: String(at.people) },
            ]),
            empty: { title: 'No unit stood that day', text: 'Choose a later day, or load the structure.' },
          },
        },
        {
          table: boroughTable(
            rows.map(({ at }) => at),
            links,
            name,
          ),
        },
        { table: mappingTable(maps, name) },
      ],
    };
  },
};
