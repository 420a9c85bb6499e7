/** Every version of every procedure, checked where it is loaded: a rulebook with a fault is never run. */
import { checkRulebook } from '../../../engines/procedures/check-definition.ts';
import type { ProcedureDefinition } from '../../../engines/procedures/types.ts';
import { complaintOutsideSchedule3 } from './complaint-outside-schedule-3.ts';
import { complaintSchedule3 } from './complaint-schedule-3.ts';
import { officerConduct } from './officer-conduct.ts';
import { referralAlone } from './referral-alone.ts';
import { reopening } from './reopening.ts';
import { suspension } from './suspension.ts';

export const rulebook: readonly ProcedureDefinition[] = [
  complaintOutsideSchedule3,
  ...complaintSchedule3,
  referralAlone,
  ...officerConduct,
  ...suspension,
  reopening,
];

const faults = checkRulebook(rulebook);
if (faults.length > 0) throw new Error(`the rulebook cannot be run:\n${faults.join('\n')}`);
