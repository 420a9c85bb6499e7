/** Every component from its examples and every page from its sample, as static HTML: to look at, and to be tested. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { samplePages, sampleShell } from './samples.ts';
import { openTemplates } from './templates.ts';
import type { Views } from './views.ts';

const here = dirname(fileURLToPath(import.meta.url));

export interface GalleryPage {
  readonly name: string;
  readonly html: string;
}

interface Example {
  readonly name: string;
  readonly params: object;
}

const camel = (name: string): string => name.replace(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** The component folders; each has a template and its examples. */
export const componentNames = (): readonly string[] =>
  readdirSync(join(here, 'components'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

/** All pages of the gallery: one for each sample page, and one for all examples of each component. */
export function galleryPages(): readonly GalleryPage[] {
  const templates = openTemplates();
  const pages = (Object.keys(samplePages) as (keyof Views)[]).map((name) => ({
    name: name.replace('/', '-'),
    html: templates.page(name, samplePages[name] ?? {}, sampleShell(name)),
  }));
  const components = componentNames().map((name) => {
    const examples = JSON.parse(readFileSync(join(here, 'components', name, 'examples.json'), 'utf8')) as Example[];
    const macro = camel(name);
    const source = `{% extends "layout.njk" %}{% from "${name}/template.njk" import ${macro} as piece %}
{% block content %}<h1 class="govuk-heading-l">{{ title }}</h1>
{% for example in examples %}<section><h2 class="govuk-heading-s quiet">{{ example.name }}</h2>{{ piece(example.params, "h3") }}</section>{% endfor %}{% endblock %}`;
    const model = { title: name, examples, shell: sampleShell('report') };
    return { name: `component-${name}`, html: templates.piece(source, model) };
  });
  return [...pages, ...components];
}

/** Our style sheet, compiled now. Needs the development packages. */
export async function compileStyles(): Promise<string> {
  const sass = await import('sass');
  const packages = dirname(dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')));
  const file = join(here, 'assets', 'app.scss');
  return sass.compile(file, { loadPaths: [packages], quietDeps: true, style: 'compressed' }).css;
}

/** Writes the gallery into a folder, ready to be opened from there or served as a site's root. */
export async function writeGallery(folder: string): Promise<readonly string[]> {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'assets', 'app.css'), await compileStyles());
  writeFileSync(join(folder, 'assets', 'mark.svg'), readFileSync(join(here, 'assets', 'mark.svg')));
  const pages = galleryPages();
  for (const { name, html } of pages) {
    writeFileSync(join(folder, `${name}.html`), html.replaceAll('"/assets/', '"assets/'));
  }
  return pages.map(({ name }) => name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? join('.cache', 'gallery');
  const names = await writeGallery(folder);
  process.stdout.write(`${names.length} pages in ${folder}\n`);
}
