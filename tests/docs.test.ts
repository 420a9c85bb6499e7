/** The papers keep step with the house: rooms in the drawing, decisions numbered without gaps, links that resolve. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { listFiles, root } from './house/walk.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const frontDoor = 'README.md';
const hasFrontDoor = existsSync(join(root, frontDoor));

test('the docs: every room stands in the drawing of the front door', { skip: !hasFrontDoor }, () => {
  const drawings = [...read(frontDoor).matchAll(/```[a-z]*\n([\s\S]*?)```/g)].map((match) => match[1]);
  const rooms = [...new Set(listFiles('src/rooms').map((path) => path.split('/')[2] ?? ''))];
  const isDrawn = (room: string) =>
    drawings.some((text) => new RegExp(`(?<![\\w-])${room}(?![\\w-])`).test(text ?? ''));
  const missing = rooms.filter((room) => !isDrawn(room));
  assert.deepEqual(missing, [], 'draw these rooms in README.md');
});

test('the docs: decisions are numbered from 0001 without a gap', () => {
  const names = listFiles('docs/decisions').map((path) => path.slice('docs/decisions/'.length));
  const misnamed = names.filter((name) => name !== 'README.md' && !/^\d{4}-[a-z0-9-]+\.md$/.test(name));
  assert.deepEqual(misnamed, [], 'call a decision NNNN-title.md');
  const numbers = names.filter((name) => /^\d/.test(name)).map((name) => Number(name.slice(0, 4)));
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => index + 1),
    'numbers are unique and consecutive',
  );
});

/** Targets of the links in a page that lead to a file; examples in code are not links. */
function listLinks(text: string): string[] {
  const prose = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^([a-z][a-z0-9+.-]*:|#)/i.test(target));
}

/** What a heading is called in a link: `## Two words` is `#two-words`. */
function listAnchors(text: string): string[] {
  return [...text.matchAll(/^#+\s+(.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

test('the docs: relative links resolve', () => {
  const broken = listFiles('.')
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      listLinks(read(path)).flatMap((link) => {
        const [file = '', anchor] = link.split('#');
        const target = normalize(join(dirname(path), decodeURIComponent(file)));
        if (!existsSync(join(root, target))) return [`${path}: ${link} leads nowhere`];
        const hasAnchor = !anchor || !target.endsWith('.md') || listAnchors(read(target)).includes(anchor);
        return hasAnchor ? [] : [`${path}: ${link} names no heading there`];
      }),
    );
  assert.equal(broken.join('\n'), '');
});
