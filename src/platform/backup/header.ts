/** What stands at the head of a backup: enough to know, before anything is loaded, whether and how it can be. */
import type pg from 'pg';
import { z } from 'zod';
import { Frontier } from '../../engines/merkle.ts';
import { eachLeaf } from '../ledger/leaf-stream.ts';
import { Damaged } from './frames.ts';

export const backupFormat = 'candour-backup/1';

const tableShape = z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number() });
const logShape = z.object({ leaves: z.number(), root: z.string() });
const headerShape = z.object({
  format: z.literal(backupFormat),
  made: z.string(),
  migrations: z.array(z.object({ name: z.string(), hash: z.string() })),
  tables: z.array(tableShape),
  logs: z.object({ main: logShape, covert: logShape }),
  files: z.array(z.string()),
});

export type BackedUpTable = z.infer<typeof tableShape>;
export type BackupHeader = z.infer<typeof headerShape>;
export type LogSizes = BackupHeader['logs'];

export function readHeader(bytes: Buffer): BackupHeader {
  try {
    return headerShape.parse(JSON.parse(bytes.toString()));
  } catch {
    throw new Damaged('its head is not that of a backup of this kind');
  }
}

export const quoteName = (name: string): string =>
  name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');

/**
 * Every table of ours, from the catalogue and not from our own lists. The job queue is no record; migrations are in the
 * header; schema `seal` is what a backup of the record must not hold.
 */
export async function tablesOf(client: pg.ClientBase): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select n.nspname || '.' || c.relname as name,
        array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          and a.attgenerated = '' order by a.attnum) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker', 'seal')
        and not (n.nspname = 'public' and c.relname = 'migration')
      order by 1`,
  );
  return rows;
}

export async function rowsIn(client: pg.ClientBase, table: string): Promise<number> {
  const { rows } = await client.query<{ n: number }>(`select count(*) as n from ${quoteName(table)}`);
  return rows[0]?.n ?? 0;
}

/** How long each log is, and the root over the hashes of its leaves. */
export async function logSizes(client: pg.ClientBase): Promise<LogSizes> {
  const sizes = { main: { leaves: 0, root: '' }, covert: { leaves: 0, root: '' } };
  for (const log of ['main', 'covert'] as const) {
    const frontier = new Frontier();
    await eachLeaf(client, { log, from: 0 }, (leaf) => frontier.append(leaf.hash));
    sizes[log] = { leaves: frontier.size, root: frontier.root().toString('base64') };
  }
  return sizes;
}
