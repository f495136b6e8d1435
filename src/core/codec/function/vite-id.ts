/** How vite names a file in the code it has made. Used on both sides: imports are resolved where they are made. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** "/@fs/app/x.js" is a path, "/x.js" one below the root of the project; all else Node resolves itself. */
export function resolveViteId(id: string, root: string): string {
  if (!id.startsWith('/')) return id;
  const path = id.replace(/[?#].*$/, '');
  if (path.startsWith('/@fs/')) return pathToFileURL(path.slice('/@fs'.length)).href;
  const below = join(root, path);
  return pathToFileURL(existsSync(below) ? below : path).href;
}
