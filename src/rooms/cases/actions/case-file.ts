/** Everything that stands of a case today, folded from its rows: the one thing that pages, moves and letters read. */
import { movesFor } from '../../../engines/procedures/moves-for.ts';
import { stateOf } from '../../../engines/procedures/state-of.ts';
import type { Asking, CaseEvent, CaseState, Moves, ProcedureDefinition } from '../../../engines/procedures/types.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { closingFacts } from '../rules/closing-facts.ts';
import { type Ownership, ownerOf } from '../rules/owner.ts';
import {
  definitionOf,
  fulfilledIn,
  outsideSchedule3,
  rolesOfDefinition,
  statable,
  versionsOf,
} from '../rules/rulebook.ts';
import { isSeriousKind } from '../rules/serious-kind.ts';
import { type CauseRow, causesOf, type DecisionRow, decisionsOf } from '../store/decisions.ts';
import { type ContactRow, contactsOf, type LetterRow, lettersOf } from '../store/letters.ts';
import { type OwedRow, owedIn } from '../store/owed.ts';
import { type OwnershipRow, ownershipOf } from '../store/ownership.ts';
import {
  type AllegationRow,
  allegationsOf,
  type EventRow,
  eventsOf,
  findOpened,
  type OpenedRow,
  type PartyRow,
  partiesOf,
} from '../store.ts';

export interface CaseFile {
  readonly opened: OpenedRow;
  /** As they stand: where a placeholder is named, whoever it was. */
  readonly parties: readonly PartyRow[];
  readonly allegations: readonly (AllegationRow & {
    /** The party it is about, as that stands. */
    readonly about: PartyRow;
    readonly decision: DecisionRow | null;
  })[];
  readonly ownership: Ownership<OwnershipRow>;
  readonly lines: readonly OwnershipRow[];
  readonly rows: readonly EventRow[];
  readonly events: readonly CaseEvent[];
  readonly definition: ProcedureDefinition;
  readonly state: CaseState;
  /** Taken out of Schedule 3's reach or into it: which of the two this is handled under. */
  readonly isRecorded: boolean;
  /** Every decision, the replaced ones too. */
  readonly decisions: readonly DecisionRow[];
  readonly causes: readonly CauseRow[];
  readonly letters: readonly LetterRow[];
  readonly contact: ContactRow | null;
  readonly owed: readonly OwedRow[];
}

/** An event as the engine reads it. Its reasons are stored apart, because words are sealed. */
function engineEvent(row: EventRow): CaseEvent {
  const words = row.reasons ?? '';
  return {
    ...row.detail,
    id: row.id,
    on: row.on_day,
    kind: row.kind,
    ...(row.kind === 'move' ? { reasons: words } : { reason: words }),
  } as unknown as CaseEvent;
}

const grouped = <Row extends { readonly case_id: string }>(rows: readonly Row[]): Map<string, Row[]> =>
  Map.groupBy(rows, (row) => row.case_id);

function standing(parties: readonly PartyRow[]): Map<string, PartyRow> {
  const later = new Map(parties.flatMap((row) => (row.replaces ? [[row.replaces, row] as const] : [])));
  return new Map(
    parties.map((row) => {
      const named = later.get(row.id);
      return [row.id, named ? { ...row, person: named.person, id: row.id } : row];
    }),
  );
}

/** Folds many cases at once. Rows of cases that the reader may not know of are not there to fold. */
export async function foldCases(tx: Tx, rows: readonly OpenedRow[]): Promise<CaseFile[]> {
  const ids = rows.map((row) => row.id);
  const parties = grouped(await partiesOf(tx, ids));
  const allegations = grouped(await allegationsOf(tx, ids));
  const events = grouped(await eventsOf(tx, ids));
  const lines = grouped(await ownershipOf(tx, ids));
  const decisions = grouped(await decisionsOf(tx, ids));
  const causes = grouped(await causesOf(tx, ids));
  const letters = grouped(await lettersOf(tx, ids));
  const owed = grouped(await owedIn(tx, ids));
  const contacts = new Map((await contactsOf(tx, ids)).map((row) => [row.case_id, row]));
  return rows.map((opened) => {
    const stands = standing(parties.get(opened.id) ?? []);
    const decided = new Map((decisions.get(opened.id) ?? []).map((row) => [row.allegation, row]));
    const kept = events.get(opened.id) ?? [];
    const all = kept.map(engineEvent);
    // Recording a complaint begins another procedure: what counts is what happened since.
    const begun = all.findLastIndex((event) => event.kind === 'opened');
    const since = all.slice(Math.max(0, begun));
    const definition = definitionOf(since);
    return {
      opened,
      parties: [...stands.values()].filter((row) => row.replaces === null),
      allegations: (allegations.get(opened.id) ?? []).map((row) => ({
        ...row,
        about: stands.get(row.party)!,
        decision: decided.get(row.id) ?? null,
      })),
      ownership: ownerOf(lines.get(opened.id) ?? []),
      lines: lines.get(opened.id) ?? [],
      rows: kept,
      events: since,
      definition,
      state: stateOf(versionsOf(definition.code), since, tx.today),
      isRecorded: definition.code !== outsideSchedule3,
      decisions: decisions.get(opened.id) ?? [],
      causes: causes.get(opened.id) ?? [],
      letters: letters.get(opened.id) ?? [],
      contact: contacts.get(opened.id) ?? null,
      owed: owed.get(opened.id) ?? [],
    };
  });
}

/** One case, or null where the reader may not know of it. */
export async function readCase(tx: Tx, id: string): Promise<CaseFile | null> {
  const opened = await findOpened(tx, id);
  const [file] = opened ? await foldCases(tx, [opened]) : [];
  return file ?? null;
}

/** The roles that somebody has in a case, as its definition names them. */
export const rolesIn = (file: CaseFile, viewer: Pick<Viewer, 'person' | 'roles'>): readonly string[] =>
  rolesOfDefinition(viewer.roles, file.ownership.person === viewer.person);

/** What the viewer asks with. `stated` are the requirements that they meet by what they say with the move. */
export const askingOf = (
  file: CaseFile,
  viewer: Pick<Viewer, 'person' | 'roles'>,
  stated: ReadonlySet<string> = new Set(),
): Asking => ({
  roles: rolesIn(file, viewer),
  fulfilled: new Set([...fulfilledIn(closingFacts(file)), ...stated]),
  conditions: new Set(isSeriousKind(file.allegations) ? ['serious-kind'] : []),
  // Whoever is tied to anybody in it does not get as far as this: the database gives them no case.
  walls: new Set(),
});

/** Moves open to the viewer now, and those that are not with the reason in plain words. */
export const movesOpen = (file: CaseFile, viewer: Viewer): Moves =>
  movesFor(file.definition, file.state, askingOf(file, viewer, statable));

/** Persons on both sides. */
export const personsIn = (file: Pick<CaseFile, 'parties'>): string[] => [
  ...new Set(file.parties.flatMap((party) => (party.person ? [party.person] : []))),
];
