/**
 * Where values came from that the codec itself has made in this process. A worker may have a pool
 * of its own; what it sends on was often sent to it, and a module namespace, an `import.meta` or a
 * `require` cannot be recognised by looking.
 */
import type { ImportNode, ModuleMetaNode } from './function-body.ts';

const origins = new WeakMap<object, ImportNode | ModuleMetaNode>();

export function rememberOrigin(value: unknown, node: ImportNode | ModuleMetaNode): void {
  if ((typeof value === 'object' && value !== null) || typeof value === 'function') {
    origins.set(value, node);
  }
}

export function findOrigin(value: object): ImportNode | ModuleMetaNode | undefined {
  return origins.get(value);
}
