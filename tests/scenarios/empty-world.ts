/** An empty house for a played history, with the rooms that play and show joined as the fuse box joins them. */
import { type Cast, plays as concernsPlays, type EmptyWorld } from '../../src/rooms/concerns/index.ts';
import { patternShows, raiseSignals } from '../../src/rooms/patterns/index.ts';
import { plays as peoplePlays } from '../../src/rooms/people/plays.ts';
import { plays as recordPlays, shows as recordShows } from '../../src/rooms/record/plays.ts';
import { testGround } from '../database.ts';

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
