/** Where the worker files are. */
import { fileURLToPath } from 'node:url';

/** The file that a worker loads: `good`, relative to this folder, or the one that is broken. */
export function fileFor(module: 'tasks' | 'broken', good: string): string {
  const file = module === 'broken' ? './worker-files/broken.js' : `./${good}`;
  return fileURLToPath(new URL(file, import.meta.url));
}
