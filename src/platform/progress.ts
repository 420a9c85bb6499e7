/** A line on the terminal that says how far long work has come. Says nothing where nobody is looking. */
import { stopwatch } from './clock.ts';

export interface Progress {
  /** `done` of `all` bytes of the file, with the counts to show. Writes at most four times a second. */
  readonly show: (done: number, all: number, words: string) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

const silent: Progress = { show: () => {}, end: () => {} };
const width = 24;

const inWords = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`;

/** One line of progress: bar, share, counts, time left. */
export function progressLine(share: number, seconds: number, words: string): string {
  const filled = Math.round(share * width);
  const left = share > 0.01 && seconds > 1 ? `, ${inWords((seconds / share) * (1 - share))}` : '';
  return `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${Math.floor(share * 100)}% ${words}${left}`;
}

/** Progress on standard error, or none. */
export function openProgress(isShown: boolean): Progress {
  if (!isShown) return silent;
  const clock = stopwatch();
  let shownAt = -1;
  return {
    show: (done, all, words) => {
      const seconds = clock();
      if (seconds - shownAt < 0.25) return;
      shownAt = seconds;
      process.stderr.write(`\r\u001b[K${progressLine(all > 0 ? Math.min(1, done / all) : 1, seconds, words)}`);
    },
    end: () => process.stderr.write('\r\u001b[K'),
  };
}
