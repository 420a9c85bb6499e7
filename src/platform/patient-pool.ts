/**
 * A pool that waits for a database that is coming back, and goes where it is now: an embedded one that died is started
 * again by the next who needs it, and of several hosts the one that was promoted is found.
 *
 * Only connecting is tried again, never a statement: whoever asked for one that was cut off must be told.
 */
import pg from 'pg';
import { stopwatch } from './clock.ts';
import type { Host, ServerAddress } from './config.ts';
import { hostPatience, NoPrimary } from './several-hosts.ts';

/** Where the database is now. Starts it where that is ours to do. */
export type Locate = () => Promise<Host>;

/** Seconds for which a connection is tried again. */
const patience = 15;

const startingUp = ['57P03'];
const gone = [...startingUp, '57P01', '57P02', 'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'NO_PRIMARY'];

/** Errors that pass by themselves: of somebody else's server only that it is starting up. */
const isPassing = (error: unknown, address: ServerAddress): boolean => {
  const { code, message } = error as Error & { code?: string };
  const ours = address.host.startsWith('/') || address.others !== undefined;
  if (!ours) return startingUp.includes(code ?? '');
  return gone.includes(code ?? '') || /terminated|timeout/i.test(message);
};

export interface Where {
  readonly address: ServerAddress;
  readonly locate: Locate;
}

/** Where to begin: of several hosts nobody knows yet which one. */
export const firstHost = ({ address }: Where): Host | null => (address.others === undefined ? address : null);

/** Calls `attempt` with the place of the database until it connects, the error is no passing one, or patience ends. */
export async function reach<T>(
  { address, locate }: Where,
  first: Host | null,
  attempt: (host: Host) => Promise<T>,
): Promise<T> {
  const elapsed = stopwatch();
  let host = first;
  for (;;) {
    try {
      return await attempt(host ?? (await locate()));
    } catch (error) {
      if (!isPassing(error, address) || elapsed() > patience) throw error;
      host = null;
      await new Promise((again) => setTimeout(again, 50));
    }
  }
}

/** A connection to a host that has meanwhile become a standby is none. */
async function needPrimary(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby');
  if (rows[0]?.standby === true) throw new NoPrimary([]);
}

type Taken = Parameters<typeof pg.Pool.prototype.connect>[0];

export class PatientPool extends pg.Pool {
  readonly #where: Where;
  #host: Host | null;

  constructor(config: pg.PoolConfig, where: Where) {
    const several = { connectionTimeoutMillis: hostPatience, keepAlive: true, onConnect: needPrimary };
    super({ ...config, ...(where.address.others === undefined ? {} : several) });
    this.#where = where;
    this.#host = firstHost(where);
  }

  async #reach(): Promise<pg.PoolClient> {
    return reach(this.#where, this.#host, async (host) => {
      this.#host = host;
      this.options.host = host.host;
      this.options.port = host.port;
      return super.connect();
    });
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(taken: Taken): void;
  override connect(taken?: Taken): Promise<pg.PoolClient> | undefined {
    const reached = this.#reach();
    if (taken === undefined) return reached;
    reached.then(
      (client) => taken(undefined, client, client.release),
      (error: Error) => taken(error, undefined, () => {}),
    );
    return undefined;
  }
}
