// `npm run docs:build`: makes `build/site/`, static files. `npm run docs` serves them. Wants what `npm run build` has made.
//
//    docs/*.md  README.md  CHANGELOG.md ──► pages/ ──┐
//    dist/*.d.ts ── typedoc ──► pages/api/ ──────────┼── vitepress ──► build/site/ ──► every link is looked at
//    all of the pages ──► pages/public/llms*.txt ────┘
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { checkLinks } from './check-links.mjs';
import { GROUPS } from './contents.mjs';
import { describePages } from './llms.mjs';
import { toSite } from './links.mjs';
import { writeReference } from './reference.mjs';

const SITE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(SITE, '..');
const PAGES = join(SITE, 'pages');
const OUT = join(ROOT, 'build', 'site');

rmSync(PAGES, { recursive: true, force: true });
rmSync(OUT, { recursive: true, force: true });
mkdirSync(join(PAGES, 'public'), { recursive: true });

copyDocs();
writePage('index.md', readFileSync(join(ROOT, 'README.md'), 'utf8'));
writePage('changes.md', readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'));
await writeReference(ROOT, join(PAGES, 'api'));
for (const [name, text] of describePages(PAGES, GROUPS))
  writeFileSync(join(PAGES, 'public', name), text);
await build(SITE);
checkLinks(OUT, process.env.DOCS_BASE ?? '/');

function copyDocs() {
  const listed = GROUPS.flatMap(({ pages }) => pages.map(({ name }) => name));
  const docs = join(ROOT, 'docs');
  for (const name of readdirSync(docs, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.md')) writePage(name, readFileSync(join(docs, name), 'utf8'));
    else if (/\.(png|svg)$/.test(name)) cpSync(join(docs, name), join(PAGES, name));
  }
  const unlisted = readdirSync(docs)
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.replace(/\.md$/, ''))
    .filter((name) => !listed.includes(name));
  if (unlisted.length > 0)
    throw new Error(`site/contents.mjs lists no page ${unlisted.join(', ')}`);
}

function writePage(name, markdown) {
  const path = join(PAGES, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, toSite(markdown, name));
}
