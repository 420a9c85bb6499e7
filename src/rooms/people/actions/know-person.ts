/** One permanent key per person: the same person is found by what identifies them before a second one is made. */
import { Refused, refuse } from '../../../platform/refusal.ts';
import { lock, type Tx } from '../../../platform/transaction.ts';
import { clusterOf, insertIdentifiers, insertNames, insertSubjects, subjectsByIdentifier } from '../store.ts';

export interface KnowPerson {
  readonly identifiers: readonly { readonly scheme: string; readonly value: string }[];
  readonly given?: string | null;
  readonly family?: string | null;
  readonly source: string;
}
export interface KnownPerson {
  readonly person: string;
  readonly isNew: boolean;
}

/**
 * The person who carries these identifiers, or a new one. Refuses when nothing identifies them and when the identifiers
 * belong to people who are not held to be one: a human decides that first.
 */
export async function knowPerson(tx: Tx, about: KnowPerson): Promise<KnownPerson> {
  const identifiers = about.identifiers.filter((each) => each.value.trim() !== '');
  if (identifiers.length === 0)
    throw new Refused(refuse('identifier-needed', 'Give at least one number that identifies them.', 'REC-01.1'));
  const names = identifiers.map((each) => `${each.scheme}/${each.value.trim()}`).sort();
  for (const name of names) await lock(tx, 'identifier', name);
  const found = new Set<string>();
  const missing: { scheme: string; value: string }[] = [];
  for (const { scheme, value } of identifiers) {
    const [person] = (await subjectsByIdentifier(tx, scheme, [value.trim()])).values();
    if (person) found.add(person);
    else missing.push({ scheme, value: value.trim() });
  }
  const [first, ...others] = found;
  if (first) {
    const cluster = await clusterOf(tx, first, tx.today);
    if (others.some((other) => !cluster.includes(other)))
      throw new Refused(
        refuse(
          'identifiers-disagree',
          'These numbers belong to different people here. Decide first whether they are one.',
        ),
      );
  }
  const person = first ?? (await insertSubjects(tx, [{ kind: 'person', source: about.source }]))[0]!;
  await insertIdentifiers(
    tx,
    missing.map((each) => ({ subject: person, ...each, source: about.source })),
  );
  if (!first && (about.given || about.family))
    await insertNames(tx, [{ person, given: about.given ?? null, family: about.family ?? null, source: about.source }]);
  tx.touched.add(person);
  return { person, isNew: !first };
}
