/** Which version of a rule holds, what has been confirmed since, and that one in use is never edited. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import type { Confirmation, IsoDay, ProcedureDefinition, Refused, Rulebook } from './types.ts';

export const versionsOf = (rulebook: Rulebook): readonly ProcedureDefinition[] =>
  'stages' in rulebook ? [rulebook] : rulebook;

export const findVersion = (rulebook: Rulebook, code: string, version: number): ProcedureDefinition | null =>
  versionsOf(rulebook).find((each) => each.code === code && each.version === version) ?? null;

/** The version that a binding event on this day chooses; null where no rule of that name was in force. */
export function versionFor(rulebook: Rulebook, code: string, bindingDay: IsoDay): ProcedureDefinition | null {
  return (
    versionsOf(rulebook).find(
      (each) => each.code === code && each.from <= bindingDay && (each.to === null || bindingDay <= each.to),
    ) ?? null
  );
}

/** The same definition with the clocks on that somebody has confirmed by `today`. */
export function withConfirmed(
  definition: ProcedureDefinition,
  confirmations: readonly Confirmation[],
  today: IsoDay,
): ProcedureDefinition {
  const { code, version } = definition;
  const confirmed = new Set(
    confirmations
      .filter((each) => each.code === code && each.version === version && each.on <= today)
      .map((each) => each.clock),
  );
  if (confirmed.size === 0) return definition;
  const clocks = definition.clocks.map((clock) =>
    confirmed.has(clock.code) ? { ...clock, isConfirmed: true } : clock,
  );
  return { ...definition, clocks };
}

/** SHA-256 of the canonical text of a definition, but for its last day, which is not known while it is in force. */
export function fingerprintOf(definition: ProcedureDefinition): string {
  const { to: _lastDay, ...rest } = definition;
  return createHash('sha256').update(canonicalJson(rest)).digest('hex');
}

export interface UsedVersion {
  readonly code: string;
  readonly version: number;
  readonly fingerprint: string;
}

/** Refuses definitions in which a version that cases are bound to has changed or is gone (PROM-10.5). */
export function refuseEdited(used: readonly UsedVersion[], rulebook: Rulebook): Refused | null {
  for (const { code, version, fingerprint } of used) {
    const found = findVersion(rulebook, code, version);
    const what = `Version ${version} of ${found?.name ?? code}`;
    if (!found) return refused('version-gone', `${what} is in use and is not there any more.`);
    if (fingerprintOf(found) !== fingerprint)
      return refused('version-edited', `${what} is in use and was edited. Add a version from a new day instead.`);
  }
  return null;
}

export const refused = (code: string, words: string, citation?: string): Refused =>
  citation === undefined ? { refused: true, code, words } : { refused: true, code, words, citation };
