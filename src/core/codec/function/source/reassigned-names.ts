/**
 * Which names of a module are ever assigned to after their declaration. A variable under any other
 * name keeps its value, so a function that captures only such variables need not be looked at
 * again.
 *
 * Goes by names and not by scopes: two variables of one name count as one. That errs to the safe
 * side and needs one pass over the tree.
 */
import { collectPatternNames } from './declared-names.ts';
import type { ModuleText } from './module-text.ts';
import { parseScript, type SyntaxNode, walk } from './parser.ts';

const found = new WeakMap<ModuleText, ReadonlySet<string> | 'unknown'>();

/** Bundles of megabytes would take seconds to parse; their functions are looked at again instead. */
const TEXT_LIMIT = 500_000;

export function mayBeReassigned(module: ModuleText | undefined, name: string): boolean {
  if (module === undefined) return true;
  let names = found.get(module);
  if (names === undefined) {
    names = readReassigned(module.text);
    found.set(module, names);
  }
  return names === 'unknown' || names.has(name);
}

function readReassigned(text: string): ReadonlySet<string> | 'unknown' {
  if (text.length > TEXT_LIMIT) return 'unknown';
  try {
    const names = new Set<string>();
    walk(parseScript(text), (node) => {
      for (const name of listAssigned(node)) names.add(name);
    });
    return names;
  } catch {
    return 'unknown'; // TypeScript, mostly
  }
}

/** Where `program` assigns to which names, other than in their declarations. */
export function findAssignments(program: SyntaxNode): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  walk(program, (node) => {
    if (node.type === 'VariableDeclaration') return;
    for (const name of listAssigned(node)) {
      const known = places.get(name);
      if (known === undefined) places.set(name, [node.start]);
      else known.push(node.start);
    }
  });
  return places;
}

function listAssigned(node: SyntaxNode): string[] {
  switch (node.type) {
    case 'AssignmentExpression':
      return collectPatternNames(node.left as SyntaxNode);
    case 'UpdateExpression':
      return collectPatternNames(node.argument as SyntaxNode);
    case 'ForInStatement':
    case 'ForOfStatement':
      return listLoopTargets(node.left as SyntaxNode);
    case 'VariableDeclaration':
      // `var` may be declared twice and run again and again; it also hides a loop's variable.
      return node.kind === 'var' ? listLoopTargets(node) : listUninitialised(node);
    default:
      return [];
  }
}

function listLoopTargets(left: SyntaxNode): string[] {
  if (left.type !== 'VariableDeclaration') return collectPatternNames(left);
  const names = (left.declarations as SyntaxNode[]).flatMap((one) =>
    collectPatternNames(one.id as SyntaxNode),
  );
  return left.kind === 'var' ? names : [];
}

function listUninitialised(declaration: SyntaxNode): string[] {
  return (declaration.declarations as SyntaxNode[])
    .filter((one) => one.init === null)
    .flatMap((one) => collectPatternNames(one.id as SyntaxNode));
}
