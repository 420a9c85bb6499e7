/**
 * Allegations of a present system as entries: a new row is an entry, a change is an amendment, a deletion is a mark.
 * Nothing is updated, nobody is flagged, and what the source no longer says stays readable.
 */
import type { Facts, HeldRow } from '../../../engines/legacy/compare-night.ts';
import { findingOf } from '../../../engines/legacy/read-export.ts';
import type { MappedEntry, PersonRef } from '../../../engines/mapping/mapped.ts';
import type { Finding, Visibility } from '../../../engines/vocabulary.ts';
import {
  type FoldedEntry,
  foldedEntries,
  type NewEntry,
  type NewParty,
  postMany,
  type UnknownParty,
  whyNotPostable,
} from '../../record/index.ts';
import { type ChangesToMake, changesToMake, isUndecided } from '../rules/changes-to-make.ts';
import { isoOf } from './import-people.ts';
import type { GoneChange, Keeper, NightContext, RowChange, TakenChange, Target } from './legacy-keeper.ts';

const identifier = { how: 'identifier' } as const;

/** Refuses one row from inside its making. */
class RowRefused extends Error {}

/** What an amendment takes over from the entry that it acts on. */
type AmendmentBase = Pick<NewEntry, 'source' | 'matter' | 'basis' | 'parties' | 'unknown' | 'unit'> & {
  readonly id: string;
  readonly visibility: Visibility;
};

type Corrects = Readonly<Record<string, unknown>>;

export class AllegationsKeeper implements Keeper<MappedEntry> {
  readonly #context: NightContext;
  readonly #entries: NewEntry[] = [];
  #folded = new Map<string, FoldedEntry>();

  constructor(context: NightContext) {
    this.#context = context;
  }

  async prepare(changes: readonly RowChange<MappedEntry>[]): Promise<void> {
    const { references, tx } = this.#context;
    const records = changes.flatMap((change) =>
      change.change === 'gone' || change.change === 'rejected' ? [] : [change.row.record],
    );
    const refs: PersonRef[] = [];
    const units: string[] = [];
    for (const record of records) {
      if (record.person) refs.push(record.person);
      for (const other of record.others) if (other.person) refs.push(other.person);
      for (const party of record.parties) {
        if (party.scheme !== null) refs.push({ scheme: party.scheme, id: party.ref });
        if (party.role === 'unit') units.push(party.ref);
      }
      if (record.unit !== null) units.push(record.unit);
    }
    await references.learn(refs);
    await references.learnUnits(units);
    const targets = changes.flatMap((change) => (change.held?.target ? [change.held.target] : []));
    this.#folded = await foldedEntries(tx, targets);
  }

