/**
 * Turns one function or class into a node: by name if every worker has it, by reference if a worker
 * can load it, else by value.
 */
import { types } from 'node:util';
import type { Capture } from './capture.ts';
import { captureObject } from './describe-object.ts';
import { captureVariables } from './describe-variables.ts';
import { captureOwnProperties, capturePrototypeProperties } from './describe-properties.ts';
import { findConstructor } from './describe-instance.ts';
import { findReference } from '../source/find-reference.ts';
import type { FunctionNode, Node, Slot } from '../function-body.ts';
import { readFunctionText, type FunctionText } from '../source/function-text.ts';
import { inspectBound, inspectFunction, type InspectedBound } from '../source/inspector.ts';
import { findKnown } from './known-values.ts';
import { findOrigin } from '../origins.ts';
import { describeKey, type Trail } from './refusal.ts';
import { markUrl } from '../source/remap-stack.ts';
import { Script } from '../source/script.ts';
import { mayBeReassigned } from '../source/reassigned-names.ts';
import { lookUp, pickNames } from '../source/scope-lookup.ts';
import { rewriteSource } from './rewrite-source.ts';
import { findTask } from '../task.ts';

/** @throws Refusal */
export function captureFunction(capture: Capture, fn: object, trail: Trail | undefined): Node {
  const settled = settledFunctions.get(fn);
  if (settled !== undefined) {
    capture.notePlace(fn, settled.script);
    return captureByValue(capture, fn as Callable, settled.read, { ...settled, trail });
  }
  const text = Function.prototype.toString.call(fn);
  const given = findTask(fn) ?? findOrigin(fn);
  if (given !== undefined) return given;
  const inspected = isNative(text) ? undefined : inspectFunction(fn);
  if (inspected === undefined) return captureNative(capture, fn, trail);
  // A function that a worker can load is never read: the parser takes longer to load than all else.
  const read = (): FunctionText => parse(capture, text, trail);
  const script = new Script(inspected, text, () => read().anchor);
  capture.notePlace(fn, script);
  if (script.url.startsWith('node:')) return captureNodeFunction(capture, fn, trail);
  const reference = findReference(fn, text, script, inspected.scopes);
  if (reference !== undefined) return reference;
  refuseUnmovable(capture, fn as Callable, read(), trail);
  const context = { script, scopes: inspected.scopes, trail };
  return captureByValue(capture, fn as Callable, read(), context);
}

export type Callable = ((...args: never[]) => unknown) & { readonly prototype?: unknown };

/** Where a function stands, for those who look at its parts. */
export interface Context {
  readonly script: Script;
  readonly scopes: NonNullable<ReturnType<typeof inspectFunction>>['scopes'];
  readonly trail: Trail | undefined;
}

/**
 * Functions by value whose variables can never hold anything else: their insides need no second
 * look, only the objects in their variables do.
 */
const settledFunctions = new WeakMap<
  object,
  Omit<Context, 'trail'> & { readonly read: FunctionText }
>();

function settle(fn: Callable, read: FunctionText, { script, scopes }: Context): void {
  const names = [
    ...read.names.free.keys(),
    (read.node.id as { name: string } | null | undefined)?.name ?? '',
  ];
  const isSettled = names.every(
    (name) => lookUp(scopes, name) === undefined || !mayBeReassigned(script.unchangedText(), name),
  );
  // Only the variables it uses: the rest of their scopes must not be kept alive.
  if (isSettled)
    settledFunctions.set(fn, {
      script,
      read,
      scopes: scopes.map((scope) => pickNames(scope, names)),
    });
}

function captureByValue(
  capture: Capture,
  fn: Callable,
  read: FunctionText,
  context: Context,
): FunctionNode {
  const { script } = context;
  const rewritten = rewriteSource({ capture, fn, read, context });
  // The same arrays, not copies: the capture moves shared variables from one to the other at its end.
  const { variables, cells } = captureVariables(capture, fn, read, {
    ...context,
    settled: rewritten.names,
  });
  variables.push(...rewritten.variables);
  if (capture.options.judgeStability && !settledFunctions.has(fn)) settle(fn, read, context);
  const name = readName(fn);
  return {
    kind: 'function',
    ...(name === undefined ? {} : { name }),
    ...(read.isClass ? { classId: identifyClass(fn) } : {}),
    source: rewritten.source,
    shape: read.shape,
    isStrict: script.isStrict(fn),
    url: markUrl(script.url),
    line: script.line,
    column: script.column,
    variables,
    early: rewritten.early,
    cells,
    ...captureOwnProperties(capture, fn, read, context.trail),
    ...capturePrototypeProperties(capture, fn, read, context.trail),
  };
}

