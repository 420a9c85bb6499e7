/**
 * The process that is killed: it does real work through the house's own doors and says, once a commit has returned, what
 * is acknowledged. It waits for its order, so that one can stand ready while another is killed.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fit, ledgeredTables } from '../../../src/main.ts';
import { restoreBackup } from '../../../src/platform/backup/restore.ts';
import { writeBackup } from '../../../src/platform/backup/write-backup.ts';
import { wallClock } from '../../../src/platform/clock.ts';
import type { Place, ServerAddress } from '../../../src/platform/config.ts';
import { openServer, type Server } from '../../../src/platform/database.ts';
import { randomIds } from '../../../src/platform/ids.ts';
import { takeCheckpoint } from '../../../src/platform/ledger.ts';
import { ensureDatabase } from '../../../src/platform/migrate.ts';
import { isRefusal } from '../../../src/platform/refusal.ts';
import { type Ground, makeGround } from '../../../src/platform/transaction.ts';
import { importFile } from '../../../src/rooms/concerns/index.ts';
import { act, actInTwo } from './acts.ts';

export type Task =
  | {
      readonly kind: 'acts';
      readonly prefix: string;
      readonly lanes: number;
      readonly flaw?: Flaw;
      readonly patient?: boolean;
    }
  | { readonly kind: 'import'; readonly file: string; readonly map: string }
  | { readonly kind: 'checkpoint'; readonly prefix: string }
  | { readonly kind: 'migrate' }
  | { readonly kind: 'backup'; readonly file: string; readonly identities: string }
  | { readonly kind: 'restore'; readonly file: string; readonly identities: string };

/** Safeguards switched off, for the controls. */
export type Flaw = 'answers-early' | 'two-transactions';

export interface Order {
  readonly place: Place;
  /** Set where a gate stands in between; otherwise the place's own. */
  readonly address: ServerAddress | null;
  readonly database: string | null;
  readonly task: Task;
}

/** To the pipe at once: what was said before a kill is heard after it. */
const say = (words: string) => writeSync(1, `${words}\n`);

/** Acts until the first failure, or for ever where patient. Says each once it is committed. */
async function writeActs(ground: Ground, task: Task & { kind: 'acts' }): Promise<void> {
  const write = task.flaw === 'two-transactions' ? actInTwo : act;
  const lane = async (number: number) => {
    for (let n = 0; ; n += 1) {
      const name = `${task.prefix}-${number}-${n}`;
      try {
        if (task.flaw === 'answers-early') say(`ack ${name}`);
        await write(ground, name);
        if (task.flaw !== 'answers-early') say(`ack ${name}`);
      } catch (error) {
        if (task.patient !== true) throw error;
        say(`missed ${(error as Error).message.split('\n')[0]}`);
        await new Promise((go) => setTimeout(go, 50));
      }
    }
  };
  const done = await Promise.allSettled(Array.from({ length: task.lanes }, (_, number) => lane(number)));
  for (const each of done) if (each.status === 'rejected') throw each.reason;
}

async function writeCheckpoints(ground: Ground, prefix: string): Promise<void> {
  for (let n = 0; ; n += 1) {
    await act(ground, `${prefix}-${n}`);
    say(`ack ${prefix}-${n}`);
    const heads = await takeCheckpoint(ground);
    if (isRefusal(heads)) throw new Error(heads.words);
    say(`signed ${heads.main.size} ${heads.main.root.toString('hex')}`);
  }
}

async function work({ task }: Order, server: Server): Promise<unknown> {
  if (task.kind === 'migrate') return ensureDatabase(server);
  const ids = randomIds;
  const clock = wallClock();
  if (task.kind === 'restore')
    return restoreBackup({
      file: task.file,
      place: server.place,
      server,
      tables: ledgeredTables,
      clock,
      ids,
      identities: task.identities,
    });
  const ground = fit(makeGround(server, clock, ids));
  if (task.kind === 'acts') return writeActs(ground, task);
  if (task.kind === 'checkpoint') return writeCheckpoints(ground, task.prefix);
  if (task.kind === 'import') return importFile(ground, { file: task.file, map: task.map, progress: false });
  return writeBackup(ground, { file: task.file, identities: task.identities });
}

/** Through the gate and nowhere else: a database that died is for the next who comes. */
const throughGate = (address: ServerAddress) => ({ address, locate: async () => address });

async function obey(order: Order): Promise<void> {
  const opened = openServer(order.place);
  const server: Server = {
    ...opened,
    ...(order.address === null ? {} : throughGate(order.address)),
    database: order.database ?? opened.database,
  };
  const done = await work(order, server);
  if (isRefusal(done)) throw new Error(done.words);
  say('done');
}

if (import.meta.main) {
  say('ready');
  createInterface(process.stdin).once('line', (line) => {
    obey(JSON.parse(line) as Order).then(
      () => process.exit(0),
      (error: Error) => {
        say(`failed ${error.message.split('\n')[0]}`);
        process.exit(1);
      },
    );
  });
}
