/** Which names a piece of syntax declares; where they are visible is the caller's business. */
import type { SyntaxNode } from './parser.ts';

/** The names that a pattern binds or assigns: `{a, b: [c = 1], ...d}` → a, c, d. */
export function collectPatternNames(pattern: SyntaxNode | null): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name as string];
    case 'ObjectPattern':
      return (pattern.properties as SyntaxNode[]).flatMap((property) =>
        collectPatternNames((property.value ?? property.argument) as SyntaxNode),
      );
    case 'ArrayPattern':
      return (pattern.elements as (SyntaxNode | null)[]).flatMap(collectPatternNames);
    case 'AssignmentPattern':
      return collectPatternNames(pattern.left as SyntaxNode);
    case 'RestElement':
      return collectPatternNames(pattern.argument as SyntaxNode);
    default:
      return []; // a member expression: assigns to a property, binds nothing
  }
}

/** `let`, `const`, `class` and function declarations directly in `statements`. */
export function collectLexicalNames(statements: readonly SyntaxNode[]): string[] {
  return statements.flatMap((statement) => {
    const declaration = isExport(statement) ? (statement.declaration as SyntaxNode) : statement;
    if (declaration?.type === 'VariableDeclaration') {
      return declaration.kind === 'var' ? [] : collectDeclarators(declaration);
    }
    const isNamed =
      declaration?.type === 'FunctionDeclaration' || declaration?.type === 'ClassDeclaration';
    const id = declaration?.id as SyntaxNode | null | undefined;
    return isNamed && id ? [id.name as string] : [];
  });
}

/** `var` declarations anywhere in the body of a function, but not in functions inside it. */
export function collectVarNames(node: SyntaxNode): string[] {
  const names: string[] = [];
  walk(node);
  return names;

  function walk(current: SyntaxNode): void {
    if (current.type === 'VariableDeclaration' && current.kind === 'var') {
      names.push(...collectDeclarators(current));
    }
    for (const child of listStatements(current)) walk(child);
  }
}

function collectDeclarators(declaration: SyntaxNode): string[] {
  return (declaration.declarations as SyntaxNode[]).flatMap((one) =>
    collectPatternNames(one.id as SyntaxNode),
  );
}

/** The statements directly inside a statement. Expressions hold no `var` but in functions. */
function listStatements(node: SyntaxNode): SyntaxNode[] {
  const parts = STATEMENT_PARTS[node.type] ?? [];
  return parts
    .flatMap((part) => node[part] as SyntaxNode | null | (SyntaxNode | null)[])
    .filter((child): child is SyntaxNode => child !== null && child !== undefined);
}

const STATEMENT_PARTS: Readonly<Record<string, readonly string[]>> = {
  Program: ['body'],
  BlockStatement: ['body'],
  StaticBlock: ['body'],
  IfStatement: ['consequent', 'alternate'],
  ForStatement: ['init', 'body'],
  ForInStatement: ['left', 'body'],
  ForOfStatement: ['left', 'body'],
  WhileStatement: ['body'],
  DoWhileStatement: ['body'],
  TryStatement: ['block', 'handler', 'finalizer'],
  CatchClause: ['body'],
  SwitchStatement: ['cases'],
  SwitchCase: ['consequent'],
  LabeledStatement: ['body'],
  WithStatement: ['body'],
};

function isExport(node: SyntaxNode): boolean {
  return node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration';
}
