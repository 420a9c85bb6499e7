/** Find a person by name or number. Those the reader is walled from are not there and not counted. */
import type { Tx } from '../../../platform/transaction.ts';
import { emptyForm } from '../../../web/forms.ts';
import type { FindPersonView } from '../../../web/views.ts';
import { insertRead, myWalls } from '../../access/index.ts';
import { findPeople, isNamedBy, labelsOf } from '../../people/index.ts';
import { entriesByNumber } from '../store/from-source.ts';

const most = 50;

export interface FoundPage {
  readonly view: FindPersonView;
  /** The search would have shown the searcher's own record: somebody is to be told. */
  readonly foundSelf: boolean;
}

/** Whom a matter is about that bears the number at its source, or bore it once. Under the reader's own classes and walls. */
async function foundByNumber(tx: Tx, number: string, walls: readonly string[]): Promise<FindPersonView['results']> {
  const matters = (await entriesByNumber(tx, number, most)).filter(({ subject }) => !walls.includes(subject));
  const subjects = [...new Set(matters.map(({ subject }) => subject))];
  const labels = await labelsOf(tx, subjects, tx.today);
  return subjects.flatMap((subject) => {
    const label = labels.get(subject);
    if (label?.kind !== 'person') return [];
    const count = matters.filter((each) => each.subject === subject).length;
    const said = count === 1 ? 'One allegation' : `${count} allegations`;
    return [{ name: label.label, href: `/people/${subject}`, facts: [`${said} under the number ${number}`] }];
  });
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
  const numbered = await foundByNumber(tx, asked, walls);
  const count = found.length + numbered.length;
  await insertRead(tx, {
    event: 'PEOPLE_SEARCHED',
    purpose: 'find a person',
    outcome: 'searched',
    detail: { results: count },
  });
  const view: FindPersonView = {
    ...base,
    summary:
      found.length === most
        ? `The first ${most} people. Add a word to narrow it.`
        : count === 1
          ? '1 person'
          : `${count} people`,
    results: [
      ...numbered,
      ...found.map((person) => ({
        name: person.label,
        href: `/people/${person.id}`,
        unit: person.post ?? undefined,
        facts: [
          ...(person.category ? [person.category] : []),
          ...person.identifiers.filter((each) => !each.startsWith('sign-in ')),
        ],
      })),
    ],
    empty:
      count === 0
        ? {
            title: 'Nobody found',
            text: 'Try another spelling, the family name alone, a warrant or staff number, or the number of a case, old or new.',
          }
        : undefined,
  };
  return { view, foundSelf: tx.act.actor !== null && (await isNamedBy(tx, asked, tx.act.actor)) };
}
