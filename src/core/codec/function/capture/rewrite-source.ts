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
import type { Slot } from '../object-nodes.ts';
import type { SyntaxNode } from '../source/parser.ts';
import { lookUp } from '../source/scope-lookup.ts';
import type { FunctionInHand } from './describer.ts';
import { editBaseClass, editElements, listEarlyNames } from './rewrite-class.ts';
import { applyEdits, type Edit, replaceNode } from './text-edit.ts';

export interface Rewritten {
  readonly source: string;
  /** Variables that only the rewritten text has. */
  readonly variables: readonly (readonly [name: string, slot: Slot])[];
  /** Names that are free in the original text but are settled here. */
  readonly names: ReadonlySet<string>;
  /** Names that are needed to evaluate the text, not only to run the function. */
  readonly early: readonly string[];
}

export function rewriteSource(inHand: FunctionInHand): Rewritten {
  const { table, fn, read, context } = inHand;
  const edits: Edit[] = [];
  const variables: (readonly [string, Slot])[] = [];
  const settled = new Set<string>();

  for (const meta of read.names.importMetas) edits.push(replaceNode(meta, 'import_meta'));
  if (read.names.importMetas.length > 0) {
    const slot = table.slotForNode({
      kind: 'module-meta',
      what: 'meta',
      referrer: context.script.url,
    });
    variables.push(['import_meta', slot]);
  }
  if (read.isClass) {
    edits.push(...editElements(inHand));
    const base = editBaseClass(inHand);
    if (base !== undefined) {
      edits.push(...base.edits);
      variables.push([base.name, base.slot]);
      settled.add(base.name);
    }
  }
  if (read.property?.computed === true) edits.push(editKey(read.property, fn.name));
  const renamed = editOwnName(inHand);
  if (renamed?.edit !== undefined) edits.push(renamed.edit);
  if (renamed?.variable !== undefined) variables.push(renamed.variable);
  return {
    source: applyEdits(read, edits),
    variables,
    names: renamed?.own === undefined ? settled : new Set([...settled, renamed.own]),
    early: [...settled, ...(read.isClass ? listEarlyNames(read) : [])],
  };
}

function editKey(property: SyntaxNode, name: string): Edit {
  return replaceNode(property.key as SyntaxNode, JSON.stringify(name));
}

interface Renamed {
  readonly edit?: Edit;
  /** Set if the name is the function's own, whatever is called so outside. */
  readonly own?: string;
  /** Absent if the name is among the variables that the text takes from outside. */
  readonly variable?: readonly [name: string, slot: Slot];
}

/** `function f() { return f(); }` followed by `f = memoize(f)` calls the memoized one, and may do that itself. */
function editOwnName({ table, fn, read, context }: FunctionInHand): Renamed | undefined {
  const id = read.node.id as SyntaxNode | null | undefined;
  // A name that it does not use is of something else, or of nothing, in the scopes that V8 keeps.
  if (id === null || id === undefined || !read.names.usesOwnName) return undefined;
  const name = id.name as string;
  const found = lookUp(context.scopes, name);
  if (found === undefined || found.isUninitialised) return undefined;
  const { assignsOwnName } = read.names;
  const mayBeAnother = found.value !== fn || assignsOwnName;
  if (mayBeAnother && !read.isClass && context.script.isExpression(fn)) return { own: name };
  const edit = replaceNode(id, '');
  if (assignsOwnName) {
    const isConstant = context.script.isConstant(fn, name);
    return isConstant ? undefined : { edit };
  }
  if (found.value === fn) return undefined;
  const trail = { from: context.trail, clause: `captures variable '${name}'` };
  return { edit, variable: [name, table.slotFor(found.value, trail)] };
}
