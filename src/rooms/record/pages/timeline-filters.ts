/** Filters of the timeline with counts; their state is in the address. */
import type { FilterGroup, FiltersView, ItemKind } from '../../../web/views.ts';
import type { Placed } from './timeline-items.ts';
import { label } from './words.ts';

export interface TimelineFilters {
  readonly kind: readonly string[];
  readonly source: readonly string[];
  readonly finding: readonly string[];
}

type Key = keyof TimelineFilters;
const keys: readonly Key[] = ['kind', 'source', 'finding'];

const passes = (each: Placed<unknown>, filters: TimelineFilters, except?: Key): boolean =>
  keys.every((key) => key === except || filters[key].length === 0 || filters[key].includes(each[key]));

/** What the filters leave. A threshold marker stays while its neighbours of any kind do. */
export const kept = <T extends Placed<unknown>>(all: readonly T[], filters: TimelineFilters): T[] =>
  all.filter((each) =>
    each.kind === 'threshold' ? filters.kind.length === 0 || filters.kind.includes('threshold') : passes(each, filters),
  );

function toggled(url: string, key: Key, value: string): string {
  const [path = '/', search = ''] = url.split('?', 2);
  const params = new URLSearchParams(search);
  const held = params.getAll(key);
  params.delete(key);
  for (const each of held.includes(value) ? held.filter((one) => one !== value) : [...held, value])
    params.append(key, each);
  const rest = params.toString();
  return rest ? `${path}?${rest}` : path;
}

const kindWords: Readonly<Record<string, string>> = {
  account: 'Accounts',
  record: 'Records',
  finding: 'Findings',
  career: 'Career',
  threshold: 'Rule first met',
};
const headings: Readonly<Record<Key, string>> = { kind: 'What it is', source: 'Source', finding: 'Finding' };
const marks: ReadonlySet<string> = new Set(['account', 'record', 'finding', 'career']);

function group(all: readonly Placed<unknown>[], filters: TimelineFilters, key: Key, url: string): FilterGroup {
  const counts = new Map<string, number>();
  for (const each of all)
    if (passes(each, filters, key) && (key === 'kind' || (each.kind !== 'career' && each.kind !== 'threshold')))
      counts.set(each[key], (counts.get(each[key]) ?? 0) + 1);
  for (const value of filters[key]) if (!counts.has(value)) counts.set(value, 0);
  return {
    heading: headings[key],
    options: [...counts]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([value, count]) => ({
        text: key === 'kind' ? (kindWords[value] ?? label(value)) : label(value),
        count,
        href: toggled(url, key, value),
        isOn: filters[key].includes(value),
        ...(key === 'kind' && marks.has(value) ? { kind: value as ItemKind } : {}),
      })),
  };
}

/** The filter column. */
export function filtersOf(
  all: readonly Placed<unknown>[],
  shown: number,
  filters: TimelineFilters,
  url: string,
): FiltersView {
  const path = url.split('?', 1)[0] ?? '/';
  return {
    heading: 'Filter',
    summary: `${shown} of ${all.length} items`,
    groups: keys.map((key) => group(all, filters, key, url)).filter((each) => each.options.length > 0),
    clear: keys.some((key) => filters[key].length > 0) ? { text: 'Clear filters', href: path } : undefined,
  };
}
