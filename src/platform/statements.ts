/**
 * Statements that a connection keeps prepared. Planning what looks through views and walls takes longer than running it, so
 * a statement that comes again is planned once a connection, and PostgreSQL itself decides when one plan does for all.
 */
import type pg from 'pg';

const most = 1500;
const longest = 20_000;

const names = new Map<string, string>();
/** Texts met once. What is made up for one occasion, as rows written out one by one, is not worth a name. */
const once = new Set<string>();

/** The name under which connections of this process keep a statement; undefined for one that is not kept. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= most || text.length > longest) return known;
  if (once.delete(text)) {
    const name = `s${names.size}`;
    names.set(text, name);
    return name;
  }
  if (once.size >= most) once.clear();
  once.add(text);
  return undefined;
}

/** Runs a statement with its values. */
export const run = <Row extends pg.QueryResultRow>(
  client: pg.ClientBase | pg.Pool,
  text: string,
  values: readonly unknown[],
): Promise<pg.QueryResult<Row>> => {
  const name = nameOf(text);
  return client.query<Row>({ text, values: [...values], ...(name === undefined ? {} : { name }) });
};

/**
 * A kept statement that no longer fits, since a table it reads was changed by a newer release. Its connection is given up:
 * on it the statement would fail for ever.
 */
export const isOutdated = (error: unknown): boolean => {
  const { code, routine } = error as { code?: string; routine?: string };
  return code === '0A000' && routine === 'RevalidateCachedQuery';
};
