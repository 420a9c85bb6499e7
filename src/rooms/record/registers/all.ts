/** Every register of people and parties, in the order in which they are listed. */
import { complainants, complained } from './complained-then-accused.ts';
import { completeness } from './completeness.ts';
import { interests } from './interests.ts';
import { lineControl } from './line-control.ts';
import { parties } from './party-fields.ts';
import { placement } from './placement.ts';
import { type OnReconciled, reconciliation } from './reconciliation.ts';
import type { Register } from './register.ts';
import { startChecks } from './start-checks.ts';
import { structure } from './structure.ts';

export const registersWith = (onReconciled: OnReconciled | undefined): readonly Register[] => [
  structure,
  placement,
  reconciliation(onReconciled),
  startChecks,
  interests,
  lineControl,
  completeness,
  complained,
  complainants,
  parties,
];
