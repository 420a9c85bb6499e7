/** Kinds of allegation that one person alone may not tie to somebody, nor rule out (REC-04.2, P-20). */
import { isMatterType, type MatterType, type StepType } from '../../../engines/vocabulary.ts';

const notSerious: ReadonlySet<MatterType> = new Set<MatterType>([
  'incivility',
  'stop-search-conduct',
  'neglect-of-investigation',
  'mishandled-report',
  'driving',
  'conflict-of-interest',
  'other',
]);
const seriousSteps: ReadonlySet<string> = new Set(['arrest', 'charge', 'court-result']);

/** Whether an entry of this type carries a serious allegation. */
export const isSerious = (type: MatterType | StepType): boolean =>
  isMatterType(type) ? !notSerious.has(type) : seriousSteps.has(type);
