/**
 * What the initialiser of a constant uses that no scope of the running program shows: V8 keeps only those
 * variables that functions use. They are found in the text of the module.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Node } from '../function-body.ts';
import type { Declaration } from '../source/declarations.ts';
import { readFunctionText } from '../source/function-text.ts';
import type { Constant } from './constant.ts';
import { findViteImport } from './vite-imports.ts';

export interface Unseen {
  /** The constant's own and those it needs, with the statements that set these up, in the order of the module. */
  readonly declarations: readonly Declaration[];
  /** Imports, and what each CommonJS module is given. */
  readonly members: readonly (readonly [name: string, node: Node])[];
}

/** @param isSeen can a variable of that name be captured? */
export function listUnseen(constant: Constant, isSeen: (name: string) => boolean): Unseen {
  const declarations = new Set([constant.declaration]);
  const members = new Map<string, Node>();
  for (const declaration of declarations) {
    // The set grows while it is read.
    for (const name of listNames(constant, declaration)) {
      if (isSeen(name) || members.has(name)) continue;
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
function listNames({ declarations: { module } }: Constant, { node }: Declaration): string[] {
  const text = module.text.slice(node.start, node.end);
  const statement = node.type === 'VariableDeclarator' ? `const ${text}` : text;
  return [...readFunctionText(`()=>{${statement}\n}`).names.free.keys()];
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
