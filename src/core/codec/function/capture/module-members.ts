/** Recognises what Node, or a test runner in its place, hands to each module as its own. */
import { Module } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Node } from '../function-body.ts';
import type { Context, Table } from './describer.ts';
import type { Trail } from './refusal.ts';
import { viteRoot } from './vite-imports.ts';

/** Returns undefined for all other variables. */
export function describeModuleMember(
  table: Table,
  name: string,
  value: unknown,
  { script, trail }: Context,
): Node | undefined {
  if (name === 'module' && isModule(value)) return describeModule(table, value, trail);
  const what = name === 'require' && isRequire(value) ? 'require' : TEST_RUNNER_NAMES.get(name);
  if (what === undefined) return undefined;
  const isVite = name === '__vite_ssr_dynamic_import__';
  return {
    kind: 'module-meta',
    what,
    referrer: script.url,
    ...(isVite ? { root: viteRoot() } : {}),
  };
}

/** What vitest makes of `import()` and `import.meta`. */
const TEST_RUNNER_NAMES: ReadonlyMap<string, 'import' | 'meta'> = new Map([
  ['__vite_ssr_dynamic_import__', 'import'],
  ['__vite_ssr_import_meta__', 'meta'],
]);

/** Nothing of a CommonJS `module` but what functions use; it is not the main module of a worker. */
function describeModule(table: Table, module: NodeJS.Module, trail: Trail | undefined): Node {
  const step = { from: trail, clause: "has the property 'exports'" };
  const { id, filename, path } = module;
  return {
    kind: 'object',
    integrity: 0,
    properties: [
      { key: ['exports'], value: table.slotFor(module.exports, step), flags: 7 },
      ...Object.entries({ id, filename, path }).map(([key, value]) => ({
        key: [key] as const,
        value: [value] as const,
        flags: 7,
      })),
    ],
  };
}

function isModule(value: unknown): value is NodeJS.Module {
  return value instanceof Module;
}

/** What `createRequire` gave somebody, made again for the same folder. */
export function describeRequire(fn: object): Node | undefined {
  if (!isRequire(fn)) return undefined;
  const [nearest] = fn.resolve.paths('anything') ?? []; // '/app/src/node_modules', of whatever is in /app/src
  if (nearest === undefined) return undefined;
  const folder = pathToFileURL(join(dirname(nearest), '/')).href;
  return { kind: 'module-meta', what: 'require', referrer: folder };
}

function isRequire(value: unknown): value is NodeJS.Require {
  return (
    typeof value === 'function' && 'resolve' in value && 'cache' in value && 'extensions' in value
  );
}
