#!/usr/bin/env node
/** The candour command on any Node from 20: hands over to Node 24, which runs the TypeScript. */
import { join } from 'node:path';
import { become, findNode, getNode, linkPostgres, root } from './runtime.mjs';

const isRightNode = findNode() === process.execPath;
const args = process.argv.slice(2);

if (!isRightNode) {
  getNode();
  become([join(root, 'bin', 'candour.mjs'), ...args]);
} else {
  silenceExperimental();
  linkPostgres();
  if (args[0] === 'serve' || args[0] === 'demo') {
    const { buildAssets } = await import('./build-assets.mjs');
    await buildAssets().catch((error) => console.error(error.message));
  }
  await import('../src/cli.ts');
}

/** Node warns of features that we use on purpose; every other warning still shows. */
function silenceExperimental() {
  const shown = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') for (const show of shown) show.call(process, warning);
  });
}
