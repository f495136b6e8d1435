/** Finds the input of the minify example. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Larger files are bundles of others, and one of them would take as long as all others. */
const MAX_BYTES = 200_000;

/** All JavaScript files below `folder`, sorted. */
export async function findScripts(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.[cm]?js$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  return paths.filter((_, i) => (sizes[i] ?? 0) <= MAX_BYTES);
}

/** The same items in an order of which every beginning is an even sample of the whole. */
export function spread<T>(items: readonly T[]): T[] {
  const step = 0.618_033_988_749_895; // steps of the golden ratio never bunch up
  const places = items.map((item, i) => ({ item, place: (i * step) % 1 }));
  return places.sort((a, b) => a.place - b.place).map(({ item }) => item);
}
