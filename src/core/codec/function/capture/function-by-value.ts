/** Describes a function or class by its text and by what its variables hold. */
import type { FunctionNode } from '../function-body.ts';
import type { FunctionText } from '../source/function-text.ts';
import { mayBeReassigned } from '../source/reassigned-names.ts';
import { markUrl } from '../source/remap-stack.ts';
import { lookUp, pickNames } from '../source/scope-lookup.ts';
import { identifyClass } from './class-id.ts';
import { describeOwnProperties, describePrototypeProperties } from './describe-properties.ts';
import { describeVariables } from './describe-variables.ts';
import type { Callable, Context, Description, FunctionInHand, Table } from './describer.ts';
import type { Trail } from './refusal.ts';
import { rewriteSource } from './rewrite-source.ts';

/**
 * Functions whose variables can never hold anything else: their insides need no second look, only
 * the objects in their variables do.
 */
const settledFunctions = new WeakMap<
  object,
  Omit<Context, 'trail'> & { readonly read: FunctionText }
>();

/** The description of a function that needs no second look; undefined for all others. */
export function describeSettled(
  table: Table,
  fn: Callable,
  trail: Trail | undefined,
): Description | undefined {
  const settled = settledFunctions.get(fn);
  if (settled === undefined) return undefined;
  const { read, ...context } = settled;
  return describeByValue({ table, fn, read, context: { ...context, trail } });
}

export function describeByValue(inHand: FunctionInHand): Description {
  const { table, fn, read, context } = inHand;
  const rewritten = rewriteSource(inHand);
  const captured = describeVariables(inHand, rewritten.names);
  if (table.options.judgeStability && !settledFunctions.has(fn)) settle(fn, read, context);
  const own = describeOwnProperties(inHand);
  const name = readName(fn);
  const { script } = context;
  // One literal: taking it apart into functions and spreads makes each capture slower by a tenth.
  const node: FunctionNode = {
    kind: 'function',
    ...(name === undefined ? {} : { name }),
    ...(read.isClass || makesErrors(fn) ? { classId: identifyClass(fn) } : {}),
    source: rewritten.source,
    shape: read.shape,
    isStrict: context.isStrict,
    url: markUrl(script.url),
    line: script.line,
    column: script.column,
    variables: [...captured.variables, ...rewritten.variables],
    early: rewritten.early,
    ...(captured.constants.length > 0 ? { constants: captured.constants } : {}),
    cells: [],
    ...own,
    ...describePrototypeProperties(inHand),
  };
  const isStable = captured.isStable && own.properties.length === 0;
  const { moduleVariables, assignments } = captured;
  return { node, isStable, moduleVariables, assignments };
}

/** A constructor from before there were classes, whose instances are errors. */
function makesErrors(fn: Callable): boolean {
  const prototype: unknown = Object.getOwnPropertyDescriptor(fn, 'prototype')?.value;
  return Object.prototype.isPrototypeOf.call(Error.prototype, prototype as object);
}

/** A class may have a static of that name, which is no name. */
function readName(fn: Callable): string | undefined {
  const own = Object.getOwnPropertyDescriptor(fn, 'name')?.value as unknown;
  return typeof own === 'string' ? own : undefined;
}

function settle(fn: Callable, read: FunctionText, context: Context): void {
  const { script, scopes, isStrict } = context;
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
      isStrict,
      read,
      scopes: scopes.map((scope) => pickNames(scope, names)),
    });
}
