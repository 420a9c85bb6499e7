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
  return {
    summary: `${connected.length} of ${allSources.length} sources connected. Silence from the others means nothing.`,
    sources: allSources.map((name) => {
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
