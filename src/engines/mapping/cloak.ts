/**
 * Importing people whose identity is protected (undercover, witness protection) without naming them.
 *
 * What must stay true: one person has one code in every file, so that the history still joins; without the secret a code
 * cannot be traced back, not even by trying every number, for identifiers are short; no name, birthday, identifier or
 * free text of a cloaked row is handed on; its row key is made again with the secret, since a plain digest of a row that
 * holds a six-figure number can be guessed. The list and the secret are never written to the database or to a log.
 * It does not hide what a unit, rank or rare event gives away: that is what the visibility classes are for.
 */
import { createHmac } from 'node:crypto';
import type { Mapped, MappedEntry, MappedPerson, PersonRef } from './mapped.ts';

export interface ProtectedIdentity extends PersonRef {
  /** A label that several identifiers of one person share, so that they get one code. Must never change. */
  readonly as?: string;
}

/** Whom to hide. `everyone` is the map's `cloak: "everyone"`: a whole file from a protected unit. */
export interface CloakSpec {
  readonly identities: readonly ProtectedIdentity[];
  readonly secret: Uint8Array;
  readonly everyone?: boolean;
}

export interface Cloak {
  readonly covers: (ref: PersonRef) => boolean;
  /** The identity as it may be stored: a code if protected, else itself. */
  readonly ref: (ref: PersonRef) => PersonRef;
  /** A record with everything that names a protected person replaced, and whether anything was. */
  readonly record: <R extends Mapped>(record: R) => { readonly record: R; readonly cloaked: boolean };
  /** The row key of a cloaked row. */
  readonly rowKey: (key: string) => string;
}

export const cloakedScheme = 'cloaked';

/** The same identifier in other dress is the same person: spaces, case and wide letters must not leak an identity. */
const foldedId = (id: string): string => id.normalize('NFKC').replace(/\s+/gu, '').toUpperCase();
const folded = (ref: PersonRef): string => JSON.stringify([ref.scheme, foldedId(ref.id)]);

// Sixty bits: with eight letters, two of some thousands of people could come to share a code and so a history.
const letters = 'abcdefghjkmnpqrstuvwxyz023456789';
const codeLength = 12;

/** Makes a cloak. Throws if the secret is too short to keep anything: that is a fault of the installation. */
export function cloakWith(spec: CloakSpec): Cloak {
  if (spec.secret.length < 16) throw new RangeError('the cloak secret needs at least 16 bytes');
  const labels = new Map(
    spec.identities.map((one) => [folded(one), one.as === undefined ? folded(one) : `as:${one.as}`]),
  );
  // References in lists of parties carry no scheme: there, one that looks like a protected identifier is taken for it.
  const byId = new Map(spec.identities.map((one) => [foldedId(one.id), one]));
  const mac = (purpose: string, text: string) =>
    createHmac('sha256', spec.secret).update(`${purpose}\0${text}`).digest();
  const covers = (ref: PersonRef) => spec.everyone === true || labels.has(folded(ref));
  const codes = new Map<string, PersonRef>();
  const ref = (from: PersonRef): PersonRef => {
    if (from.scheme === cloakedScheme || !covers(from)) return from;
    const label = labels.get(folded(from)) ?? folded(from);
    const known = codes.get(label);
    if (known) return known;
    let code = '';
    for (const byte of mac('person', label).subarray(0, codeLength)) code += letters.charAt(byte & 31);
    const made = { scheme: cloakedScheme, id: `cloaked-${code}` };
    codes.set(label, made);
    return made;
  };
  return {
    covers,
    ref,
    record: <R extends Mapped>(record: R) => {
      const replaced = cloakRecord(record, {
        ref,
        bare: (id, scheme) => ref(byId.get(foldedId(id)) ?? { scheme, id }).id,
      });
      return { record: replaced as R, cloaked: replaced !== record };
    },
    rowKey: (key) => mac('row', key).toString('hex').slice(0, 32),
  };
}

interface Hide {
  readonly ref: (ref: PersonRef) => PersonRef;
  /** A reference without a scheme of its own; as it was if it is nobody protected. */
  readonly bare: (id: string, scheme: string) => string;
}

function cloakEntry(entry: MappedEntry, hide: Hide): MappedEntry {
  const person = entry.person && hide.ref(entry.person);
  const others = entry.others.map((other) => (other.person ? { ...other, person: hide.ref(other.person) } : other));
  const parties = entry.parties.map((party) => {
    const ref = party.role === 'unit' ? party.ref : hide.bare(party.ref, party.scheme ?? entry.person?.scheme ?? '');
    return ref === party.ref ? party : { ...party, ref };
  });
  const touched =
    person !== entry.person ||
    others.some((other, index) => other.person !== entry.others[index]?.person) ||
    parties.some((party, index) => party !== entry.parties[index]);
  // Words may name anybody in the row, so none of them pass.
  return touched ? { ...entry, person, others, parties, detail: null, label: null } : entry;
}

function cloakPerson(row: MappedPerson, hide: Hide): MappedPerson {
  // Any one protected identifier protects the person, so the code comes from it and not from whichever stands first.
  const protecting = [row.person, ...row.also].find((one) => hide.ref(one) !== one);
  if (!protecting) return row;
  return { ...row, person: hide.ref(protecting), also: [], given: null, family: null, full: null, born: null };
}

function cloakRecord(record: Mapped, hide: Hide): Mapped {
  switch (record.kind) {
    case 'entry':
      return cloakEntry(record, hide);
    case 'person':
      return cloakPerson(record, hide);
    case 'post': {
      const [person, supervisor] = [
        record.person && hide.ref(record.person),
        record.supervisor && hide.ref(record.supervisor),
      ];
      return person === record.person && supervisor === record.supervisor ? record : { ...record, person, supervisor };
    }
    case 'stop': {
      const person = record.person && hide.ref(record.person);
      return person === record.person ? record : { ...record, person };
    }
    case 'unit':
    case 'record':
      return record;
  }
}
