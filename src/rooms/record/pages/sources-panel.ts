/** `stop search, survey and use of force`. */
const inOneSentence = (names: readonly string[]): string => {
  const words = names.map((name) => label(name).replace(/^[A-Z]/, (first) => first.toLowerCase()));
  return words.length === 1 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
};

/** Which sources were connected when the page was made, and what silence means. */
import { sources as sourceWords } from '../../../engines/vocabulary.ts';
import { instantInWords, shortDay } from '../../../web/plain-dates.ts';
import type { SourcesPanelView } from '../../../web/views.ts';
import type { SourceState } from '../store.ts';
import { label } from './words.ts';

const allSources: readonly string[] = Object.keys(sourceWords);

/** Which sources were connected and when each was last read; those never connected are named as missing (REC-03.5). */
export function sourcesPanel(states: readonly SourceState[]): SourcesPanelView {
  const byName = new Map(states.map((state) => [state.source, state]));
  const connected = states.filter((state) => state.connected);
  const never = allSources.filter((name) => !byName.has(name));
  const seen = allSources
    .filter((name) => byName.has(name))
    .sort((a, b) => Number(byName.get(b)?.connected) - Number(byName.get(a)?.connected));
  return {
    summary: `${connected.length} of ${allSources.length} sources connected. Silence from the others means nothing.`,
    never: never.length > 0 ? inOneSentence(never) : undefined,
    sources: seen.map((name) => {
      const state = byName.get(name);
      return {
        name: label(name),
        isConnected: state?.connected ?? false,
        lastRead: state
          ? `${instantInWords(Date.parse(state.recordedAt))}${state.readUntil ? `, to ${shortDay(state.readUntil)}` : ''}`
          : 'never connected',
        note: state && !state.connected ? 'Was connected and is not now.' : undefined,
      };
    }),
  };
}
