/**
 * Where everybody here is tied, the local policing body names who decides. They see what whoever they name must be able to
 * read, and nothing of what it is about. And whoever is asked can pass it on, so that nothing waits for somebody who cannot.
 */
import { addDays } from '../../../platform/clock.ts';
import type { DutyId } from '../../../platform/ids.ts';
import { isRefusal, type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { overrideLimitsOn } from '../../access/index.ts';
import { findEntry, personByNumber } from '../../record/index.ts';
import { owes, standingOf } from '../rules/ladder.ts';
import { askedBefore, isReplaced, mayBeNamed, waitingBehind } from '../store/outside.ts';
import { type DutyRow, findDuty, insertAnswer, insertDuty, listAnswers } from '../store.ts';
import { overrideKind } from './ask-override.ts';
import { askSecond, outsideKind, secondPersonKind } from './choose-second.ts';
import { peopleIn } from './propose.ts';

const decideWithinDays = 10;

/** The question to name somebody, for whoever owes it and while it is open. */
export async function openOutside(tx: Tx, viewer: Viewer, id: string): Promise<DutyRow | null> {
  const duty = await findDuty(tx, id);
  if (duty?.kind !== outsideKind) return null;
  if (!owes(standingOf(duty.ladder, tx.today), viewer.person, viewer.roles)) return null;
  return (await listAnswers(tx, [id])).length === 0 ? duty : null;
}

export interface NameOutside {
  readonly duty: string;
  readonly number: string;
  readonly reason: string;
}

/** Gives what waits to somebody untied: it is theirs by name from now on. */
export async function nameOutside(tx: Tx, viewer: Viewer, given: NameOutside): Promise<DutyId | Refusal> {
  const open = await openOutside(tx, viewer, given.duty);
  const waits = open ? await waitingBehind(tx, open.id) : null;
  if (!open || !waits) return refuse('no-such-duty', 'There is no such duty.');
  if (given.reason.trim().length < 15) return refuse('field:reason', 'Say in a sentence why this person');
  const named = await personByNumber(tx, given.number);
  if (isRefusal(named)) return refuse('field:number', named.words);
  if (named.id === viewer.person || !(await mayBeNamed(tx, named.id, open.id)))
    throw new Refused(
      refuse(
        'field:number',
        'This person may not decide it: they are tied to somebody in it, away, or hold no role that may read it',
        'P-21',
      ),
    );
  await insertAnswer(tx, { duty: open.id, outcome: 'named', reason: given.reason.trim(), detail: { named: named.id } });
  return insertDuty(tx, {
    kind: waits.kind,
    title: waits.title,
    about: waits.about,
    entry: waits.entry,
    visibility: waits.visibility,
    owedToPerson: waits.owed_to_person,
    owedToRole: waits.owed_to_role,
    ladder: [{ person: named.id, from: tx.today, due: addDays(tx.today, decideWithinDays) }],
    consequence: waits.consequence,
    raisedOn: waits.raised_on,
    replaces: waits.id,
  });
}

async function partiesOf(tx: Tx, duty: DutyRow): Promise<string[]> {
  const put = duty.kind === secondPersonKind && duty.entry ? await findEntry(tx, duty.entry) : null;
  const of = put?.acts_on?.[0] ? await findEntry(tx, put.acts_on[0]) : null;
  return [...(of ? peopleIn(of) : []), ...(duty.about ? [duty.about] : [])];
}

/** Passes a question of the second person on: by whoever cannot answer it, or once it is late by whoever put it. */
export async function passOn(tx: Tx, viewer: Viewer, id: string): Promise<DutyId | Refusal> {
  const duty = await findDuty(tx, id);
  if (!duty || (duty.kind !== secondPersonKind && duty.kind !== overrideKind) || !duty.owed_to_person)
    return refuse('no-such-duty', 'There is no such duty.');
  const standing = standingOf(duty.ladder, tx.today);
  const isHolder = owes(standing, viewer.person, viewer.roles);
  const isTired = duty.owed_to_person === viewer.person && standing.overdue;
  if ((!isHolder && !isTired) || (await listAnswers(tx, [id])).length > 0 || (await isReplaced(tx, id)))
    return refuse('field:answer', 'Only whoever is asked can pass it on, and whoever put it once it is late');
  return askSecond(
    tx,
    {
      visibility: duty.visibility as 'guarded',
      covertList: duty.covert_list,
      people: await partiesOf(tx, duty),
      asker: duty.owed_to_person,
      asked: [...(await askedBefore(tx, id)), viewer.person],
      ...(duty.kind === overrideKind ? { roles: overrideLimitsOn(tx.today).askable } : {}),
    },
    {
      kind: duty.kind,
      title: duty.title,
      about: duty.about,
      entry: duty.entry,
      visibility: duty.visibility,
      covertList: duty.covert_list,
      owedToPerson: duty.owed_to_person,
      consequence: duty.consequence,
      due: addDays(tx.today, decideWithinDays),
      replaces: id,
    },
  );
}
