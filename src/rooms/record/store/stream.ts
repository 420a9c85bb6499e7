/** Reads everyone's entries in one pass over a binary COPY, in the order of subjects. Part of the store: it holds SQL. */
import type { StoredEntry } from '../../../engines/fold.ts';
import type { Party } from '../../../engines/history.ts';
import { BinaryRows } from '../../../platform/binary-copy.ts';
import { isId } from '../../../platform/ids.ts';
import type { Tx } from '../../../platform/transaction.ts';

export interface SubjectRows {
  readonly subject: string;
  readonly stored: StoredEntry[];
}

const postgresEpochDays = 10_957;
const postgresEpochMs = 946_684_800_000;
const none: readonly never[] = [];
const noValues = {};

/** Merged persons as a table that COPY can take: their ids come from the database and are checked to be ids. */
function rootsTable(roots: ReadonlyMap<string, string>): string {
  const pairs = [...roots]
    .filter(([person, root]) => isId(person) && isId(root))
    .map(([person, root]) => `('${person}'::uuid, '${root}'::uuid)`);
  return `(values ${pairs.length > 0 ? pairs.join(', ') : '(null::uuid, null::uuid)'})`;
}

const statement = (day: string, roots: ReadonlyMap<string, string>): string => `
  copy (
    select coalesce(c.root, i.subject) as subject, e.id, e.kind, e.source, e.type, e.step, e.matter, e.happened_from, e.happened_to, e.dates_made_up,
      e.known_on, e.recorded_at, e.ordinal, e.basis, e.finding, e.finding_when, e.visibility, e.parties, e.acts_on, e.features, e.missing, e."values",
      e.label, e.declares, e.unit, e.evidence -> 'corrects', p.placed
    from (select distinct subject, entry from record.involvement where known_on <= '${day}' and visibility <> 'covert') i
    join record.entry e on e.id = i.entry
    left join ${rootsTable(roots)} c (person, root) on c.person = i.subject
    left join (
      select u.entry, p.person, jsonb_agg(jsonb_build_object('role', u.role, 'subject', p.person)) as placed
      from record.placement p join record.unplaced u on u.id = p.unplaced
      where p.person is not null and p.known_on <= '${day}' and not exists (select 1 from record.placement t where t.undoes = p.id and t.known_on <= '${day}')
      group by u.entry, p.person
    ) p on p.entry = i.entry and p.person = i.subject
    where e.known_on <= '${day}' and e.kind <> 'signal'
    order by 1, e.known_on, e.recorded_at, e.ordinal, e.id
  ) to stdout (format binary)`;

/**
 * Strings that repeat a million times are kept once, as property names: the engine keeps those once for the whole
 * process, so that comparing one with a word of the code compares two addresses and not two texts.
 */
function interner(): (text: string | null) => string | null {
  const kept = new Map<string, string>();
  return (text) => {
    if (text === null) return null;
    const have = kept.get(text);
    if (have !== undefined) return have;
    const word = Object.keys({ [text]: true })[0]!;
    kept.set(word, word);
    return word;
  };
}

/** Each subject with all its stored entries known by the day. The day must be `YYYY-MM-DD`: it is checked, since COPY takes no parameters. */
export async function* streamStored(
  tx: Tx,
  day: string,
  roots: ReadonlyMap<string, string>,
): AsyncGenerator<SubjectRows> {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new RangeError(`not a day: ${day}`);
  const rows = new BinaryRows(tx.client, statement(day, roots));
  const intern = interner();
  let subject: string | null = null;
  let stored: StoredEntry[] = [];
  let last = '';
  for await (const batch of rows.batches()) {
    for (const row of batch) {
      const root = row.uuid()!;
      if (root !== subject) {
        if (subject !== null && stored.length > 0) yield { subject, stored };
        subject = root;
        stored = [];
        last = '';
      }
      const id = row.uuid()!;
      const entry: StoredEntry = {
        id,
        kind: intern(row.text()) as StoredEntry['kind'],
        source: intern(row.text()) as StoredEntry['source'],
        type: intern(row.text()) as StoredEntry['type'],
        step: intern(row.text()) as StoredEntry['step'],
        matter: row.uuid(),
        happenedFrom: row.int32(postgresEpochDays),
        happenedTo: row.int32(postgresEpochDays),
        datesMadeUp: row.bool() ?? false,
        knownOn: row.int32(postgresEpochDays)!,
        recordedAt: row.microseconds(postgresEpochMs)!,
        ordinal: row.int32(0)!,
        basis: intern(row.text()) as StoredEntry['basis'],
        finding: intern(row.text()) as StoredEntry['finding'],
        findingNeverKnown: row.text() === 'never-known',
        visibility: intern(row.text()) as StoredEntry['visibility'],
        parties: row.json<Party[]>() ?? none,
        actsOn: row.uuids() ?? none,
        features: (row.texts(intern) as StoredEntry['features'] | null) ?? none,
        missing: (row.texts(intern) as StoredEntry['missing'] | null) ?? none,
        values: row.json<Record<string, number>>() ?? noValues,
        label: row.json<{ said: string; given: string }>(),
        declares: row.uuids(),
        unit: row.uuid(),
        corrects: row.json<NonNullable<StoredEntry['corrects']>>(),
      };
      const placed = row.json<Party[]>();
      if (id === last) continue;
      last = id;
      stored.push(placed ? { ...entry, parties: [...entry.parties, ...placed] } : entry);
    }
  }
  if (subject !== null && stored.length > 0) yield { subject, stored };
}
