/** What the record holds about those a case is about, of every result, beside the allegations (CASE-08.3, P-19). */

import { dayToIso } from '../../../engines/history.ts';
import type { Finding, MatterType, Source } from '../../../engines/vocabulary.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { findAssignment, insertRead } from '../../access/index.ts';
import { clusterOf } from '../../people/index.ts';
import { historyOf } from '../../record/index.ts';
import type { CaseFile } from './case-file.ts';

export interface EarlierMatter {
  readonly entry: string;
  readonly knownOn: string;
  readonly type: MatterType;
  readonly source: Source;
  readonly finding: Finding;
}

export interface EarlierOf {
  readonly person: string;
  /** Null where nothing in this case gives the viewer a purpose to read about them. */
  readonly matters: readonly EarlierMatter[] | null;
}

/**
 * Classes that everybody who may read the case may read. What is kept more closely stays on the record itself: a decision
 * that cited it, or counted it, would tell readers of the case that it is there.
 */
const readWith: Readonly<Record<'guarded' | 'restricted', readonly string[]>> = {
  guarded: ['open', 'guarded'],
  restricted: ['open', 'guarded', 'restricted'],
};

async function mattersOf(tx: Tx, person: string, file: CaseFile): Promise<EarlierMatter[]> {
  const own = new Set(file.allegations.map((each) => each.entry));
  const classes = readWith[file.opened.visibility];
  const { history } = await historyOf(tx, { subject: person, asAt: tx.today });
  return history.entries
    .filter((entry) => entry.kind === 'matter' && entry.roles.includes('subject') && !own.has(entry.id))
    .filter((entry) => classes.includes(entry.visibility))
    .map((entry) => ({
      entry: entry.id,
      knownOn: dayToIso(entry.knownOn),
      type: entry.type as MatterType,
      source: entry.source,
      finding: entry.finding,
    }))
    .reverse();
}

/** Earlier matters of every subject that is known, the newest first. Reading them is written down with its purpose. */
export async function earlierMatters(
  tx: Tx,
  viewer: Viewer,
  file: CaseFile,
  { isDeciding = false }: { readonly isDeciding?: boolean } = {},
): Promise<EarlierOf[]> {
  const found: EarlierOf[] = [];
  for (const person of new Set(
    file.parties.flatMap((party) => (party.role === 'subject' && party.person ? [party.person] : [])),
  )) {
    const cluster = await clusterOf(tx, person, tx.today);
    const task = await findAssignment(tx, viewer.person, cluster);
    // Whoever decides has to have read them: deciding in this case is their purpose.
    if (!task && !isDeciding) {
      found.push({ person, matters: null });
      continue;
    }
    await insertRead(tx, {
      event: 'CASE_HISTORY_SHOWN',
      subject: person,
      purpose: `Case ${file.opened.reference}${task ? '' : ': deciding in it'}`,
      assignment: task?.id ?? null,
      outcome: 'shown',
    });
    found.push({ person, matters: await mattersOf(tx, person, file) });
  }
  return found;
}