function captureNative(capture: Capture, fn: object, trail: Trail | undefined): Node {
  const known = findKnown(fn);
  if (known !== undefined) return { kind: 'known', ...known };
  if (types.isProxy(fn)) return captureObject(capture, fn, trail); // refuses it
  const bound = inspectBound(fn);
  if (bound === undefined) return refuseNative(capture, trail);
  const step = (clause: string): Trail => ({ from: trail, clause });
  return {
    kind: 'bound',
    target:
      findMethodSlot(capture, bound, trail) ??
      capture.slotFor(bound.target, step('is a bound function')),
    boundThis: capture.slotFor(bound.boundThis, step("has a bound 'this'")),
    boundArguments: bound.boundArguments.map((value, index) =>
      capture.slotFor(value, step(`has the bound argument ${index + 1}`)),
    ),
    name: readName(fn) ?? '',
  };
}

/** `dog.speak.bind(dog)`: the method may use `super` or private names, so it travels in its class. */
function findMethodSlot(
  capture: Capture,
  { target, boundThis }: InspectedBound,
  trail: Trail | undefined,
): Slot | undefined {
  if ((typeof boundThis !== 'object' && typeof boundThis !== 'function') || boundThis === null)
    return undefined;
  for (let home: unknown = boundThis; home !== null; home = Object.getPrototypeOf(home)) {
    const owner = home as object;
    const key = Reflect.ownKeys(owner).find(
      (one) => Object.getOwnPropertyDescriptor(owner, one)?.value === target,
    );
    if (key === undefined) continue;
    const isClass = typeof owner === 'function' || findConstructor(owner) !== undefined;
    if (!isClass || findKnown(owner) !== undefined) return undefined;
    const step = { from: trail, clause: `is bound to the method ${describeKey(key)}` };
    return capture.slotForNode({
      kind: 'member',
      of: capture.slotFor(owner, step),
      key: capture.slotFor(key, step),
    });
  }
  return undefined;
}

function captureNodeFunction(capture: Capture, fn: object, trail: Trail | undefined): Node {
  const known = findKnown(fn);
  return known === undefined ? refuseNative(capture, trail) : { kind: 'known', ...known };
}

function refuseNative(capture: Capture, trail: Trail | undefined): never {
  return capture.refuse(trail, {
    culprit: '',
    why: 'is native code that has no name in JavaScript or Node: a worker cannot find it',
    advice: 'call it inside a function of your own that makes it there',
  });
}

function parse(capture: Capture, text: string, trail: Trail | undefined): FunctionText {
  try {
    return readFunctionText(text);
  } catch (error) {
    return capture.refuse(trail, {
      culprit: '',
      why: `has a text that cannot be read (${(error as Error).message})`,
      advice: "export it and send it with task(import.meta.url, 'name')",
    });
  }
}

/** What holds a function to the place where it stands. */
function refuseUnmovable(
  capture: Capture,
  fn: Callable,
  read: FunctionText,
  trail: Trail | undefined,
): void {
  const refuse = (why: string, advice: string): never =>
    capture.refuse(trail, { culprit: '', why, advice });
  const { names, isArrow } = read;
  const methodAdvice = `bind it to its instance (instance.${fn.name}.bind(instance)), or send a function that calls it`;
  const kind = isArrow ? 'an arrow function' : 'a function';
  for (const outer of names.outer) {
    if (outer === 'super') {
      refuse("uses 'super', which a method has only inside its class", methodAdvice);
    }
    refuse(
      `uses '${outer}' of the function around it, which ${kind} cannot take along`,
      `put what it needs into a variable, or make it a 'function' that gets it as an argument`,
    );
  }
  for (const name of names.outerPrivateNames) {
    refuse(`uses the private name '#${name}', which exists only inside its class`, methodAdvice);
  }
  if (names.hasDirectEval) {
    refuse(
      "calls 'eval' directly, so nobody can tell which variables it uses",
      "use (0, eval)(text) or 'new Function', and pass what the text needs",
    );
  }
}

const classIds = new WeakMap<object, string>();
/** Ids of several programs meet where a worker has a pool of its own. */
const ORIGIN = Math.random().toString(36).slice(2);
let lastClass = 0;

function identifyClass(constructor: object): string {
  let id = classIds.get(constructor);
  if (id === undefined) {
    lastClass += 1;
    id = `${ORIGIN}.${lastClass}`;
    classIds.set(constructor, id);
  }
  return id;
}

/** A class may have a static of that name, which is no name. */
export function readName(fn: object): string | undefined {
  const own = Object.getOwnPropertyDescriptor(fn, 'name')?.value as unknown;
  return typeof own === 'string' ? own : undefined;
}

function isNative(text: string): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(text);
}
