/** Whom and what the rows of a file mean: identifiers and unit names met with what is here, new ones made once. */
import type { PersonRef } from '../../../engines/mapping/mapped.ts';
import type { Tx } from '../../../platform/transaction.ts';
import {
  insertIdentifiers,
  insertSubjects,
  insertUnits,
  type NewIdentifier,
  type NewSubject,
  type NewUnit,
  subjectsByIdentifier,
  unitsByName,
} from '../../people/index.ts';
import { insertPlacements, openTray } from '../../record/index.ts';

const refKey = (ref: PersonRef): string => `${ref.scheme}\0${ref.id}`;
/** The case of a letter makes no other unit. */
const unitKey = (name: string): string => name.toLowerCase();
/** Beyond this many, what was met is forgotten and asked for again: memory must not grow with the file. */
const mostKept = 500_000;

/** One import's view of who is who. Rows are met in batches: learn first, then ask, then write what was made. */
export class ImportReferences {
  readonly #tx: Tx;
  readonly #source: string;
  readonly #unitScheme: string;
  readonly #subjects = new Map<string, string | null>();
  readonly #units = new Map<string, string | null>();
  #newSubjects: NewSubject[] = [];
  #newIdentifiers: NewIdentifier[] = [];
  #newUnits: NewUnit[] = [];

  /** `source` is written beside everything made; `unitScheme` is what the file's own references of units are filed under. */
  constructor(tx: Tx, source: string, unitScheme: string) {
    this.#tx = tx;
    this.#source = source;
    this.#unitScheme = unitScheme;
  }

  /** Looks up identifiers not met before. */
  async learn(refs: Iterable<PersonRef>): Promise<void> {
    if (this.#subjects.size > mostKept) this.#subjects.clear();
    const wanted = new Map<string, Set<string>>();
    for (const ref of refs) {
      if (this.#subjects.has(refKey(ref))) continue;
      const values = wanted.get(ref.scheme) ?? new Set();
      wanted.set(ref.scheme, values.add(ref.id));
    }
    for (const [scheme, values] of wanted) {
      const found = await subjectsByIdentifier(this.#tx, scheme, [...values]);
      for (const id of values) this.#subjects.set(refKey({ scheme, id }), found.get(id) ?? null);
    }
  }

  /** Looks up units not met before, by the file's reference and then by name. */
  async learnUnits(names: Iterable<string>): Promise<void> {
    const wanted = [...new Set(names)].filter((name) => !this.#units.has(unitKey(name)));
    if (wanted.length === 0) return;
    const byRef = await subjectsByIdentifier(this.#tx, this.#unitScheme, wanted);
    const byName = await unitsByName(this.#tx, wanted);
    for (const name of wanted)
      this.#units.set(unitKey(name), byRef.get(name) ?? byName.get(name.toLowerCase()) ?? null);
  }

  /** Whoever has the identifier, or null. */
  find(ref: PersonRef): string | null {
    return this.#subjects.get(refKey(ref)) ?? null;
  }

  /** A person known by this identifier only. */
  makePerson(ref: PersonRef): string {
    const id = this.#tx.ids.next();
    this.#newSubjects.push({ id, kind: 'person', source: this.#source });
    this.attach(id, ref);
    return id;
  }

  /** Gives somebody a further identifier. */
  attach(subject: string, ref: PersonRef): void {
    this.#newIdentifiers.push({ subject, scheme: ref.scheme, value: ref.id, source: this.#source });
    this.#subjects.set(refKey(ref), subject);
  }

  /** The unit of this name or reference, or null. */
  findUnit(name: string): string | null {
    return this.#units.get(unitKey(name)) ?? this.find({ scheme: this.#unitScheme, id: name });
  }

  /** The unit of this name; made, once, where there is none. */
  unit(name: string): string {
    const found = this.findUnit(name);
    if (found) return found;
    const id = this.#tx.ids.next();
    this.#newSubjects.push({ id, kind: 'unit', label: name, source: this.#source });
    this.#newUnits.push({ unit: id, name, kind: 'unit', source: this.#source });
    this.#units.set(unitKey(name), id);
    return id;
  }

  /** A unit known by the file's reference, for its own row to describe. */
  makeUnit(ref: string): string {
    const id = this.#tx.ids.next();
    this.#newSubjects.push({ id, kind: 'unit', label: ref, source: this.#source });
    this.attach(id, { scheme: this.#unitScheme, id: ref });
    this.#units.set(unitKey(ref), id);
    return id;
  }

  /**
   * Writes what was made, and tries the tray again for everyone who has come: an entry that named an identifier is about
   * whoever turns out to have it, from the day on which the entry was known.
   */
  async write(): Promise<void> {
    const identifiers = this.#newIdentifiers;
    await insertSubjects(this.#tx, this.#newSubjects);
    await insertUnits(this.#tx, this.#newUnits);
    await insertIdentifiers(this.#tx, identifiers);
    this.#newSubjects = [];
    this.#newUnits = [];
    this.#newIdentifiers = [];
    await this.#retryTray(identifiers);
  }

  async #retryTray(identifiers: readonly NewIdentifier[]): Promise<void> {
    for (const scheme of new Set(identifiers.map((one) => one.scheme))) {
      const owners = new Map(
        identifiers.filter((one) => one.scheme === scheme).map((one) => [one.value, one.subject] as const),
      );
      const matches = await openTray(this.#tx, scheme, [...owners.keys()]);
      await insertPlacements(
        this.#tx,
        matches.map((match) => ({
          match,
          unplaced: match.unplaced,
          person: owners.get(match.value)!,
          how: 'identifier',
          reason: 'The person who joined has the identifier that the source gave.',
          knownOn: match.known_on,
        })),
      );
    }
  }
}
