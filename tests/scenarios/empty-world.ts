/** An empty house for a played history, with the rooms that play and show joined as the fuse box joins them. */
import type { Shown, Shows } from '../../src/engines/scenario/play.ts';
import type { Tx } from '../../src/platform/transaction.ts';
import { type Cast, plays as concernsPlays, type EmptyWorld } from '../../src/rooms/concerns/index.ts';
import { detectors, openSignalsAbout, raiseSignals } from '../../src/rooms/patterns/index.ts';
import { firingsForFinders } from '../../src/rooms/patterns/store.ts';
import { plays as peoplePlays } from '../../src/rooms/people/plays.ts';
import { plays as recordPlays, shows as recordShows } from '../../src/rooms/record/plays.ts';
import { testGround } from '../database.ts';

/** A signal is there while its question waits for somebody; a link while it stands. */
async function showPatterns(tx: Tx, code: string, subject: string): Promise<Shown[]> {
  const standing = (await firingsForFinders(tx, [subject], null)).filter(
    (row) => row.code === code && row.diff !== 'gone',
  );
  if (!code.startsWith('signal:')) return standing;
  const open = await openSignalsAbout(tx, [subject]);
  return open
    .filter((item) => item.code === code && !item.isGone)
    .map(({ rule, why, cites, due, holders }) => {
      const who = holders.map((holder) => holder.role ?? 'a named person').join(', ');
      return { rule, why: `${why} Waits for an answer by ${who} until ${due}.`, cites };
    });
}

const patternShows: Shows<Tx> = { room: 'patterns', codes: detectors.map(({ code }) => code), show: showPatterns };

export const cast: Cast = {
  plays: [...peoplePlays, ...recordPlays, ...concernsPlays],
  shows: [recordShows, patternShows],
};

/** The codes that some room shows. */
export const shownCodes: ReadonlySet<string> = new Set(cast.shows.flatMap(({ codes }) => codes));

/** A fresh, migrated, empty database with its clock far back and signals raised in each commit. */
export async function openEmptyWorld(): Promise<EmptyWorld> {
  const ground = await testGround({ today: '1900-01-01' });
  ground.beforeCommit.push(raiseSignals);
  return { ground, setDay: ground.clock.setDay, close: ground.close };
}
