/** What a built module loads as soon as it is loaded: its static imports, and theirs. */
import { readFileSync } from 'node:fs';

const IMPORT = /^(?:import|export)\b[^;'"]*\bfrom ['"](\.[^'"]*)['"]|^import ['"](\.[^'"]*)['"]/gm;

/** Paths below `root`, the module itself included. */
export function loadedWith(module: string, root: URL): string[] {
  const seen = new Set<string>();
  const waiting = [new URL(module, root).href];
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (seen.has(url)) continue;
    seen.add(url);
    for (const [, from, effect] of readFileSync(new URL(url), 'utf8').matchAll(IMPORT)) {
      waiting.push(new URL(from ?? effect ?? '', url).href);
    }
  }
  return [...seen].map((url) => url.slice(root.href.length)).sort();
}
