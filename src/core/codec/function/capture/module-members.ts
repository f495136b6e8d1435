/** Recognises what Node, or a test runner in its place, hands to each module as its own. */
import { Module } from 'node:module';
import type { Context } from './describe-function.ts';
import type { Capture } from './capture.ts';
import type { Slot } from '../function-body.ts';
import type { Trail } from './refusal.ts';

export function captureModuleMember(
  capture: Capture,
  name: string,
  value: unknown,
  { script, trail }: Context,
): Slot | undefined {
  if (name === 'module' && isModule(value)) return captureModule(capture, value, trail);
  const what = name === 'require' && isRequire(value) ? 'require' : TEST_RUNNER_NAMES.get(name);
  return what === undefined
    ? undefined
    : capture.slotForNode({ kind: 'module-meta', what, referrer: script.url });
}

/** What vitest makes of `import()` and `import.meta`. */
const TEST_RUNNER_NAMES: ReadonlyMap<string, 'import' | 'meta'> = new Map([
  ['__vite_ssr_dynamic_import__', 'import'],
  ['__vite_ssr_import_meta__', 'meta'],
]);

/** Nothing of a CommonJS `module` but what functions use; it is not the main module of a worker. */
function captureModule(capture: Capture, module: NodeJS.Module, trail: Trail | undefined): Slot {
  const step = { from: trail, clause: "has the property 'exports'" };
  const { id, filename, path } = module;
  return capture.slotForNode({
    kind: 'object',
    integrity: 0,
    properties: [
      { key: ['exports'], value: capture.slotFor(module.exports, step), flags: 7 },
      ...Object.entries({ id, filename, path }).map(([key, value]) => ({
        key: [key] as const,
        value: [value] as const,
        flags: 7,
      })),
    ],
  });
}

function isModule(value: unknown): value is NodeJS.Module {
  return value instanceof Module;
}

function isRequire(value: unknown): boolean {
  return (
    typeof value === 'function' && 'resolve' in value && 'cache' in value && 'extensions' in value
  );
}
