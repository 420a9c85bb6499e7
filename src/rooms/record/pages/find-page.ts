/** Find a person by name or number. Those the reader is walled from are not there and not counted. */
import type { Tx } from '../../../platform/transaction.ts';
import { emptyForm } from '../../../web/forms.ts';
import type { FindPersonView } from '../../../web/views.ts';
import { insertRead, myWalls } from '../../access/index.ts';
import { findPeople } from '../../people/index.ts';

const most = 50;

export interface FoundPage {
  readonly view: FindPersonView;
  /** The search would have shown the searcher's own record: somebody is to be told. */
  readonly foundSelf: boolean;
}

/** Runs the search as the reader; the text is kept sealed from the log, the number of results is not. */
export async function findPage(tx: Tx, text: string | undefined): Promise<FoundPage> {
  const asked = text?.trim() ?? '';
  const base = { title: 'Find a person', action: '/people', query: asked, form: emptyForm(), searched: asked !== '' };
  if (asked.length < 2) {
    const empty =
      asked === ''
        ? undefined
        : { title: 'Type a little more', text: 'Give at least two letters of a name, or a whole number.' };
    return { view: { ...base, results: [], empty }, foundSelf: false };
  }
  const walls = await myWalls(tx);
  const found = await findPeople(tx, asked, walls, most);
  const own = tx.act.actor
    ? await findPeople(
        tx,
        asked,
        walls.filter((each) => each !== tx.act.actor),
        200,
      )
    : [];
  await insertRead(tx, {
    event: 'PEOPLE_SEARCHED',
    purpose: 'find a person',
    outcome: 'searched',
    detail: { results: found.length },
  });
  const view: FindPersonView = {
    ...base,
    summary:
      found.length === most
        ? `The first ${most} people. Add a word to narrow it.`
        : found.length === 1
          ? '1 person'
          : `${found.length} people`,
    results: found.map((person) => ({
      name: person.label,
      href: `/people/${person.id}`,
      unit: person.post ?? undefined,
      facts: [
        ...(person.category ? [person.category] : []),
        ...person.identifiers.filter((each) => !each.startsWith('sign-in ')),
      ],
    })),
    empty:
      found.length === 0
        ? { title: 'Nobody found', text: 'Try another spelling, the family name alone, or a warrant or staff number.' }
        : undefined,
  };
  return { view, foundSelf: own.some((person) => person.id === tx.act.actor) };
}
