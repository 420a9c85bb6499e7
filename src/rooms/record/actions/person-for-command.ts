/** One person as the command shows them: identity, posts, entries, standing, open matters, signals as known on a day. */
import { dayToIso } from '../../../engines/history.ts';
import { isId } from '../../../platform/ids.ts';
import { type Refusal, refuse } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact } from '../../../platform/transaction.ts';
import { insertRead } from '../../access/index.ts';
import { careerOf, clusterOf, type FoundPerson, findPeople, findSubject, labelsOf } from '../../people/index.ts';
import { entriesForFinders } from '../store.ts';
import { historyForFinders } from './history.ts';

const operator = { actor: null, face: 'command' } as const;

/** People by name or number, for the operator of this installation. The search is in the read log. */
export const findPeopleForCommand = (ground: Ground, text: string): Promise<readonly FoundPerson[]> =>
  mustTransact(ground, 'clerks', operator, async (tx) => {
    const found = await findPeople(tx, text, [], 50);
    await insertRead(tx, {
      event: 'COMMAND_PEOPLE_FOUND',
      purpose: 'operator command',
      outcome: 'searched',
      detail: { results: found.length },
    });
    return found;
  });

export interface PersonDocument {
  readonly person: string;
  readonly name: string;
  readonly asAt: string;
  readonly identity: {
    readonly sameAs: readonly string[];
    readonly names: readonly unknown[];
    readonly identifiers: readonly unknown[];
  };
  readonly service: readonly unknown[];
  readonly posts: readonly unknown[];
  readonly entries: readonly unknown[];
  readonly standing: { readonly status: string; readonly since: string | null };
  readonly openMatters: readonly string[];
  readonly signals: readonly unknown[];
}

const dayOrNull = (day: number | null): string | null => (day === null ? null : dayToIso(day));

/** The person as known on the day (today unless told). Refuses an id that names nobody. The read is logged. */
export const personForCommand = (ground: Ground, id: string, asAt?: string): Promise<PersonDocument | Refusal> =>
  inTransaction(ground, 'clerks', operator, async (tx) => {
    const day = asAt ?? tx.today;
    const subject = isId(id) ? await findSubject(tx, id) : null;
    if (subject?.kind !== 'person')
      return refuse('nobody', `There is no person ${id}. candour people find TEXT gives ids.`);
    const cluster = await clusterOf(tx, id, day);
    const history = await historyForFinders(tx, { subject: id, asAt: day });
    const career = await careerOf(tx, cluster, day);
    const rows = await tx.seals.open(await entriesForFinders(tx, cluster, null));
    const labels = await labelsOf(
      tx,
      [
        id,
        ...career.flatMap((row) => (row.unit ? [row.unit] : [])),
        ...history.entries.flatMap((entry) => (entry.unit ? [entry.unit] : [])),
      ],
      day,
    );
    await insertRead(tx, { event: 'COMMAND_PERSON_READ', purpose: 'operator command', subject: id, outcome: 'shown' });
    const named = (unit: string | null) => (unit ? (labels.get(unit)?.label ?? null) : null);
    const of = (kind: string) => career.filter((row) => row.kind === kind);
    const service = of('service').at(-1);
    return {
      person: id,
      name: labels.get(id)?.label ?? 'not named',
      asAt: day,
      identity: {
        sameAs: cluster.filter((each) => each !== id),
        names: of('name').map((row) => ({ name: row.text, from: row.from, to: row.to })),
        identifiers: of('identifier').map((row) => ({ identifier: row.text, from: row.from, to: row.to })),
      },
      service: of('service').map((row) => ({ service: row.text, from: row.from, to: row.to })),
      posts: of('post').map((row) => ({ unit: named(row.unit), post: row.text, from: row.from, to: row.to })),
      entries: history.entries.map((entry) => ({
        id: entry.id,
        kind: entry.kind,
        source: entry.source,
        type: entry.type,
        step: entry.step,
        happenedFrom: dayOrNull(entry.happenedFrom),
        happenedTo: dayOrNull(entry.happenedTo),
        knownOn: dayToIso(entry.knownOn),
        recordedAt: new Date(entry.recordedAt).toISOString(),
        basis: entry.basis,
        finding: entry.finding,
        roles: entry.roles,
        features: entry.features,
        matter: entry.matter,
        unit: named(entry.unit),
        actsOn: entry.actsOn,
        amendments: entry.amendedBy.map((each) => ({ ...each, knownOn: dayToIso(each.knownOn) })),
      })),
      standing: { status: service?.text ?? 'not recorded', since: service?.from ?? null },
      openMatters: history.entries
        .filter((entry) => entry.kind === 'matter' && entry.finding === 'open' && entry.roles.includes('subject'))
        .map((entry) => entry.id),
      signals: rows
        .filter((row) => row.kind === 'signal' && row.known_on <= day)
        .map((row) => ({
          id: row.id,
          code: row.type,
          since: row.happened_from,
          raisedOn: row.known_on,
          cites: row.acts_on ?? [],
          why: row.summary,
        })),
    };
  });
