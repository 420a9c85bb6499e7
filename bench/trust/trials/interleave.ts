/**
 * Many people on few connections: what one act sets for itself is gone when the next takes over the same connection, so
 * that nobody reads or writes as somebody else. Every act goes through the house's own `inTransaction`; some end in a
 * refusal or a fault, and some borrow a connection without saying who they are, which must show them nothing.
 *
 * The cheapest ways to a hollow 0: give every person a connection of their own; let readers see nothing at all; never let
 * anybody forget to say who they are. So a row missing counts as broken, each connection must have passed through the
 * hands of many, and the control is the same run with the setting made for the session.
 */
import type pg from 'pg';
import { createDice, type Dice } from '../../../src/engines/statistics/random.ts';
import { openPool } from '../../../src/platform/database.ts';
import { refuse } from '../../../src/platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, query, sql, type Tx } from '../../../src/platform/transaction.ts';
import { insertAssignment, insertRead } from '../../../src/rooms/access/index.ts';
import { insertSubjects } from '../../../src/rooms/people/index.ts';
import { openScratch, type Say } from '../../scratch.ts';
import type { Count, Size, Trial } from '../trial.ts';

const users = 50;
const connections = 10;
const rowsEach = 3;
const sizes: Readonly<Record<Size, number>> = { short: 5_000, full: 100_000 };
/** One borrower in this many says nothing about who they are. */
const oneIsNameless = 10;
const clerk = { actor: null, face: 'clerk' } as const;

interface Place {
  readonly shared: Ground;
  readonly pool: pg.Pool;
  readonly persons: readonly string[];
}

interface Tally {
  acts: number;
  nameless: number;
  wrote: number;
  crossed: number;
  missing: number;
  /** Who was served by each connection, by its server process. */
  readonly hands: Map<number, Set<string>>;
}

interface Seen {
  readonly owners: readonly string[];
  readonly actors: readonly string[];
  readonly pid: number;
}

const nobody = 'nobody';

async function settle(ground: Ground): Promise<string[]> {
  return mustTransact(ground, 'clerks', clerk, async (tx) => {
    const made = await insertSubjects(
      tx,
      Array.from({ length: users * 2 }, () => ({ kind: 'person' as const, source: 'hr' })),
    );
    for (let user = 0; user < users; user += 1)
      for (let n = 0; n < rowsEach; n += 1)
        await insertAssignment(tx, {
          person: made[user]!,
          subject: made[users + user]!,
          purpose: 'case',
          validFrom: '2026-01-01',
        });
    return made.slice(0, users);
  });
}

/** Whose tasks and whose latest reads a connection shows as it stands. */
const whatIsShown = `select pg_backend_pid() as pid, coalesce((select array_agg(person::text) from access.assignment), '{}') as owners,
  array(select distinct r.actor::text from (select actor from access.read_log order by at desc limit 20) r) as actors`;

async function see(tx: Tx): Promise<Seen> {
  const [seen] = await query(tx, sql<Seen>`${sql.raw(whatIsShown)}`);
  return seen!;
}

/** What a connection shows to somebody who has not said who they are. */
async function seeNameless(pool: pg.Pool): Promise<Seen> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<Seen>(whatIsShown);
    return rows[0]!;
  } finally {
    client.release();
  }
}

function weigh(tally: Tally, user: string, seen: Seen): void {
  tally.acts += 1;
  if (user === nobody) tally.nameless += 1;
  const hands = tally.hands.get(seen.pid) ?? new Set();
  tally.hands.set(seen.pid, hands.add(user));
  const isAnothers = (owner: string) => owner !== user;
  if (seen.owners.some(isAnothers) || seen.actors.some(isAnothers)) tally.crossed += 1;
  else if (user !== nobody && seen.owners.length !== rowsEach) tally.missing += 1;
}

