/**
 * How grave what is alleged would be if it were true, in tenths of a grade, from a dated table. Whether it is true is
 * the finding's business and moves the weight, not the grade; only an outcome that needs gravity sets a floor.
 */

import type { HistoryEntry } from '../history.ts';
import type { Feature, Finding, MatterType, StepType } from '../vocabulary.ts';
import { isMatterType } from '../vocabulary.ts';
import type { Matter } from './matters.ts';
import type { Dated } from './windows.ts';

export interface GravityTable extends Dated {
  readonly source: string;
  readonly matters: Readonly<Record<MatterType, number>>;
  /** For a step that stands for a matter whose kind nobody wrote down. */
  readonly steps: Readonly<Partial<Record<StepType, number>>>;
  readonly otherSteps: number;
  readonly features: Readonly<Partial<Record<Feature, number>>>;
  /** The most that features can add. */
  readonly featuresAtMost: number;
  readonly floors: Readonly<Partial<Record<Finding, number>>>;
}

/** Tenths of a grade of one matter: the gravest of what is alleged in it. */
export function gravityOf(matter: Matter, table: GravityTable): number {
  let gravest = 0;
  for (const entry of matter.entries) {
    const points = pointsOf(entry, table);
    if (points > gravest) gravest = points;
  }
  return Math.max(gravest, table.floors[matter.finding] ?? 0);
}

function pointsOf(entry: HistoryEntry, table: GravityTable): number {
  let added = 0;
  for (const feature of entry.features) added += table.features[feature] ?? 0;
  return baseOf(entry, table) + Math.min(added, table.featuresAtMost);
}

/** The gravest word it was ever given: a milder label, at intake or later, must not make a matter milder. */
function baseOf(entry: HistoryEntry, table: GravityTable): number {
  const type = entry.type;
  let gravest = isMatterType(type) ? table.matters[type] : (table.steps[type] ?? table.otherSteps);
  if (entry.label !== null && isMatterType(entry.label.said))
    gravest = Math.max(gravest, table.matters[entry.label.said]);
  for (const { step, before } of entry.amendedBy) {
    if (step === 'relabel' && isMatterType(before)) gravest = Math.max(gravest, table.matters[before]);
  }
  return gravest;
}

/** 3.5 for 35 tenths. */
export const gradeOf = (points: number): number => points / 10;
