/** The tray: placing an item with a person, taking that back, and trying the whole tray again when somebody joins. */
import { type Refusal, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { myWalls } from '../../access/index.ts';
import { careerOf, findPeople, findSubject } from '../../people/index.ts';
import { isSerious } from '../rules/serious.ts';
import { findTrayItem, insertUndoing, type PlacementRow, placementsOf, trayMatches } from '../store/tray.ts';
import { findEntry, insertPlacement, type RawEntry, type TrayItem } from '../store.ts';

export interface Candidate {
  readonly id: string;
  readonly label: string;
  readonly post: string | null;
  readonly why: string;
}

/** People who could be meant: by the number the source gave, then by the name. Nobody the reader is walled from. */
export async function candidatesFor(tx: Tx, item: TrayItem): Promise<Candidate[]> {
  const walls = await myWalls(tx);
  const found = new Map<string, Candidate>();
  const look = async (text: string, why: (identifiers: readonly string[]) => string) => {
    for (const person of await findPeople(tx, text, walls, 20))
      if (!found.has(person.id))
        found.set(person.id, { id: person.id, label: person.label, post: person.post, why: why(person.identifiers) });
  };
  if (item.value)
    await look(item.value, (numbers) =>
      numbers.includes(`${item.scheme} ${item.value}`)
        ? `The same number (${item.scheme})`
        : 'The same number under another scheme',
    );
  const name = [item.given, item.family].filter(Boolean).join(' ');
  if (name) await look(name, () => 'The same name: other people may share it');
  if (item.family && item.given) await look(item.family, () => 'The same family name');
  return [...found.values()];
}

export interface OpenItem {
  readonly item: TrayItem;
  readonly entry: RawEntry;
  readonly placements: readonly PlacementRow[];
  readonly standing: PlacementRow | null;
  /** A second person has to agree before this item is anybody's. */
  readonly needsSecond: boolean;
}

/** The item with its entry, or null where the reader may not know of either. */
export async function openItem(tx: Tx, id: string): Promise<OpenItem | null> {
  const item = await findTrayItem(tx, id);
  const entry = item ? await findEntry(tx, item.entry) : null;
  if (!item || !entry) return null;
  const placements = await placementsOf(tx, id);
  const standing = placements.find((each) => each.undone === null) ?? null;
  return { item, entry, placements, standing, needsSecond: item.role === 'subject' && isSerious(entry.type) };
}

export interface Place {
  readonly item: string;
  readonly person: string;
  readonly reason: string;
  /** Who put it forward, where a second person has to agree and is the one who sends this. */
  readonly secondPerson?: string | null;
}

/** Why this may not be placed so, or null. */
export async function whyNotPlaceable(tx: Tx, open: OpenItem, place: Omit<Place, 'item'>): Promise<Refusal | null> {
  if (open.standing) return refuse('placed-already', 'This has been placed already. Take that back first');
  if (place.reason.trim().length < 15) return refuse('field:reason', 'Say what shows that it is this person');
  const subject = await findSubject(tx, place.person);
  if (subject?.kind !== 'person' || (await myWalls(tx)).includes(place.person))
    return refuse('field:person', 'Nobody here has this number');
  return null;
}

/** Places the item. A serious allegation needs a second person who is not the first (REC-04.2). */
export async function placeItem(tx: Tx, place: Place): Promise<string | Refusal> {
  const open = await openItem(tx, place.item);
  if (!open) return refuse('no-such-item', 'There is no such item.');
  const no = await whyNotPlaceable(tx, open, place);
  if (no) return no;
  if (open.needsSecond && (!place.secondPerson || place.secondPerson === tx.act.actor))
    return refuse(
      'second-person-needed',
      'A serious allegation is tied to somebody by two people, not one.',
      'REC-04.2',
    );
  return insertPlacement(tx, {
    unplaced: place.item,
    person: place.person,
    how: 'review',
    reason: place.reason.trim(),
    knownOn: tx.today,
    secondPerson: place.secondPerson ?? null,
  });
}

/** Takes the standing placement back: one act, and both records are as they were (REC-04.3). */
export async function undoPlacement(tx: Tx, item: string, reason: string): Promise<string | Refusal> {
  if (reason.trim().length < 15) return refuse('field:reason', 'Say what showed that it is somebody else');
  const open = await openItem(tx, item);
  if (!open) return refuse('no-such-item', 'There is no such item.');
  if (!open.standing) return refuse('not-placed', 'This has not been placed.');
  return insertUndoing(tx, open.standing, reason.trim());
}

export interface JoinedIdentifier {
  readonly subject: string;
  readonly scheme: string;
  readonly value: string;
}

/** Tries the tray again with the numbers of somebody who joined. Gives how many items found their person. */
export async function retryTray(tx: Tx, identifiers: readonly JoinedIdentifier[]): Promise<number> {
  let placed = 0;
  for (const scheme of new Set(identifiers.map((each) => each.scheme))) {
    const byValue = new Map(
      identifiers.filter((each) => each.scheme === scheme).map((each) => [each.value, each.subject]),
    );
    for (const match of await trayMatches(tx, scheme, [...byValue.keys()])) {
      await insertPlacement(tx, {
        unplaced: match.unplaced,
        person: byValue.get(match.value)!,
        how: 'identifier',
        reason: `The number that the source gave (${scheme}) is theirs.`,
        knownOn: tx.today,
      });
      placed += 1;
    }
  }
  return placed;
}

/**
 * For every commit that touched somebody: their standing numbers are tried against the tray, so that an entry waiting for
 * them is theirs from the commit in which they joined. main.ts puts it into `ground.beforeCommit`, before the rules are read.
 */
export async function retryTrayForTouched(tx: Tx): Promise<void> {
  if (tx.touched.size === 0) return;
  const identifiers: JoinedIdentifier[] = [];
  for (const subject of tx.touched)
    for (const row of await careerOf(tx, [subject], tx.today)) {
      const [scheme = '', ...value] = row.kind === 'identifier' ? row.text.split(' ') : [];
      if (value.length > 0 && scheme !== 'sign-in') identifiers.push({ subject, scheme, value: value.join(' ') });
    }
  await retryTray(tx, identifiers);
}
