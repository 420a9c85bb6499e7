/** The little SVG that charts need. Text is always escaped here; a chart takes plain words. */

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One element. `inner` is markup already made here, never text from outside: use `text` for words. */
export function element(name: string, attributes: Attributes, inner = ''): string {
  let opening = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    opening += ` ${key}="${typeof value === 'number' ? Number(value.toFixed(2)) : escaped(value)}"`;
  }
  return inner ? `${opening}>${inner}</${name}>` : `${opening}/>`;
}

export const text = (words: string, attributes: Attributes): string => element('text', attributes, escaped(words));

export const line = (x1: number, y1: number, x2: number, y2: number, name: string): string =>
  element('line', { x1, y1, x2, y2, class: name });

/** Marks of the three kinds, the same on charts, filters and in the stream: ring, square, diamond. */
export function mark(kind: 'account' | 'record' | 'finding' | 'void', x: number, y: number, size: number): string {
  const half = size / 2;
  if (kind === 'account') return element('circle', { cx: x, cy: y, r: half - 1, class: 'c-account' });
  if (kind === 'void') return element('circle', { cx: x, cy: y, r: half - 1, class: 'c-void' });
  if (kind === 'record') {
    return element('rect', {
      x: x - half + 0.5,
      y: y - half + 0.5,
      width: size - 1,
      height: size - 1,
      class: 'c-record',
    });
  }
  const reach = half * 1.25;
  const points = `${x},${y - reach} ${x + reach},${y} ${x},${y + reach} ${x - reach},${y}`;
  return element('polygon', { points, class: 'c-finding' });
}

/** The outer element with its name and description for people who do not see it. */
export function drawing(
  size: { readonly width: number; readonly height: number },
  words: { readonly id: string; readonly title: string; readonly description: string },
  inner: string,
): string {
  const head =
    element('title', { id: `${words.id}-title` }, escaped(words.title)) +
    element('desc', { id: `${words.id}-desc` }, escaped(words.description));
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: 'img',
      'aria-labelledby': `${words.id}-title ${words.id}-desc`,
    },
    head + inner,
  );
}
