/** The verb with which something entered by hand begins, where its type and finding say it. */
import type { Finding, MatterType, Step, StepType } from '../../../engines/vocabulary.ts';
import { isMatterType } from '../../../engines/vocabulary.ts';

const verbs: Partial<Record<StepType, Step>> = {
  arrest: 'arrest',
  charge: 'charge',
  'grievance-step': 'raise',
  'tribunal-step': 'raise',
  'referral-step': 'receive',
  'self-declaration': 'declare',
  'vetting-step': 'review',
  'restriction-step': 'place',
  'authority-step': 'grant',
  'welfare-step': 'notify',
  'training-step': 'complete',
  'exit-step': 'leave',
};

/** Steps that may be entered by hand: those that reach a force on paper. Others have rooms that post them. */
export const handEnteredSteps = [...(Object.keys(verbs) as StepType[]), 'court-result'] as readonly StepType[];

/** `raise` for something said to have been done; the step's own verb otherwise. */
export function firstStep(type: MatterType | StepType, finding: Finding): Step {
  if (isMatterType(type)) return 'raise';
  if (type === 'court-result') return finding === 'convicted' ? 'convict' : 'decide';
  return verbs[type] ?? 'record';
}
