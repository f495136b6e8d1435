/**
 * Finds the names that a function takes from outside its own text, and how it uses them.
 *
 * A walk over the syntax tree with a chain of scopes. A name may be reported that every realm has, as
 * `Math`; that does no harm, because only names that the function's real scopes hold are captured.
 */
import { readEvalCode } from './eval-code.ts';
import { readChain } from './member-chain.ts';
import { isSyntaxNode, type SyntaxNode } from './parser.ts';
import {
  collectBlockFunctionNames,
  collectLexicalNames,
  collectPatternNames,
  collectVarNames,
  listDeclared,
  isDeclaredStrict,
} from './declared-names.ts';

export interface NameUse {
  /** Assigned, updated or the target of a loop or a destructuring. */
  isAssigned: boolean;
  /** Used other than as the object of `name.member`. */
  isUsedWhole: boolean;
  /** Every `name.a.b` chain, as ['a', 'b']. */
  readonly chains: string[][];
}

export interface NameAnalysis {
  readonly free: ReadonlyMap<string, NameUse>;
  /** What an arrow function, or a method torn from its class, takes from around it. */
  readonly outer: ReadonlySet<'this' | 'arguments' | 'super' | 'new.target'>;
  /** Private names that no class inside the text declares. */
  readonly outerPrivateNames: ReadonlySet<string>;
  readonly hasDirectEval: boolean;
  readonly usesOwnName: boolean;
  /** As `function once() { once = later; }` does. */
  readonly assignsOwnName: boolean;
  readonly importMetas: readonly SyntaxNode[];
}

/** @param isStrict the code around the function is strict */
export function analyseNames(
  node: SyntaxNode,
  property: SyntaxNode | undefined,
  isStrict: boolean,
): NameAnalysis {
  const walker = new NameWalker(node);
  const top = { ...TOP, isStrict };
  if (property?.computed === true) walker.visit(property.key as SyntaxNode, top);
  walker.visit(node, top);
  const id = node.type === 'ClassExpression' ? null : (node.id as SyntaxNode | null | undefined);
  if (isNamed(id)) walker.takeOwnName(id.name as string);
  return walker;
}

/** What surrounds a node. Scopes are immutable: entering one makes a new value. */
interface Surroundings {
  readonly names: ReadonlySet<string>;
  readonly parent: Surroundings | undefined;
  readonly bindsThis: boolean;
  readonly bindsArguments: boolean;
  readonly bindsSuper: boolean;
  readonly isStrict: boolean;
  readonly privateNames: ReadonlySet<string>;
}

const TOP: Surroundings = {
  names: new Set(),
  parent: undefined,
  bindsThis: false,
  bindsArguments: false,
  bindsSuper: false,
  isStrict: false,
  privateNames: new Set(),
};

class NameWalker implements NameAnalysis {
  readonly free = new Map<string, NameUse>();
  readonly outer = new Set<'this' | 'arguments' | 'super' | 'new.target'>();
  readonly outerPrivateNames = new Set<string>();
  hasDirectEval = false;
  usesOwnName = false;
  assignsOwnName = false;
  readonly importMetas: SyntaxNode[] = [];
  readonly root: SyntaxNode;

  constructor(root: SyntaxNode) {
    this.root = root;
  }

  /** Its own name was walked over as if it came from outside; it does if the function assigns to it. */
  takeOwnName(name: string): void {
    this.usesOwnName = this.free.has(name);
    this.assignsOwnName = this.free.get(name)?.isAssigned === true;
    if (!this.assignsOwnName) this.free.delete(name);
  }

  visit(node: SyntaxNode, around: Surroundings): void {
    const visitor = VISITORS[node.type];
    if (visitor === undefined) this.visitChildren(node, around);
    else visitor(this, node, around);
  }

  visitChildren(node: SyntaxNode, around: Surroundings): void {
    for (const key in node) {
      const child = node[key];
      if (Array.isArray(child)) this.visitAll(child as (SyntaxNode | null)[], around);
      else if (isSyntaxNode(child)) this.visit(child, around);
    }
  }

