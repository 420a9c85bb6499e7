/** One page of the stream: the allegations of one complaint as one matter, at most 150 items, and links to the rest. */
import { fieldOf, urlWith } from '../../../web/forms.ts';
import type { Fields } from '../../../web/route.ts';
import type { MatterItem, PagesView, ThresholdItem, TimelineItem, TimelineYear } from '../../../web/views.ts';
import type { Placed } from './timeline-items.ts';

export type StreamItem = Placed<TimelineItem | ThresholdItem>;

/** Items that a page holds. A matter is never broken over two pages. */
export const mostOnAPage = 150;

type Group = readonly [StreamItem, ...StreamItem[]];

/** What came in under one number on one day, together where the first of it stands. */
function byMatter(items: readonly StreamItem[]): Group[] {
  const groups = new Map<string, [StreamItem, ...StreamItem[]]>();
  items.forEach((each, index) => {
    const key = each.matter ? `${each.matter}/${each.day}` : `own/${index}`;
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  });
  return [...groups.values()];
}

function oneMatter(group: Group): MatterItem | TimelineItem | ThresholdItem {
  const parts = group.flatMap(({ item }) => (item.type === 'item' ? [item] : []));
  const [first] = parts;
  if (!first || parts.length === 1) return group[0].item;
  const sameHappened = parts.every((part) => part.happened === first.happened);
  const shared = (value: (part: TimelineItem) => string | undefined) =>
    parts.every((part) => value(part) === value(first)) ? value(first) : undefined;
  return {
    type: 'matter',
    id: first.id,
    kind: parts.every((part) => part.kind === first.kind) ? first.kind : 'record',
    isoDay: first.isoDay,
    when: first.when,
    happened: sameHappened ? first.happened : undefined,
    title: `One matter, ${parts.length} allegations`,
    source: shared((part) => part.source) ?? 'Several sources',
    unit: shared((part) => part.unit),
    matter: shared((part) => part.matter?.replace(/\/\d+$/, '')),
    items: parts,
  };
}

function years(groups: readonly Group[]): TimelineYear[] {
  const found = new Map<string, Group[]>();
  for (const group of groups) {
    const year = String(new Date(group[0].day * 86_400_000).getUTCFullYear());
    found.set(year, [...(found.get(year) ?? []), group]);
  }
  return [...found].map(([year, list]) => {
    const count = list.reduce((sum, group) => sum + group.length, 0);
    return { year, count: count === 1 ? '1 item' : `${count} items`, items: list.map(oneMatter) };
  });
}

interface Part {
  readonly groups: readonly Group[];
  /** Numbers of its first and last item, from 1. */
  readonly first: number;
  readonly last: number;
}

function inParts(groups: readonly Group[]): [Part, ...Part[]] {
  const parts: Part[] = [];
  let [some, first, count]: [Group[], number, number] = [[], 1, 0];
  const close = () => {
    parts.push({ groups: some, first, last: first + count - 1 });
    [some, first, count] = [[], first + count, 0];
  };
  for (const group of groups) {
    if (count > 0 && count + group.length > mostOnAPage) close();
    some.push(group);
    count += group.length;
  }
  if (count > 0 || parts.length === 0) close();
  return parts as [Part, ...Part[]];
}

export interface StreamPage {
  readonly years: readonly TimelineYear[];
  readonly pages: PagesView | undefined;
  /** Where an entry stands: on this page, or on the one that holds it. */
  readonly hrefOf: (entry: string) => string;
}

export interface StreamRequest {
  readonly query: Fields;
  readonly url: string;
  /** The address of an entry that is not on this page. */
  readonly elsewhere: (entry: string) => string;
}

const idIn = (href: string): string => href.replace('#entry-', '');

/** Links to what is acted on lead to wherever that stands. */
function relinked(each: StreamItem, href: (entry: string) => string): StreamItem {
  if (each.item.type !== 'item' || !each.item.actsOn) return each;
  const actsOn = each.item.actsOn.map((link) => ({ ...link, href: href(idIn(link.href)) }));
  return { ...each, item: { ...each.item, actsOn } };
}

/** The page asked for by its number, or the one that holds the entry asked for. */
export function streamPage(items: readonly StreamItem[], { query, url, elsewhere }: StreamRequest): StreamPage {
  const parts = inParts(byMatter(items));
  const at = fieldOf(query, 'at');
  const holding = parts.findIndex((part) => part.groups.some((group) => group.some(({ item }) => item.id === at)));
  const asked = holding >= 0 ? holding : Number.parseInt(fieldOf(query, 'page') ?? '1', 10) - 1;
  const index = asked >= 0 && asked < parts.length ? asked : 0;
  const part = parts[index] ?? parts[0];
  const to = (number: number) => `${urlWith(url, { at: null, page: number === 0 ? null : String(number + 1) })}#stream`;
  const link = (words: string, number: number) => {
    const other = parts[number];
    return other ? { text: `${words}: items ${other.first} to ${other.last}`, href: to(number) } : undefined;
  };
  const away = items.length - (part.last - part.first + 1);
  const onPage = new Set(part.groups.flatMap((group) => group.map(({ item }) => item.id)));
  const hrefOf = (entry: string) => (onPage.has(entry) ? `#entry-${entry}` : elsewhere(entry));
  return {
    years: years(part.groups.map((group) => group.map((each) => relinked(each, hrefOf)) as unknown as Group)),
    pages:
      parts.length === 1
        ? undefined
        : {
            said: `Items ${part.first} to ${part.last} of ${items.length}. ${away} are not on this page.`,
            before: link('Before these', index - 1),
            after: link('After these', index + 1),
          },
    hrefOf,
  };
}
