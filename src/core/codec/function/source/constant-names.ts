/**
 * Which variables around a function cannot be assigned to: V8 shows what a variable holds, but not how it was
 * declared. Only functions that assign to a captured variable are looked at, because this parses their script.
 */
import { collectLexicalNames, collectPatternNames, collectVarNames } from './declared-names.ts';
import { listChildren, parseScript, type SyntaxNode } from './parser.ts';

/** Is `name`, as the code at `offset` of a script sees it, a constant? Undefined if the script cannot be read. */
export function isConstantAt(script: string, offset: number, name: string): boolean | undefined {
  try {
    const path = findPath(parseScript(script), offset);
    for (const node of path.reverse()) {
      const isConstant = readDeclaration(node, name);
      if (isConstant !== undefined) return isConstant;
    }
    return false;
  } catch {
    return undefined; // TypeScript, mostly
  }
}

/** Can a constant of that name be declared anywhere in the text, whatever language it is written in? */
export function mayDeclareConstant(text: string, name: string): boolean {
  const declarations = text.matchAll(/\b(?:const|import|class)\b[^;=]*/g);
  return [...declarations].some(([declaration]) =>
    declaration.split(/[^\p{ID_Continue}$]+/u).includes(name),
  );
}

/** The nodes around a function that begins at `offset`, from the outermost to the innermost. */
export function findPath(root: SyntaxNode, offset: number): SyntaxNode[] {
  const path: SyntaxNode[] = [];
  const holdsOffset = (node: SyntaxNode): boolean => node.start < offset && offset < node.end;
  for (let node: SyntaxNode | undefined = root; node !== undefined; ) {
    path.push(node);
    node = listChildren(node).find(holdsOffset);
  }
  return path;
}

/** Undefined if this node does not declare the name. */
export function readDeclaration(node: SyntaxNode, name: string): boolean | undefined {
  const statements = listDeclaring(node);
  if (statements.some((one) => declaresConstant(one, name))) return true;
  if (collectLexicalNames(statements).includes(name)) return false;
  const id = node.id as SyntaxNode | null | undefined;
  if (node.type.startsWith('Class')) return id?.name === name ? true : undefined;
  const isVariable = listVariables(node).includes(name);
  return isVariable ? false : undefined;
}

function declaresConstant(statement: SyntaxNode, name: string): boolean {
  const { declaration = statement } = statement as { declaration?: SyntaxNode | null };
  if (statement.type === 'ImportDeclaration')
    return (statement.specifiers as SyntaxNode[]).some(
      ({ local }) => (local as SyntaxNode).name === name,
    );
  return (
    declaration?.type === 'VariableDeclaration' &&
    declaration.kind === 'const' &&
    collectLexicalNames([declaration]).includes(name)
  );
}

function listDeclaring(node: SyntaxNode): SyntaxNode[] {
  switch (node.type) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
      return node.body as SyntaxNode[];
    case 'SwitchStatement':
      return (node.cases as SyntaxNode[]).flatMap((one) => one.consequent as SyntaxNode[]);
    case 'ForStatement':
      return node.init === null ? [] : [node.init as SyntaxNode];
    case 'ForInStatement':
    case 'ForOfStatement':
      return [node.left as SyntaxNode];
    default:
      return [];
  }
}

function listVariables(node: SyntaxNode): string[] {
  if (node.type === 'CatchClause') return collectPatternNames(node.param as SyntaxNode | null);
  if (node.type === 'Program') return collectVarNames(node);
  if (!/Function/.test(node.type)) return [];
  const parameters = node.params as SyntaxNode[];
  return [...parameters.flatMap(collectPatternNames), ...collectVarNames(node.body as SyntaxNode)];
}
