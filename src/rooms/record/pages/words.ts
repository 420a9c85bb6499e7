/** The record's words as people read them: labels for types, sources, findings, and what tone a finding has. */
import type { Finding, PartyRole } from '../../../engines/vocabulary.ts';
import type { FindingTone, ItemKind } from '../../../web/views.ts';

const own: Readonly<Record<string, string>> = {
  hr: 'Personnel',
  'non-crime-incident': 'Incident (not a crime)',
  'other-force-record': 'Record of another force',
  'other-force-referral': 'Referral from another force',
  'conduct-system': 'Conduct system',
  account: 'Told to a review',
  other: 'Matter outside the list',
  'stop-search': 'Stop and search record',
  'use-of-force': 'Use of force record',
  none: 'No finding',
  'not-recorded': 'Never recorded',
  'no-action': 'No action',
  eliminated: 'Eliminated: counts for nothing',
  'case-to-answer': 'Case to answer',
  'stop-search-conduct': 'Conduct of a stop or search',
  'stalking-harassment': 'Stalking or harassment',
  'custody-care': 'Care in custody',
  'discrimination-race': 'Discrimination: race',
  'discrimination-sex': 'Discrimination: sex',
  'discrimination-orientation': 'Discrimination: sexual orientation or gender identity',
  'discrimination-religion': 'Discrimination: faith or belief',
  'discrimination-disability': 'Discrimination: disability or health',
  'death-or-serious-injury': 'Death or serious injury',
  'signal:same-victim-type': 'Same kind of person affected',
};

/** `sexual-misconduct` → `Sexual misconduct`. */
export function label(word: string): string {
  const found = own[word];
  if (found) return found;
  const spaced = word.replace(/^signal:|^link:|^clock:/, '').replaceAll('-', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

const established: ReadonlySet<Finding> = new Set([
  'upheld',
  'proven',
  'written-warning',
  'dismissed',
  'barred',
  'convicted',
  'case-to-answer',
]);
const live: ReadonlySet<Finding> = new Set(['open', 'charged', 'case-to-answer']);

/** open: still being looked at; ended: closed without being established; established; void: counts for nothing. */
export function toneOf(finding: Finding): FindingTone {
  if (finding === 'eliminated') return 'void';
  if (finding === 'open' || finding === 'charged') return 'open';
  if (finding === 'none') return 'none';
  return established.has(finding) ? 'established' : 'ended';
}

export const isLive = (finding: Finding): boolean => live.has(finding);

/** Account, record and finding are told apart everywhere (P-11). */
export const kindOf = (basis: 'account' | 'record' | 'finding'): Exclude<ItemKind, 'career'> => basis;

const parts: Readonly<Record<PartyRole, string>> = {
  subject: 'Subject of it',
  reporter: 'Reported it',
  affected: 'Affected by it',
  witness: 'Witness to it',
  actor: 'Took this step',
  'decision-maker': 'Decided it',
  about: 'Named in it',
  sender: 'Sent it',
  unit: 'Unit concerned',
};

/** The part somebody plays where it is not the subject. Reporters and people affected are never shown on a timeline. */
export function partOf(roles: readonly PartyRole[]): string | undefined {
  if (roles.length === 0 || roles.includes('subject')) return undefined;
  const [first] = roles;
  return first ? parts[first] : undefined;
}
