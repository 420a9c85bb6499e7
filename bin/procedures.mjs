/** Writes docs/procedures from the definitions, one page a version: `npm run procedures`. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { become, findNode, getNode, root } from './runtime.mjs';

if (findNode() === process.execPath) await writePages();
else {
  getNode();
  become([join(root, 'bin', 'procedures.mjs')], { cwd: root });
}

async function writePages() {
  const { toPages } = await import('../src/engines/procedures/to-markdown.ts');
  const { rulebook } = await import('../src/rooms/cases/procedures/rulebook.ts');
  const folder = join(root, 'docs', 'procedures');
  const pages = toPages(rulebook);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(join(folder, name));
  for (const [name, text] of pages) writeFileSync(join(folder, name), text);
  console.log(`docs/procedures: ${pages.size} pages`);
}
