/**
 * A crawler that is polite: four workers follow the links of a site, and no more than two of them ask it at a time.
 *
 *    pages to visit (Queue) ──► workers ── Semaphore(2) ──► the site (a server that this program starts)
 *         ▲                        │
 *         └───── new links ────────┘        what was seen lives in the program (serve)
 *
 *    node build/examples/crawler.js [--pages 60] [--workers 4] [--at-once 2]
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { Pool } from 'manyhands';
import { Queue, Semaphore, serve } from 'manyhands/shared';

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '60' },
    workers: { type: 'string', default: '4' },
    'at-once': { type: 'string', default: '2' },
  },
});
const pages = Number(values.pages);
const workers = Number(values.workers);
const atOnce = Number(values['at-once']);

/** A site whose page n links to 2n + 1 and 2n + 2; it notes how many ask at the same time. */
let asking = 0;
let most = 0;
const site = createServer(({ url = '/0' }, response) => {
  asking += 1;
  most = Math.max(most, asking);
  const n = Number(url.slice(1));
  const links = [2 * n + 1, 2 * n + 2, 0].filter((to) => to < pages);
  setTimeout(() => {
    asking -= 1;
    response.end(links.map((to) => `<a href="/${to}">page ${to}</a>`).join('\n'));
  }, 5);
});
await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
const root = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;

/** What has been found. Its methods run here, one after another, so no two workers visit the same page. */
class Found {
  readonly #pages = new Set<string>();
  #open = 0;
  get size(): number {
    return this.#pages.size;
  }
  /** Those of `paths` that nobody has found before. */
  add(paths: readonly string[]): string[] {
    const fresh = [...new Set(paths)].filter((path) => !this.#pages.has(path));
    for (const path of fresh) this.#pages.add(path);
    this.#open += fresh.length;
    return fresh;
  }
  /** A page has been read; true if it was the last that was known. */
  done(): boolean {
    this.#open -= 1;
    return this.#open === 0;
  }
}

const found = new Found();
const seen = serve(found);
const toVisit = new Queue<string>();
const polite = new Semaphore(atOnce);

async function crawl(): Promise<number> {
  let count = 0;
  for await (const path of toVisit) {
    const html = await polite.run(async () => await (await fetch(root + path)).text());
    const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, to = '']) => to);
    for (const link of await seen.add(links)) await toVisit.put(link);
    count += 1;
    if (await seen.done()) await toVisit.close();
  }
  return count;
}

await using pool = new Pool(workers);
for (const path of found.add(['/0'])) await toVisit.put(path);
const counts = await pool.map(crawl, Array.from({ length: workers }), { chunkSize: 1 });
site.close();
site.closeAllConnections();

console.log(
  `${found.size} pages, by ${counts.length} workers: ${counts.reduce((a, b) => a + b)} read`,
);
console.log(`at most ${most} requests at a time`);
