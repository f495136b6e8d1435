/**
 * Recognises what vite, and so vitest, makes of an import: a variable with a name of its own, which holds a Proxy
 * if the module was not transformed. The worker imports the same file.
 *
 *   import { shout } from 'tiny'   →   const __vite_ssr_import_1__ = await __vite_ssr_import__("/node_modules/tiny/index.js", …)
 */
import { types } from 'node:util';
import type { ImportNode, Node } from '../function-body.ts';
import type { NameUse } from '../source/free-names.ts';
import type { Script } from '../source/script.ts';
import { resolveViteId } from '../vite-id.ts';
import type { Table } from './describer.ts';

const NAME = /^__(vite_ssr|vi)_import_\d+__$/;

export function isViteImport(name: string): boolean {
  return NAME.test(name);
}

/** Of a variable that holds a Proxy: what vite transforms itself is described as any namespace. */
export function describeViteImport(
  table: Table,
  { name, value, use }: { readonly name: string; readonly value: unknown; readonly use: NameUse },
  script: Script,
): Node | undefined {
  if (!isViteImport(name) || !types.isProxy(value)) return undefined;
  const all = findViteImport(name, script);
  if (all === undefined || use.isUsedWhole) return all;
  // Member by member: an export that Node does not see in CommonJS is a member of its default.
  const members = new Set(use.chains.map(([first]) => first as string));
  const properties = [...members].map((member) => ({
    key: [member] as const,
    value: table.slotForNode({ ...all, name: member }),
    flags: 7,
  }));
  return { kind: 'object', properties, integrity: 0 };
}

/** The import of the whole module, from the text that vite has made. */
export function findViteImport(name: string, script: Script): ImportNode | undefined {
  if (!isViteImport(name)) return undefined;
  const call = new RegExp(`\\b${name}\\s*=\\s*await __vite_ssr_import__\\(("(?:[^"\\\\]|\\\\.)*")`);
  const id = call.exec(script.runningText()?.text ?? '')?.[1];
  if (id === undefined) return undefined;
  const specifier = resolveViteId(JSON.parse(id) as string, viteRoot());
  return { kind: 'import', specifier, name: '*', attributes: {}, referrer: script.url };
}

/** What vitest was configured with, or where it runs. */
export function viteRoot(): string {
  const worker: unknown = Reflect.get(globalThis, '__vitest_worker__');
  const root = (worker as { config?: { root?: unknown } } | undefined)?.config?.root;
  return typeof root === 'string' ? root : process.cwd();
}