  take(change: TakenChange<MappedEntry>): Target | string {
    const { facts } = change.row;
    const before = change.change === 'new' || !change.held.target ? undefined : this.#folded.get(change.held.target);
    if (before && facts.class !== before.row.visibility)
      return `The source gives it the class "${String(facts.class)}". An export changes nobody’s right to read: decide it here.`;
    try {
      const made =
        before && change.change !== 'new' ? this.#amended(change, before) : this.#stated(change.ref, change.row, null);
      for (const entry of made.entries) {
        const no = whyNotPostable(entry, this.#context.tx.today);
        if (no) return no.words;
      }
      this.#entries.push(...made.entries);
      return { target: made.target, entry: made.target };
    } catch (error) {
      if (error instanceof RowRefused) return error.message;
      throw error;
    }
  }

  /** The source no longer holds it. It counts as it did: to delete a row is no finding about anybody. */
  drop({ held }: GoneChange<MappedEntry>): void {
    const before = held.target ? this.#folded.get(held.target) : undefined;
    if (!before) return;
    this.#entries.push(
      this.#correction(before, {
        corrects: { atSource: 'gone' },
        words: `${this.#context.map.name} no longer holds this, from its export of ${this.#context.night} on. It counts as it did.`,
        of: held,
      }),
    );
  }

  async write(): Promise<void> {
    await this.#context.references.write();
    await postMany(this.#context.tx, this.#entries);
  }

  #matterId(source: string, matter: unknown): string | null {
    return typeof matter === 'string' ? this.#context.keyed('matter', source, matter) : null;
  }

  #partiesOf(record: MappedEntry): { parties: NewParty[]; unknown: UnknownParty[] } {
    const { references, map } = this.#context;
    const parties: NewParty[] = [];
    const unknown: UnknownParty[] = [];
    const meet = (role: NewParty['role'], ref: PersonRef, makes: boolean) => {
      const found = references.find(ref) ?? (makes ? references.makePerson(ref) : null);
      if (found) parties.push({ role, subject: found, join: identifier });
      else unknown.push({ role, scheme: ref.scheme, value: ref.id });
    };
    if (record.person) meet('subject', record.person, map.allegations.map.person?.else === 'create');
    else unknown.push({ role: 'subject', description: 'nobody named by the source' });
    for (const { role, person, kind } of record.others) {
      if (person) meet(role, person, false);
      else if (kind !== null) unknown.push({ role, description: kind });
    }
    for (const { role, ref, scheme } of record.parties) {
      if (role === 'unit') parties.push({ role, subject: references.unit(ref), join: identifier });
      else if (scheme !== null) meet(role, { scheme, id: ref }, false);
      else throw new RowRefused(`"${ref.slice(0, 60)}" is named without saying what kind of number that is.`);
    }
    return { parties, unknown };
  }

  /** The row as an entry of its own, with the finding it came with. `restates` is the entry that it stands beside from now on. */
  #stated(
    ref: string,
    { record, facts }: TakenChange<MappedEntry>['row'],
    restates: string | null,
  ): { target: string; entries: NewEntry[] } {
    const { tx, night, map } = this.#context;
    const { parties, unknown } = this.#partiesOf(record);
    const { finding, findingOn } = findingOf(record);
    const later = record.laterFinding !== null && finding !== 'eliminated' && !isUndecided(finding);
    const entry: NewEntry & AmendmentBase = {
      id: tx.ids.next(),
      kind: 'matter',
      source: record.source,
      type: record.type,
      step: record.step,
      sourceRef: record.sourceRef,
      matter: this.#matterId(record.source, facts.matter),
      happenedFrom: isoOf(record.happenedFrom),
      happenedTo: isoOf(record.happenedTo),
      datesMadeUp: record.datesMadeUp,
      knownOn: isoOf(record.knownOn)!,
      basis: record.basis,
      finding: later ? 'none' : finding,
      findingNeverKnown: finding === 'eliminated' && record.laterFinding !== null,
      visibility: record.visibility,
      parties,
      unknown,
      features: record.features,
      missing: record.missing,
      values: Object.keys(record.values).length > 0 ? record.values : null,
      label: record.label,
      unit: record.unit === null ? null : this.#context.references.unit(record.unit),
      evidence: { system: map.system, night, ref, ...(restates ? { restates } : {}) },
      summary: record.detail,
    };
    if (!later) return { target: entry.id, entries: [entry] };
    const known = [isoOf(findingOn) ?? night, night].sort()[0]!;
    const decided = this.#finding(entry, {
      finding,
      findingOn: isoOf(findingOn),
      knownOn: [known, entry.knownOn].sort()[1]!,
    });
    return { target: entry.id, entries: [entry, decided] };
  }

  #amended(change: Exclude<TakenChange<MappedEntry>, { change: 'new' }>, before: FoldedEntry) {
    const { record, facts } = change.row;
    const changes = changesToMake(this.#fieldsThatDiffer(change, before), facts);
    const words = (what: string) => `${this.#context.map.name} ${what}, from its export of ${this.#context.night} on.`;
    if (changes.restate) {
      const made = this.#stated(change.ref, change.row, before.entry.id);
      const note = this.#correction(before, {
        corrects: { atSource: 'restated' },
        words: words(`states this anew (${change.fields.join(', ')}); the new statement stands beside this one`),
        of: change.held,
      });
      return { target: made.target, entries: [note, ...made.entries] };
    }
    const entries: NewEntry[] = [];
    const isBack = change.held.state === 'gone';
    if (changes.relabel) entries.push(this.#relabelled(before, record));
    if (changes.finding) entries.push(this.#decided(before, record));
    if (changes.corrects.length > 0 || isBack || change.change === 'moved') {
      const corrects = this.#correctsOf(record, facts, changes);
      entries.push(
        this.#correction(before, {
          corrects: isBack ? { ...corrects, atSource: 'held' } : corrects,
          words: wordsOfCorrection(change, changes, record) ?? words('reads otherwise'),
          of: change.held,
          number: record.sourceRef,
          more: { fields: change.fields, ...(change.change === 'moved' ? { movedTo: change.ref } : {}) },
        }),
      );
    }
    return { target: before.entry.id, entries };
  }

  /** Somebody who was given another number is still who the row is about. */
  #fieldsThatDiffer(
    change: { readonly fields: readonly string[]; readonly row: { readonly record: MappedEntry } },
    before: FoldedEntry,
  ): string[] {
    const { person } = change.row.record;
    const subject = before.parties.find((party) => party.role === 'subject')?.subject;
    const isSame = person !== null && subject !== undefined && this.#context.references.find(person) === subject;
    return change.fields.filter((field) => field !== 'person' || !isSame);
  }

  #correctsOf(record: MappedEntry, facts: Facts, { corrects }: ChangesToMake): Corrects {
    const all: Corrects = {
      happenedFrom: record.happenedFrom,
      happenedTo: record.happenedTo ?? record.happenedFrom,
      features: record.features,
      missing: record.missing,
      values: record.values,
      matter: this.#matterId(record.source, facts.matter),
      unit: record.unit === null ? null : this.#context.references.unit(record.unit),
    };
    const dates = corrects.some((field) => field === 'happenedFrom' || field === 'happenedTo');
    const named = [...corrects, ...(dates ? ['happenedFrom', 'happenedTo'] : [])];
    return Object.fromEntries(named.filter((field) => field in all).map((field) => [field, all[field]]));
  }

  #base(of: FoldedEntry): AmendmentBase {
    return {
      id: of.entry.id,
      source: of.row.source,
      matter: of.entry.matter,
      basis: of.row.basis,
      visibility: of.row.visibility,
      parties: of.parties,
      unknown: of.waiting,
      unit: of.entry.unit,
    };
  }

  #correction(
    of: FoldedEntry,
    given: {
      readonly corrects: Corrects;
      readonly words: string;
      readonly of: HeldRow;
      readonly number?: string | null;
      readonly more?: Readonly<Record<string, unknown>>;
    },
  ): NewEntry {
    const { night, map } = this.#context;
    const { id, ...base } = this.#base(of);
    return {
      ...base,
      kind: 'amendment',
      type: 'decision-step',
      step: 'correct',
      ...(given.number ? { sourceRef: given.number } : {}),
      knownOn: night,
      basis: 'record',
      actsOn: [id],
      evidence: {
        corrects: given.corrects,
        system: map.system,
        night,
        ref: given.of.ref,
        ...given.more,
      },
      summary: given.words,
    };
  }

  #relabelled(of: FoldedEntry, record: MappedEntry): NewEntry {
    const { night, map } = this.#context;
    const { id, ...base } = this.#base(of);
    return {
      ...base,
      kind: 'amendment',
      type: 'severity-step',
      step: 'relabel',
      knownOn: night,
      basis: 'record',
      actsOn: [id],
      label: { said: of.entry.type, given: record.type },
      evidence: { system: map.system, night },
      summary: `${map.name} gives it another type, from its export of ${night} on.`,
    };
  }

  /** The finding as the source has it now, after whatever finding this system gave before. */
  #decided(of: FoldedEntry, record: MappedEntry): NewEntry {
    const { night } = this.#context;
    const { finding, findingOn } = findingOf(record);
    const said = isoOf(findingOn);
    const byHand = new Set(of.byHand.map((row) => row.id));
    const earlier = of.entry.amendedBy
      .filter((each) => (each.step === 'finding' || each.step === 'withdrawal') && !byHand.has(each.entry))
      .map((each) => isoOf(each.knownOn)!);
    const known = [said !== null && said <= night ? said : night, of.row.known_on, ...earlier].sort().at(-1)!;
    return this.#finding(this.#base(of), { finding, findingOn: said, knownOn: known });
  }

  #finding(
    of: AmendmentBase,
    given: { readonly finding: Finding; readonly findingOn: string | null; readonly knownOn: string },
  ): NewEntry {
    const { night, map } = this.#context;
    const { id, source, matter = null, basis, visibility, parties, unknown = [], unit = null } = of;
    const isWithdrawal = given.finding === 'withdrawn';
    return {
      source,
      matter,
      visibility,
      parties,
      unknown,
      unit,
      kind: 'amendment',
      type: isWithdrawal ? 'withdrawal' : 'decision-step',
      step: isWithdrawal ? 'withdraw' : 'decide',
      happenedFrom: given.findingOn,
      knownOn: given.knownOn,
      basis: basis === 'account' ? 'record' : basis,
      finding: given.finding,
      actsOn: [id],
      evidence: { system: map.system, night },
      summary: `${map.name} gives this result, in its export of ${night}.`,
    };
  }
}

/** New words of the source are kept as they are; everything else of a correction is told in a sentence. */
function wordsOfCorrection(
  change: TakenChange<MappedEntry>,
  { corrects }: ChangesToMake,
  record: MappedEntry,
): string | null {
  if (corrects.includes('words')) return record.detail ?? 'The source gives no words any more.';
  if (change.change === 'moved')
    return `Its reference at the source is ${change.ref}; it was ${change.from}. Both find it.`;
  if (change.change === 'back') return 'The source holds it again.';
  return null;
}
