/** What a kill left, held against what had been promised. */
import type pg from 'pg';
import type { Server } from '../../../src/platform/database.ts';
import { actsFound } from './acts.ts';
import { asAdmin, whatIsWrong } from './world.ts';

export interface Tally {
  acknowledged: number;
  /** Each with its words: these are what broke. */
  readonly lost: string[];
  readonly halfApplied: string[];
  readonly notBack: string[];
}

export const openTally = (): Tally => ({ acknowledged: 0, lost: [], halfApplied: [], notBack: [] });

/** Holds the acts in the database against the acknowledged ones and against what a whole act looks like. */
export async function tallyActs(tally: Tally, server: Server, acknowledged: readonly string[], whole: string) {
  const found = await asAdmin(server, actsFound);
  tally.acknowledged += acknowledged.length;
  for (const number of acknowledged) if (!found.has(number)) tally.lost.push(`the act ${number}`);
  for (const [number, shape] of found)
    if (shape !== whole) tally.halfApplied.push(`the act ${number} has ${shape} and not ${whole}`);
}

/** A row without its leaf, a leaf without its row, a projection that is off: the check names them. */
export async function tallyLedger(tally: Tally, server: Server): Promise<void> {
  for (const words of await whatIsWrong(server)) tally.halfApplied.push(`the ledger does not verify: ${words}`);
}

const ours = `(select oid from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'graphile_worker', 'public'))`;

/** A fingerprint of everything that migrations make. */
export async function schemaOf(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ print: string | null }>(
    `select md5(string_agg(line, E'\\n' order by line)) as print from (
        select 'relation ' || c.oid::regclass::text || c.relkind::text || coalesce(c.relacl::text, '') || c.relrowsecurity::text || c.relforcerowsecurity::text as line
          from pg_class c where c.relnamespace in ${ours}
        union all select 'column ' || attrelid::regclass::text || attnum::text || attname || format_type(atttypid, atttypmod) || attnotnull::text
          from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace in ${ours} and attnum > 0
        union all select 'constraint ' || conname || pg_get_constraintdef(oid) from pg_constraint where connamespace in ${ours}
        union all select 'index ' || pg_get_indexdef(indexrelid)
          from pg_index join pg_class c on c.oid = indexrelid where c.relnamespace in ${ours}
        union all select 'function ' || pg_get_functiondef(oid) || coalesce(proacl::text, '')
          from pg_proc where pronamespace in ${ours} and prokind <> 'a'
        union all select 'policy ' || schemaname || tablename || policyname || coalesce(qual, '') || coalesce(with_check, '') || roles::text
          from pg_policies where schemaname::regnamespace in ${ours}
        union all select 'trigger ' || pg_get_triggerdef(t.oid) || tgenabled::text
          from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace in ${ours} and not tgisinternal) as lines`,
  );
  return rows[0]?.print ?? 'nothing';
}
