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

const countOf = (text: string, mark: RegExp): number => text.match(mark)?.length ?? 0;

/**
 * Repeating a group that itself repeats, or that offers a choice, is how matching becomes exponential; so do long rows
 * of optional parts or choices. With these few of each, and with `patternReach`, the worst value costs a tenth of a second.
 */
function danger(source: string): string | null {
  const bare = source.replace(/\\[^1-9k]/g, '_').replace(/\[[^\]]*\]/g, '_');
  const marks = bare.replaceAll('(?', '(');
  if (/\\[1-9k]/.test(bare)) return 'refers back to a group';
  if (/\((?:[^()]*[*+{|?][^()]*)\)\s*[*+{]/.test(marks) || /\)[^()]*\)\s*[*+{]/.test(marks)) return 'repeats a repeat';
  if (countOf(marks, /[*+{]/g) > 2) return 'holds more than two repeats';
  if (countOf(marks, /\?/g) > 3) return 'holds more than three optional parts';
  const choices = countOf(marks, /\(/g) > 0 ? countOf(marks, /\|/g) : 0;
  return countOf(marks, /\(/g) > 4 || choices > 24 ? 'holds too many groups or choices' : null;
}

/** Longest value that a pattern is tried on; the rest of a longer one is not looked at. */
export const patternReach = 200;

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
