/** Undoing an import: one person says why, another agrees, and all of it is taken back in one act. */
import type { Tx } from '../../../platform/transaction.ts';
import { emptyForm, type FormState } from '../../../web/forms.ts';
import { instantInWords } from '../../../web/plain-dates.ts';
import { asking, type FactView, type QuestionsView } from '../../../web/questions.ts';
import { labelsOf } from '../../people/index.ts';
import { type UndoState, undoState } from '../actions/undo-batch.ts';

const count = (value: number): string => value.toLocaleString('en-GB');

const whatHappens =
  'Every entry of this import then counts for nothing: not on timelines, not in rules, sweeps or counts. Whoever was made up by it is no longer found. Signals that rested on it are looked at again. Nothing is removed: as recorded before, all of it can still be read.';

async function factsOf(tx: Tx, { batch, asked, done }: UndoState): Promise<FactView[]> {
  const ids = [asked?.recorded_by, done?.recorded_by].filter((id) => id != null);
  const names = await labelsOf(tx, ids, tx.today);
  const by = (id: string | null): string =>
    id === null ? 'the operator of the command line' : (names.get(id)?.label ?? 'somebody');
  const facts: FactView[] = [
    { label: 'File', value: batch.file_name, href: `/imports/${batch.id}` },
    { label: 'Read', value: instantInWords(batch.recorded_at.getTime()) },
    { label: 'Rows accepted', value: count(batch.accepted) },
  ];
  if (asked)
    facts.push(
      { label: 'Asked for by', value: `${by(asked.recorded_by)}, ${instantInWords(asked.recorded_at.getTime())}` },
      { label: 'Why', value: asked.reason },
    );
  if (done)
    facts.push(
      { label: 'Agreed to by', value: `${by(done.recorded_by)}, ${instantInWords(done.recorded_at.getTime())}` },
      { label: 'Entries taken back', value: count(done.entries) },
    );
  return facts;
}

function askOf(state: UndoState, form: FormState, viewer: string): QuestionsView['ask'] {
  const action = `/imports/${state.batch.id}/undo`;
  if (state.done || state.asked?.recorded_by === viewer) return undefined;
  const ask = asking(form);
  if (state.asked)
    return {
      action,
      hidden: [{ name: 'agrees', value: state.asked.id }],
      sections: [{ warning: whatHappens, questions: [] }],
      button: 'Agree and undo the import',
    };
  return {
    action,
    sections: [
      {
        warning: whatHappens,
        questions: [ask.words('reason', 'What is wrong with this import?', 'A sentence or two. Name nobody.')],
      },
    ],
    button: 'Ask for it to be undone',
    after: 'A second person has to agree before anything changes.',
  };
}

const ledeOf = ({ asked, done }: UndoState, viewer: string): string =>
  done
    ? 'This import was undone. The same file can be imported again.'
    : asked === null
      ? 'For a file that should never have been read, or was read wrongly. It takes two people.'
      : asked.recorded_by === viewer
        ? 'You have asked for this. It waits for a second person, who agrees on this page.'
        : 'Somebody has asked for this import to be undone. Read why, and agree if you do.';

/** The page, or null where there is no such import. */
export async function undoPage(
  tx: Tx,
  batch: string,
  viewer: string,
  form = emptyForm(),
): Promise<QuestionsView | null> {
  const state = await undoState(tx, batch);
  if (!state) return null;
  return {
    title: state.done ? 'An import undone' : 'Undo an import',
    breadcrumbs: [
      { text: 'Imports', href: '/imports' },
      { text: state.batch.file_name, href: `/imports/${batch}` },
    ],
    lede: ledeOf(state, viewer),
    facts: await factsOf(tx, state),
    ask: askOf(state, form, viewer),
    form,
  };
}
