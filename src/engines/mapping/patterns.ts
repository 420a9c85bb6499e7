/**
 * Regular expressions in maps. A map comes from a person and may be wrong: a pattern that could take for ever on some
 * value is refused when the map is read, not found out on row four million.
 */

/** A rule that may hold patterns. */
interface Patterned {
  readonly match?: 'exact' | 'regex' | undefined;
  readonly vocabulary?: Readonly<Record<string, unknown>> | undefined;
}

const longest = 300;

/**
 * Repeating a group that itself repeats, or that offers a choice, is how matching becomes exponential; back references
 * defeat any simple test. Without them, with few repeats and a capped value, matching stays short.
 */
function danger(source: string): string | null {
  const bare = source.replace(/\\[^1-9k]/g, '_').replace(/\[[^\]]*\]/g, '_');
  if (/\\[1-9k]/.test(bare)) return 'refers back to a group';
  if (/\((?:[^()]*[*+{|][^()]*)\)\s*[*+{]/.test(bare) || /\)[^()]*\)\s*[*+{]/.test(bare)) return 'repeats a repeat';
  if ((bare.match(/[*+{]/g) ?? []).length > 4) return 'holds more than four repeats';
  return null;
}

/** Longest value that a pattern is tried on; the rest of a longer one is not looked at. */
export const patternReach = 500;

/** Says what is wrong with the patterns of a rule, or null. */
export function patternFault(rule: Patterned): string | null {
  if (rule.match !== 'regex') return null;
  if (!rule.vocabulary) return 'match "regex" needs a vocabulary';
  for (const source of Object.keys(rule.vocabulary)) {
    const trouble = source.length > longest ? `is longer than ${longest} characters` : danger(source);
    if (trouble !== null) return `the pattern "${source.slice(0, 60)}" ${trouble}`;
    try {
      new RegExp(source, 'u');
    } catch {
      return `the pattern "${source.slice(0, 60)}" is not a regular expression`;
    }
  }
  return null;
}
