/**
 * Changes the few places in a function's text that mean something else, or nothing, elsewhere:
 *
 *   import.meta              → import_meta      a variable (the same length: columns stay)
 *   class B extends mix(A)   → extends extended a variable with the real base class
 *   [key]() {}               → ["name"]() {}    the key as it was when the class was made
 *   static x = f(); static { … }  → blank       they have run; what they left behind is captured
 *   function f() { f() }     → function () …    when the outer `f` has become something else
 *
 * Replacements are padded with spaces, so lines and columns of what follows stay what they were.
 */
import type { Callable, Context } from './capture-function.ts';
import type { Capture } from './capture.ts';
import type { Slot } from './function-body.ts';
import type { FunctionText } from './function-text.ts';
import type { SyntaxNode } from './parser.ts';
import { lookUp } from './scope-lookup.ts';

export interface Rewritten {
  readonly source: string;
  /** Variables that only the rewritten text has. */
  readonly variables: readonly (readonly [name: string, slot: Slot])[];
  /** Names that are free in the original text but are settled here. */
  readonly names: ReadonlySet<string>;
  /** Names that are needed to evaluate the text, not only to run the function. */
  readonly early: readonly string[];
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

export function rewriteSource(capture: Capture, fn: Callable, read: FunctionText, context: Context): Rewritten {
  const edits: Edit[] = [];
  const variables: (readonly [string, Slot])[] = [];
  const settled = new Set<string>();

  for (const meta of read.names.importMetas) edits.push({ ...rangeOf(meta), replacement: 'import_meta' });
  if (read.names.importMetas.length > 0) {
    const slot = capture.slotForNode({ kind: 'module-meta', what: 'meta', referrer: context.script.url });
    variables.push(['import_meta', slot]);
  }
  if (read.isClass) {
    edits.push(...editElements(capture, fn, read, context));
    const base = editBaseClass(capture, fn, read, context);
    if (base !== undefined) {
      edits.push(...base.edits);
      variables.push([base.name, base.slot]);
      settled.add(base.name);
    }
  }
  if (read.property?.computed === true) edits.push(editKey(read.property, fn.name));
  const renamed = editOwnName(capture, fn, read, context);
  if (renamed !== undefined) {
    edits.push(renamed.edit);
    variables.push([renamed.name, renamed.slot]);
  }
  return {
    source: applyEdits(read, edits),
    variables,
    names: settled,
    early: [...settled, ...(read.isClass ? listEarlyNames(read) : [])],
  };
}

/** `extends X` is no captured variable for V8, and X may have been an expression. */
function editBaseClass(
  capture: Capture,
  fn: Callable,
  read: FunctionText,
  context: Context,
): { edits: Edit[]; name: string; slot: Slot } | undefined {
  const base = read.node.superClass as SyntaxNode | null;
  if (base === null || (base.type === 'Literal' && base.value === null)) return undefined;
  const trail = { from: context.trail, clause: 'extends a class' };
  const slot = capture.slotFor(Object.getPrototypeOf(fn), trail);
  if (base.type === 'Identifier') return { edits: [], name: base.name as string, slot };
  return { edits: [{ ...rangeOf(base), replacement: 'extended' }], name: 'extended', slot };
}

/** What runs while the class is made: computed keys, and what fills private statics. */
function listEarlyNames(read: FunctionText): string[] {
  const elements = listElements(read);
  if (elements.some(isPrivateStatic)) return [...read.names.free.keys()];
  const keys = elements.filter((one) => one.computed === true).map((one) => one.key as SyntaxNode);
  return [...read.names.free.keys()].filter((name) =>
    keys.some((key) => read.text.slice(key.start - read.offset, key.end - read.offset).includes(name)),
  );
}

function listElements(read: FunctionText): SyntaxNode[] {
  return (read.node.body as SyntaxNode).body as SyntaxNode[];
}

function isPrivateStatic(element: SyntaxNode): boolean {
  return element.static === true && isPrivate(element);
}

function editElements(capture: Capture, fn: Callable, read: FunctionText, context: Context): Edit[] {
  const elements = listElements(read);
  const hasPrivateStatics = elements.some(isPrivateStatic);
  return elements.flatMap((element) => {
    const runsOnce = element.type === 'StaticBlock' || (element.type === 'PropertyDefinition' && element.static === true);
    if (runsOnce && !isPrivate(element)) {
      const isNeeded = element.type === 'StaticBlock' && hasPrivateStatics;
      return isNeeded ? [] : [{ ...rangeOf(element), replacement: '' }];
    }
    return element.computed === true ? editComputedKey(capture, fn, read, element, context) : [];
  });
}

/** The key's expression has been evaluated long ago; the method itself tells which key came out. */
function editComputedKey(
  capture: Capture,
  fn: Callable,
  read: FunctionText,
  element: SyntaxNode,
  context: Context,
): Edit[] {
  const key = element.key as SyntaxNode;
  if (key.type === 'Literal') return [];
  const home: object = element.static === true ? fn : (fn.prototype as object);
  const text = read.text
    .slice(element.start - read.offset, element.end - read.offset)
    .replace(/^static\s+/, '');
  for (const candidate of Reflect.ownKeys(home)) {
    const descriptor = Object.getOwnPropertyDescriptor(home, candidate) ?? {};
    const made: unknown = descriptor.value ?? (element.kind === 'set' ? descriptor.set : descriptor.get);
    if (typeof made !== 'function' || Function.prototype.toString.call(made) !== text) continue;
    const replacement = writeKey(candidate);
    if (replacement !== undefined) return [{ ...rangeOf(key), replacement }];
  }
  const isConstant = key.type === 'Identifier' && lookUp(context.scopes, key.name as string) !== undefined;
  if (isConstant || key.type === 'MemberExpression') return [];
  return capture.refuse(context.trail, {
    culprit: '',
    why: `has a computed key, [${read.text.slice(key.start - read.offset, key.end - read.offset)}], whose value is no longer known`,
    advice: 'keep the key in a variable that the class uses in a method too, or write it out',
  });
}

function editKey(property: SyntaxNode, name: string): Edit {
  return { ...rangeOf(property.key as SyntaxNode), replacement: JSON.stringify(name) };
}

function writeKey(key: string | symbol): string | undefined {
  if (typeof key === 'string') return JSON.stringify(key);
  const registered = Symbol.keyFor(key);
  if (registered !== undefined) return `Symbol.for(${JSON.stringify(registered)})`;
  const wellKnown = key.description?.startsWith('Symbol.') ? key.description : undefined;
  return wellKnown !== undefined && Reflect.get(Symbol, wellKnown.slice(7)) === key ? wellKnown : undefined;
}

/** `function f() { return f(); }` followed by `f = memoize(f)` calls the memoized one. */
function editOwnName(
  capture: Capture,
  fn: Callable,
  read: FunctionText,
  context: Context,
): { edit: Edit; name: string; slot: Slot } | undefined {
  const id = read.node.id as SyntaxNode | null | undefined;
  if (id === null || id === undefined) return undefined;
  const name = id.name as string;
  const found = lookUp(context.scopes, name);
  if (found === undefined || found.isUninitialised || found.value === fn) return undefined;
  const trail = { from: context.trail, clause: `captures variable '${name}'` };
  return { edit: { ...rangeOf(id), replacement: '' }, name, slot: capture.slotFor(found.value, trail) };
}

function isPrivate(element: SyntaxNode): boolean {
  return (element.key as SyntaxNode | undefined)?.type === 'PrivateIdentifier';
}

function rangeOf(node: SyntaxNode): { start: number; end: number } {
  return { start: node.start, end: node.end };
}

function applyEdits({ text, offset }: FunctionText, edits: readonly Edit[]): string {
  let source = text;
  const lastFirst = [...edits].sort((a, b) => b.start - a.start);
  for (const { start, end, replacement } of lastFirst) {
    const old = source.slice(start - offset, end - offset);
    const padding = old.slice(replacement.length).replace(/[^\n\r]/g, ' ');
    source = source.slice(0, start - offset) + replacement + padding + source.slice(end - offset);
  }
  return source;
}
