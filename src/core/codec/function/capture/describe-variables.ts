/**
 * Describes the variables that a function takes from around it: only those its text mentions, with
 * the values they have now. What was imported is imported again in the worker; what every worker
 * has anyway stays a free name.
 */
import { isBuiltin } from 'node:module';
import { nameOfFunction } from '../../../base/class-name.ts';
import { isInBundle } from '../../../base/own-files.ts';
import { isEntry } from '../entry.ts';
import type { ImportNode, Node } from '../function-body.ts';
import type { Slot } from '../object-nodes.ts';
import type { NameUse } from '../source/free-names.ts';
import type { ImportedName } from '../source/module-text.ts';
import type { Script } from '../source/script.ts';
import { mayBeReassigned } from '../source/reassigned-names.ts';
import { depthOfModule, type Found, lookUp } from '../source/scope-lookup.ts';
import { findCommonJsModule } from './common-js.ts';
import type {
  Assignment,
  Callable,
  Context,
  FunctionInHand,
  ModuleVariable,
  Table,
} from './describer.ts';
import { isStandardGlobal } from './global-names.ts';
import { findKnown } from './known-values.ts';
import { describeModuleMember } from './module-members.ts';
import { isNamespaceLike, narrowNamespace } from './namespaces.ts';
import { describeViteImport } from './vite-imports.ts';
import { readSteps, refuse, type Trail } from './refusal.ts';

export interface DescribedVariables {
  readonly variables: readonly (readonly [name: string, slot: Slot])[];
  readonly moduleVariables: readonly ModuleVariable[];
  /** Those that the function assigns to in vain: they are constants. */
  readonly constants: readonly string[];
  readonly assignments: readonly Assignment[];
  /** False if one of them may hold another value next time, as far as its name tells. */
  readonly isStable: boolean;
}

/** @param settled names that are free in the text, but for which something else is done */
export function describeVariables(
  { table, fn, read, context }: FunctionInHand,
  settled: ReadonlySet<string>,
): DescribedVariables {
  const variables: (readonly [name: string, slot: Slot])[] = [];
  const moduleVariables: ModuleVariable[] = [];
  const constants: string[] = [];
  const assignments: Assignment[] = [];
  const functionName = nameOfFunction(fn) || '(anonymous)';
  const moduleDepth = depthOfModule(context.scopes, context.script);
  let isStable = true;
  for (const [name, use] of read.names.free) {
    if (settled.has(name)) continue;
    const found = lookUp(context.scopes, name) ?? lookUpGlobal(name, context.script);
    if (found === undefined) continue;
    const trail = stepInto({ name, found, context });
    const described = describeVariable(table, { name, use, found }, { ...context, trail });
    variables.push([name, described.slot]);
    isStable &&= described.isStable;
    const isConstant = use.isAssigned && found.depth !== -1 && context.script.isConstant(fn, name);
    if (isConstant) constants.push(name);
    const isAssigned = use.isAssigned && !isConstant;
    const isNoted = isAssigned && isFilled(found.value) && !isHelper(fn, found.value);
    if (isNoted && mayBeUsers(context.trail)) assignments.push({ functionName, variable: name });
    if (found.depth >= 0) {
      const strictness = context.script.isModule ? '' : 'sloppy ';
      const script = `${strictness}${context.script.id}|${context.script.url}|${name}`;
      const key = (): string | undefined =>
        keyOf(script, { name, found, context, fn, moduleDepth });
      moduleVariables.push({ script, key, name, value: found.value, isAssigned });
    }
  }
  return { variables, moduleVariables, constants, assignments, isStable };
}

interface VariableOf {
  readonly name: string;
  readonly found: Found;
  readonly context: Context;
  readonly fn: Callable;
  readonly moduleDepth: number;
}

