/** The detectors that run. One file each; adding one is adding its file, its test and its line here. */
import type { Detector } from '../../../engines/signals.ts';
import { escalation } from './escalation.ts';
import { otherForce } from './other-force.ts';
import { repeat } from './repeat.ts';
import { sameVictimType } from './same-victim-type.ts';

/** In the order in which a page shows them. */
export const detectors: readonly Detector[] = [repeat, escalation, sameVictimType, otherForce];