  visitAll(nodes: readonly (SyntaxNode | null)[], around: Surroundings): void {
    for (const node of nodes) if (isSyntaxNode(node)) this.visit(node, around);
  }

  visitOptional(node: unknown, around: Surroundings): void {
    if (isSyntaxNode(node)) this.visit(node, around);
  }

  use(name: string, around: Surroundings): NameUse | undefined {
    for (let scope: Surroundings | undefined = around; scope !== undefined; scope = scope.parent) {
      if (scope.names.has(name)) return undefined;
    }
    let use = this.free.get(name);
    if (use === undefined) {
      use = { isAssigned: false, isUsedWhole: false, chains: [] };
      this.free.set(name, use);
    }
    return use;
  }

  /** Marks all names that a pattern assigns to; visits the defaults and keys inside it. */
  assign(pattern: SyntaxNode, around: Surroundings): void {
    for (const name of collectPatternNames(pattern)) {
      const use = this.use(name, around);
      if (use !== undefined) use.isAssigned = true;
    }
    this.visit(pattern, around);
  }
}

type Visitor = (walker: NameWalker, node: SyntaxNode, around: Surroundings) => void;

const VISITORS: Readonly<Record<string, Visitor>> = {
  Identifier(walker, node, around) {
    const name = node.name as string;
    if (name === 'arguments' && around.bindsArguments) return;
    const use = walker.use(name, around);
    if (name === 'arguments') {
      if (use !== undefined) walker.outer.add('arguments');
      walker.free.delete('arguments');
    } else if (use !== undefined) use.isUsedWhole = true;
  },
  ThisExpression(walker, _node, around) {
    if (!around.bindsThis) walker.outer.add('this');
  },
  Super(walker, _node, around) {
    if (!around.bindsSuper) walker.outer.add('super');
  },
  MetaProperty(walker, node, around) {
    const isImport = (node.meta as SyntaxNode).name === 'import';
    if (isImport) walker.importMetas.push(node);
    else if (!around.bindsThis) walker.outer.add('new.target');
  },
  PrivateIdentifier(walker, node, around) {
    const name = node.name as string;
    for (let scope: Surroundings | undefined = around; scope !== undefined; scope = scope.parent) {
      if (scope.privateNames.has(name)) return;
    }
    walker.outerPrivateNames.add(name);
  },
  MemberExpression(walker, node, around) {
    const chain = readChain(node);
    if (chain === undefined) {
      walker.visit(node.object as SyntaxNode, around);
      const property = node.property as SyntaxNode;
      if (node.computed === true || property.type === 'PrivateIdentifier')
        walker.visit(property, around);
      return;
    }
    if (chain.root === 'arguments') return walker.visit(chain.object, around);
    walker.use(chain.root, around)?.chains.push(chain.members);
  },
  Property(walker, node, around) {
    if (node.computed === true) walker.visit(node.key as SyntaxNode, around);
    const value = node.value as SyntaxNode;
    const isMethod = node.method === true || node.kind === 'get' || node.kind === 'set';
    walker.visit(value, isMethod ? { ...enter(around), bindsSuper: true } : around);
  },
  CallExpression(walker, node, around) {
    const code = readEvalCode(node);
    if (code !== undefined && walker.use('eval', around) !== undefined) {
      if (code === 'unknown') walker.hasDirectEval = true;
      else walker.visitAll(code, enter(around, listDeclared(code)));
    }
    walker.visitChildren(node, around);
  },
  AssignmentExpression(walker, node, around) {
    walker.assign(node.left as SyntaxNode, around);
    walker.visit(node.right as SyntaxNode, around);
  },
  UpdateExpression(walker, node, around) {
    walker.assign(node.argument as SyntaxNode, around);
  },
  ForInStatement: visitForEach,
  ForOfStatement: visitForEach,
  ForStatement(walker, node, around) {
    const init = node.init as SyntaxNode | null;
    const inside = enter(around, init === null ? [] : collectLexicalNames([init]));
    walker.visitChildren(node, inside);
  },
  BlockStatement(walker, node, around) {
    const body = node.body as SyntaxNode[];
    walker.visitAll(body, enter(around, collectLexicalNames(body)));
  },
  SwitchStatement(walker, node, around) {
    walker.visit(node.discriminant as SyntaxNode, around);
    const cases = node.cases as SyntaxNode[];
    const statements = cases.flatMap((one) => one.consequent as SyntaxNode[]);
    walker.visitAll(cases, enter(around, collectLexicalNames(statements)));
  },
  CatchClause(walker, node, around) {
    const parameter = node.param as SyntaxNode | null;
    const inside = enter(around, parameter === null ? [] : collectPatternNames(parameter));
    walker.visitOptional(parameter, inside);
    walker.visit(node.body as SyntaxNode, inside);
  },
  LabeledStatement(walker, node, around) {
    walker.visit(node.body as SyntaxNode, around);
  },
  BreakStatement() {},
  ContinueStatement() {},
  FunctionDeclaration: visitFunction,
  FunctionExpression: visitFunction,
  ArrowFunctionExpression: visitFunction,
  ClassDeclaration: visitClass,
  ClassExpression: visitClass,
};

