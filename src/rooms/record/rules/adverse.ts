/**
 * What on a record stands against somebody coming into service, and what makes an allegation serious. Pure.
 * Source: Police Act 1996 part 4A (barred lists); College of Policing APP on vetting; the review's ch. 5.
 */
import type { History, HistoryEntry } from '../../../engines/history.ts';
import type { Finding, MatterType } from '../../../engines/vocabulary.ts';

export interface Adverse {
  readonly kind: 'open-case' | 'dismissed-or-barred' | 'left-under-inquiry' | 'refused-before' | 'namesake';
  readonly entry: string | null;
  readonly words: string;
}

const openFindings: ReadonlySet<Finding> = new Set(['open', 'charged', 'case-to-answer']);
const endedBadly: ReadonlySet<string> = new Set(['dismissed', 'barred', 'convicted']);

/** One entry in which the person is the subject, or null where it stands against nothing. Eliminated stands against nobody. */
function against(entry: HistoryEntry): Adverse['kind'] | null {
  if (!entry.roles.includes('subject')) return null;
  if (endedBadly.has(entry.finding)) return 'dismissed-or-barred';
  if (entry.kind === 'matter' && openFindings.has(entry.finding)) return 'open-case';
  if (entry.kind === 'matter' && (entry.finding === 'resigned' || entry.finding === 'retired'))
    return 'left-under-inquiry';
  if (entry.type === 'vetting-step' && (entry.step === 'refuse' || entry.finding === 'refused'))
    return 'refused-before';
  return null;
}

const saidOf: Readonly<Record<Adverse['kind'], string>> = {
  'open-case': 'A matter is still open',
  'dismissed-or-barred': 'Dismissed, barred or convicted',
  'left-under-inquiry': 'Left before a matter had a result',
  'refused-before': 'Clearance was refused before',
  namesake: 'Somebody of the same name left, or has an adverse record: decide first whether they are one person',
};

/** What stands against the person in their whole record and in how they left before. */
export function adverseIn(history: History, leavingReasons: readonly string[]): Adverse[] {
  const found: Adverse[] = [];
  for (const entry of history.entries) {
    const kind = against(entry);
    if (kind) found.push({ kind, entry: entry.id, words: saidOf[kind] });
  }
  for (const reason of leavingReasons)
    if (endedBadly.has(reason.trim().toLowerCase()))
      found.push({ kind: 'dismissed-or-barred', entry: null, words: `Left before: ${reason}` });
  return found;
}

/** Somebody else of the same name with something against them. */
export const namesakeOf = (): Adverse => ({ kind: 'namesake', entry: null, words: saidOf.namesake });

const seriousTypes: ReadonlySet<string> = new Set<MatterType>([
  'sexual-misconduct',
  'sexual-harassment',
  'domestic-abuse',
  'stalking-harassment',
  'violence',
  'discrimination-race',
  'discrimination-sex',
  'discrimination-orientation',
  'discrimination-religion',
  'discrimination-disability',
  'abuse-of-position',
  'dishonesty',
  'retaliation',
  'death-or-serious-injury',
]);

/** Whether a record carries an allegation for which one person alone may not decide whose it is. */
export const isSerious = (history: History): boolean =>
  history.entries.some(
    (entry) =>
      entry.roles.includes('subject') &&
      entry.finding !== 'eliminated' &&
      (seriousTypes.has(entry.type) ||
        (entry.label !== null && seriousTypes.has(entry.label.said)) ||
        entry.type === 'charge'),
  );
