// Links as they are in the repository, for the site: its own pages by their names, files outside of `docs/` at the repository.
import { posix } from 'node:path';

const REPOSITORY = 'https://github.com/manyhands/manyhands';
const IN_REPOSITORY = `${REPOSITORY}/blob/HEAD/`;
const AT_ROOT = { 'README.md': '/index.md', 'CHANGELOG.md': '/changes.md' };
const IS_AT_ROOT = ['index.md', 'changes.md'];

/** @param {string} markdown @param {string} page its path on the site @returns {string} */
export function toSite(markdown, page) {
  return markdown.replace(/\]\(([^)\s]+)\)/g, (_, to) => `](${linkTo(to, page)})`);
}

function linkTo(to, page) {
  const local = to.startsWith(IN_REPOSITORY) ? to.slice(IN_REPOSITORY.length) : undefined;
  if (local === undefined && /^([a-z]+:|#)/.test(to)) return to;
  const [path = '', anchor] = (local ?? to).split('#');
  const from = IS_AT_ROOT.includes(page) ? '' : posix.join('docs', posix.dirname(page));
  const inRepository = local === undefined ? posix.join(from, path) : path;
  return withAnchor(onSite(inRepository), anchor);
}

function onSite(path) {
  if (path in AT_ROOT) return AT_ROOT[path];
  if (path.startsWith('docs/')) return `/${path.slice('docs/'.length)}`;
  return `${IN_REPOSITORY}${path}`;
}

function withAnchor(path, anchor) {
  return anchor === undefined ? path : `${path}#${anchor}`;
}
