/**
 * What the initialiser of a constant uses that no scope of the running program shows: V8 keeps only those
 * variables that functions use. They are found in the text of the module.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import type { Node } from '../function-body.ts';
import type { Declaration } from '../source/declarations.ts';
import type { NameUse } from '../source/free-names.ts';
import { readFunctionText } from '../source/function-text.ts';
import type { Constant } from './constant.ts';
import { findViteImport } from './vite-imports.ts';

export interface Unseen {
  /** The constant's own and those it needs, with the statements that set these up, in the order of the module. */
  readonly declarations: readonly Declaration[];
  /** Imports, and what each CommonJS module is given. */
  readonly members: readonly (readonly [name: string, node: Node])[];
}

export interface Seen {
  /** Can a variable of that name be captured? */
  readonly has: (name: string) => boolean;
  readonly get: (name: string) => unknown;
  /** What is to be made again. */
  readonly made: unknown;
}

export function listUnseen(constant: Constant, seen: Seen): Unseen {
  const declarations = new Set([constant.declaration]);
  const members = new Map<string, Node>();
  const spent = new SpentNames(constant, seen);
  for (const declaration of declarations) {
    // The set grows while it is read.
    for (const [name, { isAssigned }] of listNames(constant, declaration)) {
      const isSpent =
        spent.has(name) || (isAssigned && isCode(declaration) && spent.has(declaration.name));
      if ((seen.has(name) && !isSpent) || members.has(name)) continue;
      const imported = findViteImport(name, constant.variable.script);
      const found = constant.declarations.find(name, declaration.node.start);
      if (imported !== undefined) members.set(name, imported);
      else if (found?.isTopLevel === true) addWithSetUp(constant, found, declarations);
      else {
        const member = describeMember(constant, name);
        if (member !== undefined) members.set(name, member);
      }
    }
  }
  const inOrder = [...declarations].toSorted((a, b) => a.node.start - b.node.start);
  return { declarations: inOrder, members: [...members] };
}

/**
 * What holds the very value that is to be made: a memory of what has been made (`instance ??= new X()`), and the
 * functions that look there. With what they hold now, they would give back what is not there yet. So they begin anew, as text.
 */
class SpentNames {
  readonly #constant: Constant;
  readonly #seen: Seen;
  readonly #known = new Map<string, boolean>();

  constructor(constant: Constant, seen: Seen) {
    this.#constant = constant;
    this.#seen = seen;
  }

  has(name: string): boolean {
    let known = this.#known.get(name);
    if (known === undefined) {
      this.#known.set(name, false); // functions that call each other
      known = this.#isSpent(name);
      this.#known.set(name, known);
    }
    return known;
  }

  #isSpent(name: string): boolean {
    const { declarations, declaration } = this.#constant;
    const found = declarations.find(name, declaration.node.start);
    if (found?.isTopLevel !== true || found === declaration) return false;
    if (isCode(found)) return listNames(this.#constant, found).some(([one]) => this.has(one));
    const { made } = this.#seen;
    const value = this.#seen.has(name) ? this.#seen.get(name) : undefined;
    return value === made || listHeld(value).includes(made);
  }
}

function isCode({ node, init }: Declaration): boolean {
  return /Function/.test((init ?? node).type);
}

/** Of collections and plain objects; nothing of the program's is asked. */
function listHeld(value: unknown): unknown[] {
  if (types.isMap(value)) return [...Map.prototype.values.call(value)];
  if (types.isSet(value)) return [...Set.prototype.values.call(value)];
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return [];
  return Object.values(Object.getOwnPropertyDescriptors(value)).map((one) => one.value as unknown);
}

/** V8 does not show its value, so what has been done to it before it was used must be done again. */
function addWithSetUp(
  { declaration, declarations }: Constant,
  found: Declaration,
  into: Set<Declaration>,
): void {
  if (into.has(found)) return;
  into.add(found);
  for (const node of declarations.listSetUp(found, declaration.node.start))
    if (![...into].some((one) => one.node === node)) into.add({ ...found, node });
}

/** The names that a declaration takes from around it. */
function listNames(
  { declarations: { module } }: Constant,
  { node }: Declaration,
): [name: string, use: NameUse][] {
  const text = module.text.slice(node.start, node.end);
  const statement = node.type === 'VariableDeclarator' ? `let ${text}` : text;
  return [...readFunctionText(`()=>{${statement}\n}`).names.free];
}

function describeMember({ variable: { script } }: Constant, name: string): Node | undefined {
  const imported = script.fileText()?.imports.get(name);
  if (imported !== undefined) return { kind: 'import', ...imported, referrer: script.url };
  if (script.isModule || !script.url.startsWith('file:')) return undefined;
  if (name === 'require') return { kind: 'module-meta', what: 'require', referrer: script.url };
  const file = fileURLToPath(script.url);
  if (name === '__filename') return { kind: 'plain', value: file };
  return name === '__dirname' ? { kind: 'plain', value: dirname(file) } : undefined;
}
