/**
 * What can be done about a refusal: make a constant on the way to the culprit again in each worker, or tell the
 * user the line that does so.
 *
 * Goes from the function towards the culprit and stops at the first variable whose value came out of a call: what
 * lies beyond belongs to whoever was called. Literals and functions are copied, so the way leads on through them.
 *
 *   fn ─ captures ─► schemas = { user: z.object() } ─ has 'user' ─► … inside zod
 *                              the initialiser of `schemas` made it: that is the constant
 */
import { types } from 'node:util';
import { isDetached } from '../../../base/views.ts';
import { NOT_SENDABLE } from '../../crossing/forbid-crossing.ts';
import { type Declaration, type Declarations, readDeclarations } from '../source/declarations.ts';
import { listChildren, type SyntaxNode } from '../source/parser.ts';
import type { Scope } from '../source/inspector.ts';
import type { Script } from '../source/script.ts';
import { lookUp } from '../source/scope-lookup.ts';
import { locateFunction } from '../source/locate-function.ts';
import { findConstructor } from './builtin-prototypes.ts';
import { type Constant, findConstant } from './constant.ts';
import { followLiteral } from './follow-literal.ts';
import { findOpenHandle } from './open-handles.ts';
import {
  type CapturedVariable,
  readSteps,
  type Refusal,
  type Remedy,
  type Trail,
} from './refusal.ts';
import { isViteImport } from './vite-imports.ts';
import { writePerWorker } from './per-worker-line.ts';

/** A constant to be made again, or what the message should say besides. */
export type FoundRemedy =
  | { readonly kind: 'constant'; readonly value: unknown; readonly constant: Omit<Constant, 'id'> }
  | { readonly kind: 'remedy'; readonly remedy: Remedy };

export function findRemedy(
  refusal: Refusal,
  { mayRemake }: { readonly mayRemake: boolean },
): FoundRemedy | undefined {
  const steps = readSteps(refusal.trail);
  const own = packageOf(steps.find(isVariable)?.variable.script.url ?? '');
  const passed: (() => FoundRemedy | undefined)[] = [];
  for (const [index, { variable }] of steps.entries()) {
    if (variable === undefined || findConstant(variable.value, mayRemake) !== undefined) continue;
    if (packageOf(variable.script.url) !== own) break;
    const made = findMade(variable, steps.slice(index + 1));
    if (made === 'goes on') continue;
    if (made === undefined) break;
    const found = (): FoundRemedy | undefined => judge(made, variable, mayRemake);
    const next = steps[index + 1]?.variable;
    // A closure of the user's, whoever made it: what it has captured is closer to the culprit.
    const isPassed = typeof variable.value === 'function' && next !== undefined;
    if (!isPassed || packageOf(next.script.url) !== own) return found();
    passed.push(found);
  }
  return passed[0]?.();
}

function isVariable(step: Trail): step is Trail & { readonly variable: CapturedVariable } {
  return step.variable !== undefined;
}

/** The folder of a package that the user has not written; '' for all other files. */
function packageOf(url: string): string {
  return /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(url)?.[0] ?? '';
}

interface Made {
  readonly declaration: Declaration;
  readonly declarations: Declarations;
  readonly value: unknown;
}

function findMade(
  variable: CapturedVariable,
  rest: ReturnType<typeof readSteps>,
): Made | 'goes on' | undefined {
  if (isViteImport(variable.name)) return 'goes on'; // what vite has transformed is copied
  const declarations = readText(variable.script);
  const declaration = declarations && findDeclaration(declarations, variable);
  if (declarations === undefined || declaration?.init === undefined) return 'goes on';
  if (isModuleCall(declaration.init, variable.scopes)) return 'goes on';
  const isPattern = (declaration.node.id as SyntaxNode).type !== 'Identifier';
  const { value } = variable;
  if (isPattern) return { declarations, declaration, value };
  const end = followLiteral(declaration.init, value, rest);
  switch (end.kind) {
    case 'made':
      return { declarations, declaration, value };
    case 'name': {
      const other = declarations.find(end.name, declaration.node.start);
      if (other?.init === undefined) return 'goes on';
      return { declarations, declaration: other, value: end.value };
    }
    case 'code':
      return 'goes on';
    default:
      return undefined;
  }
}

/**
 * `__webpack_require__(806)`, under whatever name: it takes all modules of the bundle along, and those that have been
 * made, this one among them. So its exports are captured.
 */
function isModuleCall({ type, callee }: SyntaxNode, scopes: readonly Scope[]): boolean {
  const { name } = (callee ?? {}) as { readonly name?: string };
  if (type !== 'CallExpression' || name === undefined) return false;
  const fn = lookUp(scopes, name)?.value;
  return typeof fn === 'function' && /\{(id:\w+,)?(loaded:\S+?,)?exports:\{\}\}/.test(textOf(fn));
}

function textOf(fn: object): string {
  return Function.prototype.toString.call(fn).replaceAll(/\/\/.*|\s+/g, '');
}

