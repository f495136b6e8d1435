/**
 * Follows the path to something that every realm has: 'Math', 'max' from the globals or 'join' from
 * `node:path`. Used on both sides: to prove that a name is the value, and to find it again.
 */
import type { KnownNode } from './function-body.ts';

export function followKnownPath({ root, path }: Pick<KnownNode, 'root' | 'path'>): unknown {
  let value: unknown = root === '' ? globalThis : process.getBuiltinModule(root);
  for (const key of path) {
    if (value === null || value === undefined) return undefined;
    value = key === '__proto__' ? Object.getPrototypeOf(value) : Reflect.get(Object(value), key);
  }
  return value;
}
