/**
 * The parts of a class's text that mean something only while the class is being made: its base
 * class, its computed keys, its static fields and blocks.
 */
import type { Slot } from '../object-nodes.ts';
import type { FunctionText } from '../source/function-text.ts';
import type { SyntaxNode } from '../source/parser.ts';
import { lookUp } from '../source/scope-lookup.ts';
import type { FunctionInHand } from './describer.ts';
import { refuse } from './refusal.ts';
import { type Edit, replaceNode } from './text-edit.ts';

export interface BaseClass {
  readonly edits: readonly Edit[];
  readonly name: string;
  readonly slot: Slot;
}

/** `extends X` is no captured variable for V8, and X may have been an expression. */
export function editBaseClass({ table, fn, read, context }: FunctionInHand): BaseClass | undefined {
  const base = read.node.superClass as SyntaxNode | null;
  if (base === null || (base.type === 'Literal' && base.value === null)) return undefined;
  const trail = { from: context.trail, clause: 'extends a class' };
  const slot = table.slotFor(Object.getPrototypeOf(fn), trail);
  if (base.type === 'Identifier') return { edits: [], name: base.name as string, slot };
  return { edits: [replaceNode(base, 'extended')], name: 'extended', slot };
}

/** What runs while the class is made: computed keys, and what fills private statics. */
export function listEarlyNames(read: FunctionText): string[] {
  const elements = listElements(read);
  if (elements.some(isPrivateStatic)) return [...read.names.free.keys()];
  const keys = elements.filter((one) => one.computed === true).map((one) => one.key as SyntaxNode);
  return [...read.names.free.keys()].filter((name) =>
    keys.some((key) => sliceOf(read, key).includes(name)),
  );
}

function listElements(read: FunctionText): SyntaxNode[] {
  return (read.node.body as SyntaxNode).body as SyntaxNode[];
}

function isPrivateStatic(element: SyntaxNode): boolean {
  return element.static === true && isPrivate(element);
}

/** Computed keys become the keys they were; what ran once while the class was made is blanked. */
export function editElements(inHand: FunctionInHand): Edit[] {
  const elements = listElements(inHand.read);
  const hasPrivateStatics = elements.some(isPrivateStatic);
  return elements.flatMap((element) => {
    const runsOnce =
      element.type === 'StaticBlock' ||
      (element.type === 'PropertyDefinition' && element.static === true);
    if (runsOnce && !isPrivate(element)) {
      const isNeeded = element.type === 'StaticBlock' && hasPrivateStatics;
      return isNeeded ? [] : [replaceNode(element, '')];
    }
    return element.computed === true ? editComputedKey(inHand, element) : [];
  });
}

/** The key's expression has been evaluated long ago; the method itself tells which key came out. */
function editComputedKey(inHand: FunctionInHand, element: SyntaxNode): Edit[] {
  const { read, context } = inHand;
  const key = element.key as SyntaxNode;
  if (key.type === 'Literal') return [];
  const replacement = findMadeKey(inHand, element);
  if (replacement !== undefined) return [replaceNode(key, replacement)];
  const isConstant =
    key.type === 'Identifier' && lookUp(context.scopes, key.name as string) !== undefined;
  if (isConstant || key.type === 'MemberExpression') return [];
  return refuse(context.trail, {
    culprit: '',
    why: `has a computed key, [${sliceOf(read, key)}], whose value is no longer known`,
    advice: 'keep the key in a variable that the class uses in a method too, or write it out',
  });
}

/** The method that came out of the element, found by its text, has the key. */
function findMadeKey({ fn, read }: FunctionInHand, element: SyntaxNode): string | undefined {
  const owner: object = element.static === true ? fn : (fn.prototype as object);
  const whole = sliceOf(read, element);
  const text = element.static === true ? whole.replace(/^static\s*/, '') : whole; // minified: `static[key]`
  for (const key of Reflect.ownKeys(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    const accessor = element.kind === 'set' ? descriptor?.set : descriptor?.get;
    const made: unknown = descriptor?.value ?? accessor;
    if (typeof made !== 'function' || Function.prototype.toString.call(made) !== text) continue;
    const written = writeKey(key);
    if (written !== undefined) return written;
  }
  return undefined;
}

function sliceOf({ text, offset }: FunctionText, { start, end }: SyntaxNode): string {
  return text.slice(start - offset, end - offset);
}

function writeKey(key: string | symbol): string | undefined {
  if (typeof key === 'string') return JSON.stringify(key);
  const registered = Symbol.keyFor(key);
  if (registered !== undefined) return `Symbol.for(${JSON.stringify(registered)})`;
  const wellKnown = key.description?.startsWith('Symbol.') ? key.description : undefined;
  return wellKnown !== undefined && Reflect.get(Symbol, wellKnown.slice(7)) === key
    ? wellKnown
    : undefined;
}

function isPrivate(element: SyntaxNode): boolean {
  return (element.key as SyntaxNode | undefined)?.type === 'PrivateIdentifier';
}
