/** Every component and page, in a real browser at two widths: no accessibility violation, no sideways scroll. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { componentNames, galleryPages, writeGallery } from './gallery.ts';

const chromiumPath = process.env['CANDOUR_CHROMIUM'] ?? '/usr/bin/chromium';

test('every component has examples, and every template renders without inline style, script or event', () => {
  for (const name of componentNames()) {
    assert.ok(existsSync(new URL(`./components/${name}/examples.json`, import.meta.url)), `${name} has no examples`);
  }
  for (const { name, html } of galleryPages()) {
    assert.doesNotMatch(html, /<script|<style|\sstyle=|\son[a-z]+=|https?:\/\/(?!www\.w3\.org\/2000\/svg)/, name);
    assert.match(html, /<h1[ >]/, `${name} has no main heading`);
  }
});

test('axe finds nothing and nothing scrolls sideways, at 1280 and 360 pixels', { timeout: 800_000 }, async (t) => {
  if (!existsSync(chromiumPath)) {
    assert.notEqual(process.env['CI'], 'true', 'no browser on a machine that must have one');
    t.diagnostic('NO BROWSER: accessibility of the pages was not checked');
    t.skip('no browser');
    return;
  }
  const { chromium } = await import('playwright-core');
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'candour-gallery-'));
  const args =
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  const browser = await chromium.launch({ executablePath: chromiumPath, args: args.split(' ') });
  try {
    const names = await writeGallery(folder);
    const found: string[] = [];
    for (const width of [1280, 360]) {
      const tab = await browser.newPage({ viewport: { width, height: 900 } });
      for (const name of names) {
        await tab.goto(`file://${join(folder, name)}.html`);
        const wide = await tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
        if (typeof wide !== 'number' || wide > 0) found.push(`${name} at ${width}: ${String(wide)}px too wide`);
        await tab.evaluate(axe);
        const violations = (await tab.evaluate(
          'axe.run(document).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html.slice(0, 140))))',
        )) as string[];
        for (const violation of violations) found.push(`${name} at ${width}: ${violation}`);
      }
      await tab.close();
    }
    assert.deepEqual(found, []);
    t.diagnostic(`${names.length} pages at two widths`);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
