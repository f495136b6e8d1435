/**
 * Captures the variables that a function takes from around it: only those its text mentions, with
 * the values they have now. What was imported is imported again in the worker; what every worker
 * has anyway stays a free name.
 */
import { isBuiltin } from 'node:module';
import type { Callable, Context } from './describe-function.ts';
import type { Capture } from './capture.ts';
import { findCommonJsModule } from './common-js.ts';
import { isEntry } from '../source/find-reference.ts';
import type { ImportNode, Node, Slot } from '../function-body.ts';
import type { NameUse } from '../source/free-names.ts';
import type { FunctionText } from '../source/function-text.ts';
import { findKnown, isStandardGlobal } from './known-values.ts';
import type { ImportedName } from '../source/module-text.ts';
import { captureModuleMember } from './module-members.ts';
import { isNamespaceLike, narrowNamespace } from './namespaces.ts';
import { mayBeReassigned } from '../source/reassigned-names.ts';
import { markShared } from './shared-variables.ts';
import { lookUp, type Found } from '../source/scope-lookup.ts';

export interface CapturedVariables {
  readonly variables: (readonly [name: string, slot: Slot])[];
  readonly cells: (readonly [name: string, cell: number])[];
}

export function captureVariables(
  capture: Capture,
  fn: Callable,
  read: FunctionText,
  context: Context & { readonly settled: ReadonlySet<string> },
): CapturedVariables {
  const captured: CapturedVariables = { variables: [], cells: [] };
  for (const [name, use] of read.names.free) {
    if (context.settled.has(name)) continue;
    const found = lookUp(context.scopes, name) ?? lookUpGlobal(name);
    if (found === undefined) continue;
    const trail = { from: context.trail, clause: `captures variable '${name}'` };
    const slot = captureVariable(capture, { name, use, found }, { ...context, trail });
    captured.variables.push([name, slot]);
    if (use.isAssigned) capture.noteAssignment(fn, name, found.value);
    if (found.depth === context.scopes.length - 1) {
      const key = `${context.script.id}|${context.script.url}|${name}`;
      if (use.isAssigned) markShared(key);
      capture.noteModuleVariable({ key, name, value: found.value, into: captured });
    }
  }
  return captured;
}

interface Variable {
  readonly name: string;
  readonly use: NameUse;
  readonly found: Found;
}

function captureVariable(capture: Capture, { name, use, found }: Variable, context: Context): Slot {
  if (found.isUninitialised) {
    return capture.refuse(context.trail, {
      culprit: '',
      why: 'is not initialised yet',
      advice: 'call the pool after its declaration has run',
    });
  }
  const imported = captureImport(name, found, context);
  if (imported !== undefined) return capture.slotForNode(imported);
  const special = captureModuleMember(capture, name, found.value, context);
  if (special !== undefined) return special;
  if (capture.isStable && capture.options.judgeStability) {
    capture.isStable = !mayBeReassigned(context.script.unchangedText(), name);
  }
  if (!capture.options.judgeStability) capture.isStable = false;
  const isWholeModule = isObject(found.value) && findCommonJsModule(found.value) !== undefined;
  if (!use.isUsedWhole && !isWholeModule && isNamespaceLike(found.value)) {
    return narrowNamespace(capture, found.value as object, use.chains, context.trail);
  }
  return capture.slotFor(found.value, context.trail);
}

/** An import is made again in the worker, unless it would run the entry script there. */
function captureImport(name: string, found: Found, { script, scopes }: Context): Node | undefined {
  if (scopes[found.depth]?.kind !== 'Module') return undefined;
  const imported = script.fileText()?.imports.get(name);
  if (imported === undefined || importsEntry(imported, script.url)) return undefined;
  if (isBuiltin(imported.specifier) && imported.name !== '*') {
    const root = `node:${imported.specifier.replace(/^node:/, '')}`;
    return { kind: 'known', root, path: imported.name === 'default' ? [] : [imported.name] };
  }
  const node: ImportNode = { kind: 'import', ...imported, referrer: script.url };
  return node;
}

function importsEntry({ specifier }: ImportedName, referrer: string): boolean {
  return /^[./]|^file:/.test(specifier) && isEntry(new URL(specifier, referrer).href);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A global that the program made itself; `node -e` makes globals of top-level functions. */
function lookUpGlobal(name: string): Found | undefined {
  if (isStandardGlobal(name)) return undefined;
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
  const value = descriptor?.value as unknown;
  if (value === undefined) return undefined;
  if (isObject(value) && findKnown(value) !== undefined) return undefined;
  // Node's own globals are not enumerable; `node -e` makes enumerable ones.
  const isNodeGlobal = descriptor?.enumerable === false && typeof value === 'function';
  return isNodeGlobal ? undefined : { value, isUninitialised: false, depth: -1 };
}
