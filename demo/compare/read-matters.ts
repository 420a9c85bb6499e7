/** One pass over the entries of a generated service: what became of its matters. Entries of one matter stand together. */
import type { Cells, Group, ReadService } from './read-service.ts';
import { eachRow } from './read-service.ts';

export type Kind = 'mc' | 'pc' | 'gr' | 'et' | 'rg';

interface Allegation {
  readonly type: string;
  readonly opened: string;
  final: string;
  decided: string;
  answered: boolean;
  groups: readonly Group[];
}

interface Open {
  readonly number: string;
  readonly kind: Kind;
  readonly opened: string;
  readonly people: Set<string>;
  readonly allegations: Map<string, Allegation>;
}

/** Sums over one kind of matter, of the period. */
export class Sums {
  cases = 0;
  allegations = 0;
  involvements = 0;
  finalised = 0;
  answered = 0;
  complainantKnown = 0;
  complainantBlack = 0;
  readonly finals = new Map<string, number>();
  readonly types = new Map<string, { all: number; finalised: number; answered: number }>();
  /** Cases that hold an allegation of domestic abuse, and all cases, by financial year. */
  readonly domestic = new Map<string, { of: number; all: number }>();
  readonly perPerson = new Map<string, number>();
  /** By group of the person accused (of whoever complains, for grievances and claims): allegations, finalised, answered. */
  readonly byGroup = new Map<Group, { cases: number; allegations: number; finalised: number; answered: number }>();
  /** Days to the last decision of cases old enough to have ended. */
  readonly caseDays: number[] = [];
  readonly allegationDays: number[] = [];
}

export type Matters = Readonly<Record<Kind, Sums>>;

const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;
const plus = <K>(map: Map<K, number>, key: K, by = 1): void => void map.set(key, (map.get(key) ?? 0) + by);
export const financialYear = (iso: string): string => {
  const year = Number(iso.slice(0, 4)) - (iso.slice(5) < '04-01' ? 1 : 0);
  return `${year}-${String((year + 1) % 100).padStart(2, '0')}`;
};
const isKind = (text: string): text is Kind => ['mc', 'pc', 'gr', 'et', 'rg'].includes(text);
const partiesOf = (cell: Cells): [string, string][] =>
  cell('parties')
    .split(';')
    .filter((part) => part !== '')
    .map((part) => part.split(':') as [string, string]);

function settle(open: Open, sums: Sums, matureBefore: string): void {
  if (open.allegations.size === 0) return;
  sums.cases += 1;
  sums.allegations += open.allegations.size;
  sums.involvements += open.people.size;
  for (const person of open.people) plus(sums.perPerson, person);
  const list = [...open.allegations.values()];
  const year = sums.domestic.get(financialYear(open.opened)) ?? { of: 0, all: 0 };
  year.all += 1;
  if (list.some(({ type }) => type === 'domestic-abuse')) year.of += 1;
  sums.domestic.set(financialYear(open.opened), year);
  const isMature = open.opened < matureBefore;
  for (const group of new Set(list.flatMap(({ groups }) => groups))) groupOf(sums, group).cases += 1;
  for (const allegation of list) settleAllegation(allegation, sums, isMature);
  const last = Math.max(...list.map(({ decided }) => (decided === '' ? -1 : day(decided) - day(open.opened))));
  if (isMature && list.every(({ final }) => final !== '')) sums.caseDays.push(last);
}

function groupOf(sums: Sums, group: Group) {
  const row = sums.byGroup.get(group) ?? { cases: 0, allegations: 0, finalised: 0, answered: 0 };
  sums.byGroup.set(group, row);
  return row;
}

