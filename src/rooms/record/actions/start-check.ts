/**
 * The check before anybody becomes active: leavers, open cases, dismissals and barring, under every record of theirs and
 * in the name of anybody like them. What was read is frozen and stands with the service that began on it.
 */
import type { History } from '../../../engines/history.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import {
  clusterOf,
  type EnterService,
  join,
  namesOf,
  personsNamed,
  rejoin,
  type ServiceRow,
  servicesOf,
  transferIn,
} from '../../people/index.ts';
import { type Adverse, adverseIn, namesakeOf } from '../rules/adverse.ts';
import { insertSnapshot, sourceStates } from '../store.ts';
import { historyForFinders, historyOf } from './history.ts';
import { needSecondPerson, needUntied } from './second-person.ts';

/** What the frozen copy of a start check says it was read for. The database looks for these words. */
const startCheckPurpose = 'Start check';

export interface StartCheck extends Omit<EnterService, 'startCheck' | 'reason'> {
  readonly route: 'join' | 'rejoin' | 'transfer-in';
  /** To admit in spite of what was found: why, and who agrees. */
  readonly inSpite?: { readonly reasons: string; readonly secondPerson: string } | null;
}
export type StartResult =
  | {
      readonly kind: 'admitted';
      readonly service: string;
      readonly snapshot: string;
      readonly adverse: readonly Adverse[];
    }
  | { readonly kind: 'held'; readonly snapshot: string; readonly adverse: readonly Adverse[] };

const leavingReasons = (rows: readonly ServiceRow[]): string[] =>
  rows.flatMap((row) => (row.status === 'left' && row.reason ? [row.reason] : []));

async function wholeNames(tx: Tx, cluster: readonly string[]): Promise<string[]> {
  const rows = await namesOf(tx, cluster);
  return rows
    .map((row) => row.known_as ?? [row.given, row.family].filter(Boolean).join(' '))
    .filter((name) => name !== '');
}

async function namesakes(tx: Tx, cluster: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const name of new Set(await wholeNames(tx, cluster)))
    for (const person of await personsNamed(tx, name)) if (!cluster.includes(person)) found.add(person);
  return [...found];
}

async function findAdverse(
  tx: Tx,
  person: string,
  cluster: readonly string[],
): Promise<{ history: History; adverse: Adverse[] }> {
  const history = await historyForFinders(tx, { subject: person, asAt: tx.today });
  const adverse = adverseIn(history, leavingReasons(await servicesOf(tx, cluster)));
  for (const other of await namesakes(tx, cluster)) {
    const theirs = await historyForFinders(tx, { subject: other, asAt: tx.today });
    const left = (await servicesOf(tx, [other])).some((row) => row.status === 'left');
    if (left || adverseIn(theirs, []).length > 0) adverse.push(namesakeOf());
  }
  return { history, adverse };
}

const unread = 'Something on the record that your role does not read. Ask the custodian before you admit.';

const enters = { join, rejoin, 'transfer-in': transferIn } as const;

/**
 * Reads the whole record as a finder does and freezes it. With nothing against them they enter service; otherwise the
 * check is held, unless a named person admits them with reasons and a second person agrees.
 */
export async function startCheck(tx: Tx, check: StartCheck): Promise<StartResult> {
  const cluster = await clusterOf(tx, check.person, tx.today);
  await needUntied(tx, tx.act.actor, cluster);
  const { history, adverse } = await findAdverse(tx, check.person, cluster);
  const mine = (await historyOf(tx, { subject: check.person, asAt: tx.today })).rows;
  const told = adverse.map((each) => (each.entry && !mine.has(each.entry) ? { ...each, words: unread } : each));
  const inSpite = told.length > 0 && check.inSpite ? check.inSpite : null;
  if (inSpite && inSpite.reasons.trim().length < 10)
    throw new Refused(refuse('reason-needed', 'Say in a sentence why they are admitted all the same.', 'REC-01.4'));
  const second = inSpite ? await needSecondPerson(tx, inSpite.secondPerson, cluster, 'register.keep') : null;
  const snapshot = await insertSnapshot(tx, {
    subject: check.person,
    asAt: tx.today,
    purpose: startCheckPurpose,
    content: {
      entries: history.entries.map((entry) =>
        mine.has(entry.id) ? { id: entry.id, type: entry.type, finding: entry.finding } : { id: entry.id },
      ),
      adverse: told,
      ...(inSpite ? { admitted: { reasons: inSpite.reasons.trim(), by: tx.act.actor, secondPerson: second } } : {}),
    },
    sources: await sourceStates(tx),
    rules: { startCheck: 1 },
  });
  if (told.length > 0 && !inSpite) return { kind: 'held', snapshot, adverse: told };
  const service = await enters[check.route](tx, {
    ...check,
    startCheck: snapshot,
    reason: inSpite ? `Admitted in spite of what was found: ${inSpite.reasons.trim()}` : null,
  });
  return { kind: 'admitted', service, snapshot, adverse: told };
}
