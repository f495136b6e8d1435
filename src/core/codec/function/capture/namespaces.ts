/**
 * Objects that stand for modules. Bundlers, compilers and test runners put one between a function
 * and what it imports; taken whole it would drag in everything that module exports. So only the
 * members that the function uses are captured.
 */
import { types } from 'node:util';
import type { PropertyRecord, Slot } from '../object-nodes.ts';
import type { Table } from './describer.ts';
import { refuse, type Trail } from './refusal.ts';

export function isNamespaceLike(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return false; // a look at each element takes long
  if (types.isModuleNamespaceObject(value) || Object.hasOwn(value, '__esModule')) return true;
  if (Object.getOwnPropertyDescriptor(value, Symbol.toStringTag)?.value === 'Module') return true;
  // The elements of a buffer or a list are keys as well: millions of them, and none is an export.
  if (ArrayBuffer.isView(value) || Array.isArray(value) || types.isBoxedPrimitive(value))
    return false;
  const keys = Reflect.ownKeys(value);
  return keys.length > 0 && keys.every((key) => isExportGetter(value, key));
}

/**
 * Bundlers write `get: () => name`. A getter in the form of the language, `get name() {}`, is one of
 * the user's: it computes something, so it must go along and not its value.
 */
function isExportGetter(object: object, key: PropertyKey): boolean {
  const { get, set } = Object.getOwnPropertyDescriptor(object, key) ?? {};
  if (get === undefined || set !== undefined) return false;
  return !/^get\b/.test(Function.prototype.toString.call(get));
}

/** An object with just the members at the end of `chains`, in its own image. */
export function narrowNamespace(
  table: Table,
  namespace: object,
  chains: readonly (readonly string[])[],
  trail: Trail | undefined,
): Slot {
  const properties: PropertyRecord[] = [];
  for (const name of new Set(chains.map(([first]) => first as string))) {
    if (!(name in namespace)) continue;
    const step = { from: trail, clause: `uses its member '${name}'` };
    const value = readMember(namespace, name, step);
    const deeper = chains.filter(([first]) => first === name).map(([, ...rest]) => rest);
    const isNarrow = deeper.every((rest) => rest.length > 0) && isNamespaceLike(value);
    const slot = isNarrow
      ? narrowNamespace(table, value as object, deeper, step)
      : table.slotFor(value, step);
    properties.push({ key: [name], value: slot, flags: 7 });
  }
  return table.slotForNode({ kind: 'object', properties, integrity: 0 });
}

function readMember(namespace: object, name: string, trail: Trail): unknown {
  try {
    return Reflect.get(namespace, name);
  } catch {
    return refuse(trail, {
      culprit: '',
      why: 'is not initialised yet',
      advice: 'call the pool after its declaration has run',
    });
  }
}
