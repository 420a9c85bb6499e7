/** Which role owns the gaps in a source's party fields. Data; a source not named here is the head of standards'. */
import type { Source } from '../../../engines/vocabulary.ts';

const owners: Readonly<Partial<Record<Source, string>>> = {
  vetting: 'vetting-officer',
  hr: 'vetting-officer',
  grievance: 'assessor',
  'public-complaint': 'assessor',
  'internal-report': 'guardian',
  'anonymous-report': 'guardian',
  'conduct-system': 'head-of-standards',
  'crime-report': 'specialist-investigator',
};

/** The role that answers for a source's missing parties. */
export const ownerOfSource = (source: string): string => owners[source as Source] ?? 'head-of-standards';
