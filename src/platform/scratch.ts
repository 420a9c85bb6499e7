/** Empty houses to throw away: databases beside the real one, made from one migrated template and dropped after use. */
import pg from 'pg';
import { setClock } from './clock.ts';
import { openAdmin, type Server } from './database.ts';
import { seededIds } from './ids.ts';
import { ensureDatabase } from './migrate.ts';
import { type Ground, makeGround } from './transaction.ts';

export interface ScratchGround {
  readonly ground: Ground;
  /** Sets the day that the scratch house takes for today. It only moves on. */
  readonly setDay: (day: string) => void;
  /** Closes it and drops its database. */
  readonly close: () => Promise<void>;
}

export interface ScratchGrounds {
  /** A fresh, migrated, empty database. Ids are the same again for the same place in the row. */
  readonly open: () => Promise<ScratchGround>;
  /** Drops the template. Close every ground first. */
  readonly close: () => Promise<void>;
}

async function asAdmin(server: Server, statements: readonly string[]): Promise<void> {
  const admin = await openAdmin(server, 'postgres');
  try {
    for (const statement of statements) await admin.query(statement);
  } finally {
    await admin.end();
  }
}

const drop = (database: string): string => `drop database if exists ${pg.escapeIdentifier(database)} with (force)`;

let opened = 0;

/** Before any day is set: as far back as a record may go. */
const beforeAll = '1900-01-01';

/** Scratch databases on the server of a place. Its own database is neither read nor touched. */
export async function scratchGrounds(server: Server): Promise<ScratchGrounds> {
  opened += 1;
  const name = `candour_scratch_${process.pid}_${opened}`;
  const template: Server = { ...server, database: `${name}_template`, stop: () => {} };
  await asAdmin(server, [drop(template.database)]);
  await ensureDatabase(template);
  let count = 0;
  const open = async (): Promise<ScratchGround> => {
    count += 1;
    const database = `${name}_${count}`;
    const make = `create database ${pg.escapeIdentifier(database)} owner candour_owner template ${pg.escapeIdentifier(template.database)}`;
    await asAdmin(server, [drop(database), make]);
    const clock = setClock(beforeAll);
    const ground = makeGround({ ...template, database }, clock, seededIds(`scratch-${count}`));
    const close = async () => {
      await ground.close();
      await asAdmin(server, [drop(database)]);
    };
    return { ground, setDay: clock.setDay, close };
  };
  return { open, close: () => asAdmin(server, [drop(template.database)]) };
}