function settleAllegation(allegation: Allegation, sums: Sums, isMature: boolean): void {
  const type = sums.types.get(allegation.type) ?? { all: 0, finalised: 0, answered: 0 };
  sums.types.set(allegation.type, type);
  const rows = [type, ...allegation.groups.map((group) => groupOf(sums, group))];
  for (const row of rows) {
    if ('all' in row) row.all += 1;
    else row.allegations += 1;
    if (allegation.final !== '') row.finalised += 1;
    if (allegation.final !== '' && allegation.answered) row.answered += 1;
  }
  if (allegation.final === '') return;
  sums.finalised += 1;
  if (allegation.answered) sums.answered += 1;
  plus(sums.finals, allegation.final);
  if (isMature) sums.allegationDays.push(day(allegation.decided) - day(allegation.opened));
}

/** Whose group a matter is counted under: the accused, or whoever complains of their employer. */
const roleCounted = (kind: Kind): string => (kind === 'gr' || kind === 'et' ? 'reporter' : 'subject');

/** Counts every matter that came in within the period. */
export async function readMatters(folder: string, service: ReadService): Promise<Matters> {
  const sums: Matters = { mc: new Sums(), pc: new Sums(), gr: new Sums(), et: new Sums(), rg: new Sums() };
  const stated = await statedByPublic(folder, service);
  const matureDays = Math.min(1600, Math.floor((day(service.until) - day(service.from)) * 0.6));
  const matureBefore = new Date((day(service.until) - matureDays) * 86_400_000).toISOString().slice(0, 10);
  let open: Open | null = null;
  const close = () => {
    if (open !== null && open.opened >= service.from) settle(open, sums[open.kind], matureBefore);
    open = null;
  };
  await eachRow(folder, 'entries.csv', (cell) => {
    const number = cell('matter');
    const kind = number.slice(0, 2);
    if (!isKind(kind)) return;
    if (open?.number !== number) {
      close();
      open = { number, kind, opened: cell('known_on'), people: new Set(), allegations: new Map() };
    }
    const current: Open = open!;
    // What is looked at in probation begins with a step, not with a matter.
    if (cell('kind') === 'matter' || (kind === 'rg' && cell('step') === 'start'))
      hear(cell, current, { sums: sums[kind], service, stated });
    else if (cell('kind') === 'amendment' && cell('finding') !== 'open' && cell('finding') !== '')
      for (const target of cell('acts_on').split(';')) {
        const allegation = current.allegations.get(target);
        if (allegation === undefined) continue;
        if (cell('finding') === 'case-to-answer') allegation.answered = true;
        allegation.final = cell('finding');
        allegation.decided = cell('known_on');
      }
  });
  close();
  return sums;
}

interface Ears {
  readonly sums: Sums;
  readonly service: ReadService;
  readonly stated: ReadonlyMap<string, string>;
}

function hear(cell: Cells, current: Open, { sums, service, stated }: Ears): void {
  const parties = partiesOf(cell);
  const counted = parties.filter(([role]) => role === roleCounted(current.kind)).map(([, ref]) => ref);
  const known = counted.flatMap((ref) => service.people.get(ref) ?? []);
  for (const [role, ref] of parties) if (role === 'subject' && service.people.has(ref)) current.people.add(ref);
  current.allegations.set(cell('ref'), {
    ...{ type: cell('type'), opened: current.opened, final: '', decided: '', answered: false },
    groups: known.map(({ group }) => group),
  });
  if (current.kind !== 'pc' || current.opened < service.from) return;
  const group = parties.filter(([role]) => role === 'reporter').flatMap(([, ref]) => stated.get(ref) ?? [])[0];
  if (group !== undefined) sums.complainantKnown += 1;
  if (group?.startsWith('B') === true) sums.complainantBlack += 1;
}

/** Ethnicity that members of the public gave themselves. */
async function statedByPublic(folder: string, service: ReadService): Promise<Map<string, string>> {
  const stated = new Map<string, string>();
  await eachRow(folder, 'characteristics.csv', (cell) => {
    const isTheirs = cell('characteristic') === 'ethnicity' && cell('basis') === 'self' && cell('value') !== '';
    if (isTheirs && !service.people.has(cell('person'))) stated.set(cell('person'), cell('value'));
  });
  return stated;
}