/** Of the file as it is, or as it runs if that is something else. */
function readText(script: Script): Declarations | undefined {
  const file = script.unchangedText();
  const running = (): Declarations | undefined => {
    const text = script.runningText();
    return text && readDeclarations(text);
  };
  return (file && readDeclarations(file)) ?? running();
}

function findDeclaration(
  declarations: Declarations,
  { name, script }: CapturedVariable,
): Declaration | undefined {
  const offset = (declarations.module.lineStarts[script.line] ?? 0) + Math.max(0, script.column);
  const found = declarations.find(name, offset);
  const mayChange = found?.isConstant === false && declarations.isReassigned(found);
  return mayChange ? undefined : found;
}

function judge(
  { declaration, declarations, value }: Made,
  { script, scopes }: CapturedVariable,
  mayRemake: boolean,
): FoundRemedy | undefined {
  const { name, isTopLevel } = declaration;
  const isImport = /^(__toESM\(|__import\w+\()?require\(/.test(initialiserOf(declarations, declaration)); // biome-ignore format: one condition
  const constant = { name, variable: { script, scopes }, declaration, declarations, isImport };
  const whyNot = isTopLevel
    ? !mayRemake && !isImport
      ? "the pool's option 'remakeConstants' is off"
      : whyNotAgain({ declaration, declarations, value })
    : undefined;
  if (isTopLevel && whyNot === undefined) return { kind: 'constant', value, constant };
  if (isMarked(value) || isOnlyHere(value)) return undefined;
  const line = writePerWorker(declarations, declaration, { isOwnClass: isOfOwnClass(value) });
  if (line === undefined && whyNot === undefined) return undefined;
  return { kind: 'remedy', remedy: { name, whyNot, line } };
}

/** Why a constant must not be made again from its initialiser, as the end of a sentence. */
function whyNotAgain({ declaration, declarations, value }: Made): string | undefined {
  if (isMarked(value)) return 'it belongs to this process';
  const handle = findOpenHandle(value);
  if (handle !== undefined) return `it is or holds ${handle}`;
  if (isOnlyHere(value)) return 'another one would be another value';
  const init = declaration.init as SyntaxNode; // looked at by whoever found it
  const waits = findNode(init, (node) => node.type === 'AwaitExpression');
  if (waits !== undefined) return 'its initialiser waits for something';
  const odd = findNode(init, (node) => EFFECTS.has(node.type));
  if (odd !== undefined)
    return `its initialiser does more than make it: ${sliceOf(declarations, odd)}`;
  const [change] = declarations.listChanges(declaration, { isOwnClass: isOfOwnClass(value) });
  if (change !== undefined)
    return `it is changed after it is made: ${sliceOf(declarations, change)}`;
  const isEmpty = (types.isMap(value) || types.isSet(value)) && countArguments(init) === 0;
  return isEmpty && value.size > 0 ? 'what it holds was put into it later' : undefined;
}

function isMarked(value: unknown): boolean {
  return (
    isObject(value) && !types.isProxy(value) && typeof Reflect.get(value, NOT_SENDABLE) === 'string'
  );
}

/** Another one in a worker would be no use: it is this one that is shared, or aborted. */
function isOnlyHere(value: unknown): boolean {
  const memory = ArrayBuffer.isView(value) ? value.buffer : value;
  const isAbort = value instanceof AbortSignal || value instanceof AbortController;
  const isGone = types.isGeneratorObject(value) || (isObject(value) && isDetached(value));
  return types.isSharedArrayBuffer(memory) || isAbort || isGone;
}

/** Is the value an instance of a class that the user has written? */
function isOfOwnClass(value: unknown): boolean {
  const prototype = isObject(value) ? (Object.getPrototypeOf(value) as object | null) : null;
  const constructor = prototype === null ? undefined : findConstructor(prototype);
  if (constructor === undefined) return false;
  const text = Function.prototype.toString.call(constructor);
  const url = locateFunction(constructor, text, () => 0)?.script.url ?? 'node:';
  return !url.startsWith('node:') && packageOf(url) === '';
}

const EFFECTS = new Set(['AssignmentExpression', 'UpdateExpression', 'YieldExpression', 'ThisExpression', 'ImportExpression']); // biome-ignore format: one list

/** The first such node that runs while the initialiser is evaluated. */
function findNode(node: SyntaxNode, is: (node: SyntaxNode) => boolean): SyntaxNode | undefined {
  if (is(node)) return node;
  if (/Function|^Class/.test(node.type)) return undefined;
  for (const child of listChildren(node)) {
    const found = findNode(child, is);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function countArguments(init: SyntaxNode): number {
  return (init.arguments as unknown[] | undefined)?.length ?? 0;
}

function initialiserOf(declarations: Declarations, { init }: Declaration): string {
  return init === undefined ? '' : declarations.module.text.slice(init.start, init.end);
}

function sliceOf({ module }: Declarations, { start, end }: SyntaxNode): string {
  const text = module.text.slice(start, end).replaceAll(/\s+/g, ' ').replace(/;$/, '');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
