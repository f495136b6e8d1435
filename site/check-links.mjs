// Looks at every link of the built site: the page is there, and so is the heading.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** @param {string} folder of the site @param {string} base the path that it is served under. @throws with all dead links */
export function checkLinks(folder, base) {
  const pages = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.html'))
      .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name), 'utf8')]),
  );
  const dead = [];
  for (const [page, html] of pages) {
    for (const [, to] of html.matchAll(/<a\b[^>]*\bhref="([^"]*)"/g)) {
      if (
        !/^[a-z]+:/.test(to) &&
        !isThere({ page, to: to.replaceAll('&amp;', '&'), pages, folder, base })
      )
        dead.push(`${page}: ${to}`);
    }
  }
  if (dead.length > 0)
    throw new Error(`links that lead nowhere:\n${[...new Set(dead)].join('\n')}`);
  console.log(`${pages.size} pages, every link leads somewhere`);
}

function isThere({ page, to, pages, folder, base }) {
  const [path = '', anchor] = to.split('#');
  const whole =
    path === ''
      ? page
      : path.startsWith(base)
        ? path.slice(base.length)
        : posix.join(posix.dirname(page), path);
  const file = [whole, `${whole}.html`, posix.join(whole, 'index.html')].find((one) =>
    pages.has(one),
  );
  if (file === undefined) return whole !== '' && existsSync(join(folder, whole));
  return (
    anchor === undefined ||
    anchor === '' ||
    pages.get(file).includes(`id="${decodeURIComponent(anchor)}"`)
  );
}
