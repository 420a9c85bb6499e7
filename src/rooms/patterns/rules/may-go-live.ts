/** When a sweep may name people: after a shadow run of the same rules, with its assessment, by two people (P-27). */
import { type Refusal, refuse } from '../../../platform/refusal.ts';

/** What must be on paper before anyone is named. Each is a reference to the document or its text. */
export interface Assessment {
  /** Data protection impact assessment (DPA 2018 s.64). */
  readonly dpia: string;
  /** Equality impact assessment (Equality Act 2010 s.149). */
  readonly equality: string;
  readonly legalBasis: string;
  /** Where the public can read that this is done. */
  readonly publishedRecord: string;
  /** The last day on which it holds; open where absent. */
  readonly until?: string;
}

export interface GoLive {
  readonly assessment: Assessment | null;
  readonly approvedBy: string | null;
  readonly secondPerson: string | null;
  readonly hasShadow: boolean;
  readonly asAt: string;
  readonly today: string;
}

/** What an assessment consists of, in words. */
export const assessmentParts = {
  dpia: 'data protection assessment',
  equality: 'equality assessment',
  legalBasis: 'legal basis',
  publishedRecord: 'published record',
} as const;

/** Why the sweep may not name anyone, or null. */
export function whyNotLive(ask: GoLive): Refusal | null {
  if (ask.asAt !== ask.today)
    return refuse('not-today', 'A sweep names people on what is known today, never on an earlier day.');
  if (!ask.hasShadow)
    return refuse(
      'shadow-first',
      'These rules have not run in shadow: run them so, and look at the counts, first.',
      'P-27',
    );
  const missing = (Object.keys(assessmentParts) as (keyof typeof assessmentParts)[]).filter(
    (part) => (ask.assessment?.[part] ?? '').trim().length === 0,
  );
  if (missing.length > 0)
    return refuse(
      'assessment-needed',
      `Before anyone is named there must be: ${missing.map((part) => assessmentParts[part]).join(', ')}.`,
      'SIG-08.4',
    );
  if (ask.assessment?.until !== undefined && ask.assessment.until < ask.today)
    return refuse('assessment-lapsed', 'The assessment no longer holds: it has to be made again.', 'SIG-08.4');
  if (!ask.approvedBy || !ask.secondPerson || ask.approvedBy === ask.secondPerson)
    return refuse('two-people-needed', 'One person approves and another confirms before anyone is named.', 'P-20');
  return null;
}
