/** Who opens a case: those who take in and watch over all of them, and of the others whoever it is the work of. */
import type { Ownership } from './owner.ts';

const restrictedReaders = [
  'specialist-investigator',
  'vetting-officer',
  'guardian',
  'custodian',
  'head-of-standards',
  'overseer',
  'independent-investigator',
];
const allCases = ['assessor', 'head-of-standards', 'overseer'];

/** Whether somebody with these roles may read this class at all. */
export const canRead = (visibility: 'guarded' | 'restricted', roles: readonly string[]): boolean =>
  visibility === 'guarded' || roles.some((role) => restrictedReaders.includes(role));

interface Reader {
  readonly person: string;
  readonly roles: readonly string[];
}
interface Read {
  readonly ownership: Pick<Ownership, 'person' | 'offer'>;
  readonly contact: { readonly person: string; readonly deputy: string } | null;
}

/** Whether the case is this reader's to open. Walls and classes are the database's. */
export const isTheirs = (file: Read, { person, roles }: Reader): boolean =>
  roles.some((role) => allCases.includes(role)) ||
  file.ownership.person === person ||
  file.ownership.offer?.person === person ||
  file.contact?.person === person ||
  file.contact?.deputy === person;
