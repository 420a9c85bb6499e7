/** One tray item: what is known of the party, who could be meant and why, placing it, and taking that back. */
import type { Tx } from '../../../platform/transaction.ts';
import { emptyForm, type FormState } from '../../../web/forms.ts';
import { dayInWords, instantInWords, shortDay } from '../../../web/plain-dates.ts';
import { asking, choices, type QuestionsView } from '../../../web/questions.ts';
import type { DataTableView } from '../../../web/views.ts';
import { labelsOf } from '../../people/index.ts';
import { type Candidate, candidatesFor, type OpenItem, openItem } from '../actions/place.ts';
import { type PlacementRow, raisedWhile } from '../store/tray.ts';
import { label } from './words.ts';

const partyIn = (open: OpenItem): string => {
  const { given, family, scheme, value, description } = open.item;
  return (
    [[given, family].filter(Boolean).join(' '), value ? `${scheme} ${value}` : '', description ?? '']
      .filter(Boolean)
      .join('; ') || 'not stated'
  );
};

function placing(open: OpenItem, candidates: readonly Candidate[], form: FormState): QuestionsView['ask'] {
  const ask = asking(form);
  const options = [
    ...candidates.map((each) => ({
      value: each.id,
      text: each.post ? `${each.label}, ${each.post}` : each.label,
      hint: each.why,
    })),
    { value: 'number', text: 'Somebody else, by number' },
  ];
  return {
    action: `/tray/${open.item.id}`,
    sections: [
      {
        heading: 'Whose is it?',
        ...(open.needsSecond
          ? {
              warning:
                'This is a serious allegation. Somebody outside both lines is asked to agree; until they do it counts for nobody.',
            }
          : {}),
        questions: [
          ask.radios('person', 'Who is meant?', choices(options)),
          ask.text('number', 'Their warrant or staff number', 'Only for somebody else.'),
          ask.words('reason', 'What shows that it is this person?', 'The same name alone is not enough.'),
        ],
      },
    ],
    button: open.needsSecond ? 'Ask a second person to agree' : 'Place it with this person',
    after: 'If it turns out to be somebody else, one act takes it back.',
  };
}

function undoing(open: OpenItem, form: FormState): QuestionsView['ask'] {
  return {
    action: `/tray/${open.item.id}/undo`,
    sections: [
      {
        heading: 'It is not this person after all',
        text: 'Taking it back restores both records. What was raised or decided while it stood is listed, so that somebody can look at each.',
        questions: [asking(form).words('reason', 'What showed that it is somebody else?')],
      },
    ],
    button: 'Take it back',
  };
}

async function stoodTable(tx: Tx, open: OpenItem, placed: PlacementRow): Promise<DataTableView> {
  const rows = await raisedWhile(tx, {
    person: placed.person,
    entry: open.item.entry,
    from: placed.recorded_at,
    to: placed.undone ? new Date(placed.undone.at).toISOString() : null,
  });
  return {
    caption: placed.undone ? 'Raised or decided while it stood' : 'Raised or decided since it was placed',
    columns: ['What', 'In words', 'When'].map((text) => ({ text })),
    rows: rows.map((row) => [
      row.kind === 'signal' ? { text: label(row.type), href: `/signals/${row.id}` } : { text: label(row.type) },
      { text: row.summary ?? '' },
      { text: instantInWords(row.recorded_at.getTime()) },
    ]),
    empty: { title: 'Nothing rested on it', text: 'Questions that cite it, and their answers, would be listed here.' },
  };
}

const bandWords: Readonly<Record<string, string>> = {
  placed: 'Placed. It counts from today for the person it was placed with.',
  proposed: 'A second person has been asked to agree. Until they do, it counts for nobody.',
  undone: 'Taken back. Both records are as they were; what rested on it is listed below.',
};

/** The page, or null where the reader may not know of the item. */
export async function trayItemPage(
  tx: Tx,
  id: string,
  typed?: FormState,
  done?: string,
): Promise<QuestionsView | null> {
  const open = await openItem(tx, id);
  if (!open) return null;
  const form = typed ?? emptyForm();
  const ids = open.placements.flatMap((each) => [
    each.person,
    each.decided_by,
    each.second_person,
    each.undone?.by ?? null,
  ]);
  const names = await labelsOf(
    tx,
    ids.filter((each): each is string => each !== null),
    tx.today,
  );
  const nameOf = (each: string | null) => (each ? (names.get(each)?.label ?? 'not named') : 'by number alone');
  const tables: DataTableView[] = [];
  if (open.placements.length > 0)
    tables.push({
      caption: 'Where it was placed',
      columns: ['With', 'Why', 'Who', 'When', 'Taken back'].map((text) => ({ text })),
      rows: open.placements.map((each) => [
        { text: nameOf(each.person), href: `/people/${each.person}` },
        { text: each.reason },
        {
          text: each.second_person
            ? `${nameOf(each.second_person)}, agreed by ${nameOf(each.decided_by)}`
            : nameOf(each.decided_by),
        },
        { text: shortDay(each.known_on) },
        each.undone
          ? { text: `${shortDay(each.undone.on)}, ${nameOf(each.undone.by)}`, under: each.undone.reason }
          : { text: 'stands' },
      ]),
    });
  const last = open.placements.at(-1);
  if (last) tables.push(await stoodTable(tx, open, last));
  return {
    title: open.standing ? 'Placed with a person' : 'Find who is meant',
    breadcrumbs: [{ text: 'Tray', href: '/tray' }],
    band: done && bandWords[done] ? { tone: 'done', text: bandWords[done] } : undefined,
    facts: [
      { label: 'What it is', value: label(open.entry.type) },
      { label: 'Source', value: label(open.entry.source) },
      { label: 'Known since', value: dayInWords(open.entry.known_on) },
      { label: 'In words', value: open.entry.summary ?? 'none given' },
      { label: 'Who, as the source says', value: partyIn(open) },
      { label: 'Part played', value: label(open.item.role) },
    ],
    tables,
    ask: open.standing ? undoing(open, form) : placing(open, await candidatesFor(tx, open.item), form),
    form,
  };
}
