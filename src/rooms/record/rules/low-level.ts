/** What a low-level outcome is, and which kinds of matter are alike. Source: Police (Conduct) Regulations 2020 reg. 10(6), part 6. */
import type { Finding, MatterType } from '../../../engines/vocabulary.ts';

export const lowLevelFindings = [
  'words-of-advice',
  'reflective-practice',
  'management-action',
  'local-resolution',
] as const satisfies readonly Finding[];
export type LowLevel = (typeof lowLevelFindings)[number];

export const isLowLevel = (finding: string): finding is LowLevel =>
  (lowLevelFindings as readonly string[]).includes(finding);

/** What a logged outcome keeps beside the entry's own columns. */
export interface OutcomeDetail {
  readonly class: MatterType;
  readonly reason: string;
  readonly action: string;
  readonly followUp: string;
  /** Why the person it is about is not told yet, and until when. */
  readonly delay?: { readonly reason: string; readonly until: string } | null;
}

const families: Partial<Record<MatterType, string>> = {
  'sexual-misconduct': 'sexual',
  'sexual-harassment': 'sexual',
  'domestic-abuse': 'domestic abuse',
  'stalking-harassment': 'stalking or harassment',
};

/** Kinds of matter that are alike: every discrimination is one family, as sexual misconduct and harassment are. */
export const familyOf = (type: MatterType): string =>
  families[type] ?? (type.startsWith('discrimination-') ? 'discrimination' : type.replaceAll('-', ' '));

const graveFamilies: ReadonlySet<string> = new Set(['sexual', 'domestic abuse', 'discrimination']);

/** Sexual, domestic abuse or discrimination (P-23): never settled by one person alone. */
export const isGrave = (type: MatterType): boolean => graveFamilies.has(familyOf(type));
