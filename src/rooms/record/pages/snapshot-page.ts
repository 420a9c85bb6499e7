/** A frozen copy: the timeline exactly as somebody saw it when they decided (REC-03.6). */
import type { Tx } from '../../../platform/transaction.ts';
import { instantInWords } from '../../../web/plain-dates.ts';
import type { PersonView } from '../../../web/views.ts';
import { labelsOf } from '../../people/index.ts';
import type { FrozenPage } from '../actions/freeze-page.ts';
import { findSnapshot } from '../store.ts';

const isFrozen = (content: unknown): content is FrozenPage =>
  typeof content === 'object' && content !== null && 'page' in content && 'entries' in content;

/** The copy, or null where there is none for this reader. Whoever may not see everything on it sees nothing of it. */
export async function snapshotPage(
  tx: Tx,
  id: string,
): Promise<{ readonly subject: string; readonly view: PersonView } | null> {
  const found = await findSnapshot(tx, id);
  if (!found || !isFrozen(found.content)) return null;
  const labels = await labelsOf(tx, found.viewer ? [found.viewer] : [], tx.today);
  const who = found.viewer ? (labels.get(found.viewer)?.label ?? 'not named') : 'a clerk';
  const { page } = found.content;
  const view: PersonView = {
    ...page,
    title: `Frozen: ${page.title}`,
    breadcrumbs: [{ text: 'Today’s timeline', href: `/people/${found.subject}` }],
    band: {
      tone: 'warn',
      title: 'A frozen copy.',
      text: `Exactly what ${who} saw on ${instantInWords(found.recorded_at.getTime())}. Used for: ${found.purpose}. It never changes; links on it lead to the record as it is today.`,
    },
    person: { ...page.person, actions: [] },
    looked: undefined,
  };
  return { subject: found.subject, view };
}
