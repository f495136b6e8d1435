// The documentation's site: pages of `docs/`, and the reference that typedoc makes of the docstrings. `build.mjs` puts both into `pages/`.
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { GROUPS } from '../contents.mjs';

const REPOSITORY = 'https://github.com/manyhands/manyhands';

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);
const reference = JSON.parse(
  readFileSync(new URL('../pages/api/typedoc-sidebar.json', import.meta.url), 'utf8'),
);

/** By what is written in `import`. The generator knows the names of files: `index`, `cluster`. */
const entries = reference.map((entry) => ({
  ...entry,
  text: entry.text === 'index' ? 'manyhands' : `manyhands/${entry.text}`,
}));
entries.sort((a, b) => (a.text < b.text ? -1 : 1));

const guide = GROUPS.map(({ title, pages }) => ({
  text: title,
  items: pages.map(({ name, title: text }) => ({ text, link: `/${name}` })),
}));

/** As the repository's own pages have them, so that a link is right in both places. */
function anchorOf(title) {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

export default defineConfig({
  title: 'manyhands',
  description:
    "CPython's multiprocessing.Pool for Node.js: any function, no worker file, never a hang.",
  srcDir: 'pages',
  outDir: '../build/site',
  cacheDir: '../build/site-cache',
  base: process.env.DOCS_BASE ?? '/',
  cleanUrls: false,
  lastUpdated: false,
  // No HTML: what looks like it (`#<Promise>`) is text.
  markdown: {
    html: false,
    anchor: { slugify: anchorOf },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        // What explains comes before what lists, and before what tells how it came to be.
        miniSearch: {
          searchOptions: {
            boostDocument: (id) => (/\/(?:api|decisions|changes|coming-from)/.test(id) ? 0.2 : 1),
          },
        },
      },
    },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/getting-started' },
      { text: 'Reference', link: '/api/' },
      { text: version, link: '/changes' },
    ],
    sidebar: { '/api/': [{ text: 'Reference', items: entries }], '/': guide },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    footer: { message: 'MIT licence' },
  },
});
