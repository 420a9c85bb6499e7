/** Appending what was done in a case: the engine is asked first, and refuses in plain words. */
import { refuseEvent } from '../../../engines/procedures/refuse-event.ts';
import type { CaseEvent, Decider } from '../../../engines/procedures/types.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import { lock, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { versionsOf } from '../rules/rulebook.ts';
import { isTheirs } from '../rules/who-reads.ts';
import { insertEvent, type NewEvent } from '../store.ts';
import { askingOf, type CaseFile, readCase, rolesIn } from './case-file.ts';

/** A refusal that names the field it belongs to. */
export const at = (field: string, words: string, citation?: string): Refused =>
  new Refused(refuse(`field:${field}`, words, citation));

/** The case under its lock, as it stands now, if it is the viewer's to open. */
export async function caseLocked(tx: Tx, viewer: Viewer, id: string): Promise<CaseFile> {
  await lock(tx, 'case', id);
  const file = await readCase(tx, id);
  if (!file || !isTheirs(file, viewer)) throw new Refused(refuse('no-such-case', 'There is no such case.'));
  return file;
}

export const deciderOf = (file: CaseFile, viewer: Viewer): Decider => ({
  person: viewer.person,
  roles: rolesIn(file, viewer),
});

type More = Partial<
  Pick<NewEvent, 'until' | 'party' | 'letter' | 'sent_at' | 'served_on' | 'second_person' | 'snapshot' | 'decided_by'>
>;

export interface Appended {
  readonly file: CaseFile;
  readonly event: CaseEvent;
  /** Where a refusal stands. */
  readonly field: string;
  readonly more?: More;
  readonly stated?: ReadonlySet<string>;
  /** What the row keeps beside what the engine reads. */
  readonly kept?: Readonly<Record<string, unknown>>;
  /** Who decides it, where that is not who is at the keyboard. */
  readonly by?: Pick<Viewer, 'person' | 'roles'>;
}

/** Appends an event that the engine has nothing against. The caller holds the lock of the case. */
export async function append(tx: Tx, viewer: Viewer, given: Appended): Promise<void> {
  const { file, event, more = {}, kept = {} } = given;
  const asking = askingOf(file, given.by ?? viewer, given.stated);
  const no = refuseEvent(versionsOf(file.definition.code), file.events, event, asking);
  if (no) throw at(given.field, no.words, no.citation);
  const { id, on, kind, ...whole } = event as CaseEvent & Readonly<Record<string, unknown>>;
  const { reasons, reason, ...detail } = whole;
  const words = reasons ?? reason;
  const code = [whole.move, whole.notice, whole.fact, whole.clock, whole.ground, kind].find(
    (each) => typeof each === 'string',
  ) as string;
  await insertEvent(tx, file.opened.id, {
    id,
    ordinal: file.rows.length + 1,
    kind,
    code,
    on_day: on,
    detail: { ...detail, ...kept },
    reasons: typeof words === 'string' ? words.trim() : null,
    decided_by: viewer.person,
    ...more,
  });
}

/** The fact that ends the clock for naming an owner. */
export const appendOwnerNamed = (tx: Tx, viewer: Viewer, file: CaseFile): Promise<void> =>
  append(tx, viewer, {
    file,
    event: { kind: 'fact', fact: 'owner-named', id: tx.ids.next(), on: tx.today },
    field: 'main',
  });