/** V8 does not tell the variables of a call from those of the module in CommonJS, nor of one in a bundle. */
function keyOf(
  script: string,
  { name, found, context, fn, moduleDepth }: VariableOf,
): string | undefined {
  const isOfModule = context.scopes[found.depth]?.kind === 'Module';
  const known = isOfModule ? '' : context.script.homeOf(fn, name);
  const home = known ?? (found.depth === moduleDepth ? '' : 'local');
  if (home === 'local') return undefined;
  return home === '' ? script : script.replace('|', `@${home}|`);
}

function stepInto({
  name,
  found,
  context: { script, scopes, trail },
}: {
  readonly name: string;
  readonly found: Found;
  readonly context: Context;
}): Trail {
  const around = found.depth < 0 ? [] : scopes.slice(found.depth);
  const variable = { name, value: found.value, script, scopes: around };
  return { from: trail, clause: `captures variable '${name}'`, variable };
}

/** A variable that is still empty is there to be filled in the worker, by an initializer for example. */
function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** In a bundle nothing tells a library's functions from the user's, but that the user's are the nearer ones. */
function mayBeUsers(trail: Trail | undefined): boolean {
  return !isInBundle() || readSteps(trail).length <= 1;
}

/** What compilers and bundlers write: `ownKeys = function (o) { ownKeys = …; }` replaces itself, `__init` runs once. */
function isHelper(fn: Callable, value: unknown): boolean {
  return value === fn || nameOfFunction(fn).startsWith('__');
}

interface Variable {
  readonly name: string;
  readonly use: NameUse;
  readonly found: Found;
}

interface DescribedVariable {
  readonly slot: Slot;
  readonly isStable: boolean;
}

function describeVariable(
  table: Table,
  { name, use, found }: Variable,
  context: Context,
): DescribedVariable {
  if (found.isUninitialised) {
    return refuse(context.trail, {
      culprit: '',
      why: 'is not initialised yet',
      advice: 'call the pool after its declaration has run',
    });
  }
  const fixed =
    describeImport(name, found, context) ??
    describeViteImport(table, { name, value: found.value, use }, context.script) ??
    describeModuleMember(table, name, found.value, context);
  if (fixed !== undefined) return { slot: table.slotForNode(fixed), isStable: true };
  const isStable =
    table.options.judgeStability && !mayBeReassigned(context.script.unchangedText(), name);
  const { value } = found;
  const { allowShared } = table.options; // to threads
  const isWholeModule = isObject(value) && findCommonJsModule(value, allowShared) !== undefined;
  const isNarrow = !use.isUsedWhole && !isWholeModule && isNamespaceLike(value);
  const slot = isNarrow
    ? narrowNamespace(table, value as object, use.chains, context.trail)
    : table.slotFor(value, context.trail);
  return { slot, isStable };
}

/** An import is made again in the worker, unless it would run the entry script there. */
function describeImport(name: string, found: Found, { script, scopes }: Context): Node | undefined {
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
function lookUpGlobal(name: string, script: Script): Found | undefined {
  const module = lookUpTyped(name, script);
  if (module !== undefined) return { value: module, isUninitialised: false, depth: -1 };
  if (isStandardGlobal(name)) return undefined;
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
  const value = descriptor?.value as unknown;
  if (value === undefined) return undefined;
  if (isObject(value) && findKnown(value) !== undefined) return undefined;
  // Node's own globals are not enumerable; `node -e` makes enumerable ones.
  const isNodeGlobal = descriptor?.enumerable === false && typeof value === 'function';
  return isNodeGlobal ? undefined : { value, isUninitialised: false, depth: -1 };
}

/** In what is typed (`node -e`, the REPL) `fs` and the like are globals, and `crypto` is that of Node; in a worker they are not. */
function lookUpTyped(name: string, { url }: Script): unknown {
  if (url.startsWith('file:') || !isBuiltin(name) || !Object.hasOwn(globalThis, name))
    return undefined;
  if (name !== 'crypto' && isStandardGlobal(name)) return undefined;
  const module: unknown = process.getBuiltinModule(name);
  return Reflect.get(globalThis, name) === module ? module : undefined;
}