/** One act as the house does it: sometimes it writes, and it ends well, in a refusal or in a fault. */
async function actAs(place: Place, user: string, dice: Dice, tally: Tally): Promise<void> {
  const end = dice.below(10);
  const writes = dice.below(5) === 0;
  let seen: Seen | undefined;
  const act = { actor: user, face: 'staff' } as const;
  const done = inTransaction(place.shared, 'staff', act, async (tx) => {
    if (writes) await insertRead(tx, { event: 'TRIAL_READ', outcome: 'shown' });
    seen = await see(tx);
    if (end === 0) await query(tx, sql`select 1 / 0`);
    return end === 1 ? refuse('trial', 'Rolled back.') : null;
  });
  await (end === 0 ? done.catch(() => null) : done);
  if (!seen) throw new Error('an act read nothing');
  if (writes) tally.wrote += 1;
  weigh(tally, user, seen);
}

/** The same act with the setting made for the session: what the house must never do. */
async function actForSession(place: Place, user: string, tally: Tally): Promise<void> {
  const client = await place.pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('app.actor', $1, false), set_config('app.today', '2026-03-06', false)`, [
      user,
    ]);
    const { rows } = await client.query<Seen>(whatIsShown);
    await client.query('commit');
    weigh(tally, user, rows[0]!);
  } finally {
    client.release();
  }
}

type Doer = (user: string, dice: Dice, tally: Tally) => Promise<void>;

/** Three times as many hands as connections, so that every connection goes from one to the next. */
async function interleave(place: Place, acts: number, seed: number, act: Doer): Promise<Tally> {
  const dice = createDice(seed);
  const tally: Tally = { acts: 0, nameless: 0, wrote: 0, crossed: 0, missing: 0, hands: new Map() };
  let left = acts;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      if (dice.below(oneIsNameless) === 0) weigh(tally, nobody, await seeNameless(place.pool));
      else await act(place.persons[dice.below(users)]!, dice, tally);
    }
  };
  await Promise.all(Array.from({ length: connections * 3 }, work));
  return tally;
}

/** A run in which the connections did not go from hand to hand proves nothing. */
function mustBeShared(tally: Tally): void {
  const fewest = Math.min(...[...tally.hands.values()].map((hands) => hands.size));
  if (tally.hands.size > connections || fewest < users / 2)
    throw new Error(`the connections were not shared: ${tally.hands.size}, the least used by ${fewest}`);
}

async function hold(size: Size, seed: number, say: Say): Promise<readonly Count[]> {
  const acts = sizes[size];
  const scratch = openScratch();
  try {
    const ground = await scratch.database('interleave');
    const persons = await settle(ground);
    const withPool = async <T>(work: (place: Place) => Promise<T>): Promise<T> => {
      const pool = openPool(ground.server, 'staff', connections);
      try {
        return await work({ shared: { ...ground, pool: () => pool }, pool, persons });
      } finally {
        await pool.end();
      }
    };
    say(`${acts} transactions of ${users} people over ${connections} connections, seed ${seed} ...`);
    const kept = await withPool(async (place) =>
      interleave(place, acts, seed, (user, dice, tally) => actAs(place, user, dice, tally)),
    );
    mustBeShared(kept);
    say('the same with the setting made for the session ...');
    const loose = await withPool(async (place) =>
      interleave(place, Math.min(acts, 5_000), seed, (user, _dice, tally) => actForSession(place, user, tally)),
    );
    return [
      {
        promise: 'Nobody reads or writes as somebody else, however few connections many people share.',
        done: kept.acts,
        unit: `interleaved transactions of ${users} people over ${connections} connections`,
        broken: kept.crossed + kept.missing,
        control: {
          what: 'Who is acting is set for the session instead of for the transaction',
          done: loose.acts,
          broken: loose.crossed,
        },
        notes: `${kept.crossed} showed another’s row, ${kept.missing} missed one of their own. ${kept.nameless} were begun by a borrower who did not say who they are and must see nothing; ${kept.wrote} also wrote; about a fifth ended in a refusal or a fault. It does not try statements outside the house’s own transactions.`,
      },
    ];
  } finally {
    await scratch.end();
  }
}

export const trial: Trial = { name: 'interleave', needs: () => null, hold };