function visitForEach(walker: NameWalker, node: SyntaxNode, around: Surroundings): void {
  const left = node.left as SyntaxNode;
  const inside = enter(around, collectLexicalNames([left]));
  if (left.type === 'VariableDeclaration') walker.visit(left, inside);
  else walker.assign(left, inside);
  walker.visit(node.right as SyntaxNode, inside);
  walker.visit(node.body as SyntaxNode, inside);
}

function visitFunction(walker: NameWalker, node: SyntaxNode, around: Surroundings): void {
  const parameters = node.params as SyntaxNode[];
  const body = node.body as SyntaxNode;
  const id = node.id as SyntaxNode | null;
  const isArrow = node.type === 'ArrowFunctionExpression';
  const isStrict = around.isStrict || isDeclaredStrict(body);
  const own = isNamed(id) && node !== walker.root ? [id.name as string] : [];
  const scope = enter(around, [...parameters.flatMap(collectPatternNames), ...own]);
  const inside = isArrow ? scope : { ...scope, bindsThis: true, bindsArguments: true };
  walker.visitAll(parameters, inside);
  // Defaults of parameters do not see the variables of the body.
  const variables = [
    ...collectVarNames(body),
    ...(isStrict ? [] : collectBlockFunctionNames(body)),
  ];
  walker.visit(body, { ...enter(inside, variables), isStrict });
}

function isNamed(id: SyntaxNode | null | undefined): id is SyntaxNode {
  return id !== null && id !== undefined;
}

function visitClass(walker: NameWalker, node: SyntaxNode, around: Surroundings): void {
  const id = node.id as SyntaxNode | null;
  const elements = (node.body as SyntaxNode).body as SyntaxNode[];
  const privateNames = elements
    .map((element) => element.key as SyntaxNode | undefined)
    .filter((key) => key?.type === 'PrivateIdentifier')
    .map((key) => key?.name as string);
  const scope = {
    ...enter(around, id === null ? [] : [id.name as string]),
    isStrict: true,
    privateNames: new Set(privateNames),
  };
  walker.visitOptional(node.superClass, scope);
  for (const element of elements) visitClassElement(walker, element, scope);
}

function visitClassElement(walker: NameWalker, element: SyntaxNode, scope: Surroundings): void {
  if (element.computed === true) walker.visit(element.key as SyntaxNode, scope);
  const inside = { ...enter(scope), bindsThis: true, bindsSuper: true };
  if (element.type === 'StaticBlock') {
    const body = element.body as SyntaxNode[];
    return walker.visitAll(body, enter(inside, listDeclared(body)));
  }
  walker.visitOptional(element.value, inside);
}

function enter(around: Surroundings, names: readonly string[] = []): Surroundings {
  return { ...around, names: new Set(names), privateNames: new Set(), parent: around };
}
