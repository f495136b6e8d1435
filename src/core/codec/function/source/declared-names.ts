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
    const declaration = findDeclaration(statement);
    if (declaration?.type === 'VariableDeclaration') {
      return declaration.kind === 'var' ? [] : collectDeclarators(declaration);
    }
    const isNamed =
      declaration?.type === 'FunctionDeclaration' || declaration?.type === 'ClassDeclaration';
    const id = declaration?.id as SyntaxNode | null | undefined;
    return isNamed && id ? [id.name as string] : [];
  });
}

/**
 * Functions in blocks of sloppy code, which are variables of the function around them as well (Annex B of
 * the language). Not where a `let` of that name stands in between, and not if they are async or generators.
 */
export function collectBlockFunctionNames(body: SyntaxNode): string[] {
  const names: string[] = [];
  walk(body, new Set());
  return names;

  function walk(node: SyntaxNode, taken: ReadonlySet<string>): void {
    const inside = new Set([...taken, ...listLexicalNames(node)]);
    for (const child of listStatements(node)) {
      const name = isPlainFunction(child) ? (child.id as SyntaxNode).name : undefined;
      if (name === undefined) walk(child, inside);
      else if (!taken.has(name as string)) names.push(name as string);
    }
  }
}

/** What a statement declares for the statements inside it, but for functions that are hoisted out of it. */
function listLexicalNames(node: SyntaxNode): string[] {
  const lexical = (statements: readonly (SyntaxNode | null)[]): string[] =>
    collectLexicalNames(statements.filter((one) => one !== null && !isPlainFunction(one)) as []);
  switch (node.type) {
    case 'BlockStatement':
      return lexical(node.body as SyntaxNode[]);
    case 'SwitchStatement':
      return lexical((node.cases as SyntaxNode[]).flatMap((one) => one.consequent as SyntaxNode[]));
    case 'ForStatement':
      return lexical([node.init as SyntaxNode | null]);
    case 'ForInStatement':
    case 'ForOfStatement':
      return lexical([node.left as SyntaxNode]);
    case 'CatchClause': {
      const parameter = node.param as SyntaxNode | null;
      return parameter?.type === 'Identifier' ? [] : collectPatternNames(parameter);
    }
    default:
      return [];
  }
}

function isPlainFunction(node: SyntaxNode): boolean {
  return node.type === 'FunctionDeclaration' && node.async === false && node.generator === false;
}

/** `'use strict'` at the head of a script or of the body of a function. */
export function isDeclaredStrict(body: SyntaxNode): boolean {
  const statements = Array.isArray(body.body) ? (body.body as SyntaxNode[]) : [];
  return statements.some((one) => one.directive === 'use strict');
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

/** The declaration itself: behind `export`, or behind a label that sloppy code gives a function. */
function findDeclaration(statement: SyntaxNode): SyntaxNode | null {
  if (isExport(statement)) return statement.declaration as SyntaxNode | null;
  return statement.type === 'LabeledStatement'
    ? findDeclaration(statement.body as SyntaxNode)
    : statement;
}

function isExport(node: SyntaxNode): boolean {
  return node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration';
}

/** All names that these statements declare, where they are the body of a function or the like. */
export function listDeclared(statements: readonly SyntaxNode[]): string[] {
  return [...collectLexicalNames(statements), ...statements.flatMap(collectVarNames)];
}
