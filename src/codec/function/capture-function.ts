/**
 * Turns one function or class into a node: by name if every worker has it, by reference if a worker
 * can load it, else by value.
 */
import type { Capture } from './capture.ts';
import { captureVariables } from './capture-variables.ts';
import { captureOwnProperties, capturePrototypeProperties } from './capture-properties.ts';
import { findReference } from './find-reference.ts';
import type { FunctionNode, Node } from './function-body.ts';
import { readFunctionText, type FunctionText } from './function-text.ts';
import { inspectBound, inspectFunction } from './inspector.ts';
import { findKnown } from './known-values.ts';
import { findOrigin } from './origins.ts';
import type { Trail } from './refusal.ts';
import { Script } from './script.ts';
import { rewriteSource } from './rewrite-source.ts';
import { findTask } from './task.ts';

/** @throws Refusal */
export function captureFunction(capture: Capture, fn: object, trail: Trail | undefined): Node {
  const text = Function.prototype.toString.call(fn);
  const given = findTask(fn) ?? findOrigin(fn);
  if (given !== undefined) return given;
  const inspected = isNative(text) ? undefined : inspectFunction(fn);
  if (inspected === undefined) return captureNative(capture, fn, trail);
  const read = parse(capture, text, trail);
  const script = new Script(inspected, text, read.anchor);
  capture.notePlace(fn, script.place);
  if (script.url.startsWith('node:')) return captureNodeFunction(capture, fn, trail);
  const reference = findReference(fn, text, script);
  if (reference !== undefined) return reference;
  refuseUnmovable(capture, read, trail);
  return captureByValue(capture, fn as Callable, read, { script, scopes: inspected.scopes, trail });
}

export type Callable = ((...args: never[]) => unknown) & { readonly prototype?: unknown };

/** Where a function stands, for those who look at its parts. */
export interface Context {
  readonly script: Script;
  readonly scopes: NonNullable<ReturnType<typeof inspectFunction>>['scopes'];
  readonly trail: Trail | undefined;
}

function captureByValue(capture: Capture, fn: Callable, read: FunctionText, context: Context): FunctionNode {
  const { script } = context;
  const rewritten = rewriteSource(capture, fn, read, context);
  const { variables, cells } = captureVariables(capture, fn, read, context, rewritten.names);
  return {
    kind: 'function',
    name: readName(fn),
    source: rewritten.source,
    shape: read.shape,
    isStrict: script.isStrict(fn),
    url: script.url,
    line: script.line,
    column: script.column,
    variables: [...variables, ...rewritten.variables],
    early: rewritten.early,
    cells,
    ...captureOwnProperties(capture, fn, read, context.trail),
    ...capturePrototypeProperties(capture, fn, read, context.trail),
  };
}

function captureNative(capture: Capture, fn: object, trail: Trail | undefined): Node {
  const known = findKnown(fn);
  if (known !== undefined) return { kind: 'known', ...known };
  const bound = inspectBound(fn);
  if (bound === undefined) return refuseNative(capture, trail);
  const step = (clause: string): Trail => ({ from: trail, clause });
  return {
    kind: 'bound',
    target: capture.slotFor(bound.target, step('is bound to a function')),
    boundThis: capture.slotFor(bound.boundThis, step("is bound to a 'this'")),
    boundArguments: bound.boundArguments.map((value, index) =>
      capture.slotFor(value, step(`is bound to argument ${index + 1}`)),
    ),
    name: readName(fn as Callable),
  };
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
function refuseUnmovable(capture: Capture, { names, isArrow }: FunctionText, trail: Trail | undefined): void {
  const refuse = (why: string, advice: string): never => capture.refuse(trail, { culprit: '', why, advice });
  const kind = isArrow ? 'an arrow function' : 'a function';
  for (const outer of names.outer) {
    if (outer === 'super') {
      refuse("uses 'super', which a method has only inside its class", 'send the class or an instance, or write a function that calls the method');
    }
    refuse(
      `uses '${outer}' of the function around it, which ${kind} cannot take along`,
      `put what it needs into a variable, or make it a 'function' that gets it as an argument`,
    );
  }
  for (const name of names.outerPrivateNames) {
    refuse(`uses the private name '#${name}', which exists only inside its class`, 'send the class or an instance, or write a function that calls the method');
  }
  if (names.hasDirectEval) {
    refuse("calls 'eval' directly, so nobody can tell which variables it uses", "use (0, eval)(text) or 'new Function', and pass what the text needs");
  }
}

function readName(fn: Callable): string {
  const own = Object.getOwnPropertyDescriptor(fn, 'name')?.value as unknown;
  return typeof own === 'string' ? own : '';
}

function isNative(text: string): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(text);
}

