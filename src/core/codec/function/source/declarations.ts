/**
 * What a module declares, from its text: how a variable gets its value, and which statements change it
 * afterwards. For values that must be made again elsewhere, and for messages that quote the line to change.
 *
 * Parses the whole module, so it is asked only when a value could not be copied.
 */
import { collectLexicalNames, collectPatternNames } from './declared-names.ts';
import type { ModuleText } from './module-text.ts';
import { listChildren, parseScript, type SyntaxNode } from './parser.ts';
import { findPath } from './constant-names.ts';
import { isModuleFunction, runsOnce } from './run-once.ts';
import { findAssignments } from './reassigned-names.ts';

/** One name and the syntax that declares it; positions count in the module's text. */
export interface Declaration {
  readonly name: string;
  /** Of a variable: `name = init`, or a pattern. Of functions and classes: the whole declaration. */
  readonly node: SyntaxNode;
  /** The initialiser; undefined for functions and classes, and for variables without. */
  readonly init: SyntaxNode | undefined;
  /** Declared with `const`; others may be assigned to again. */
  readonly isConstant: boolean;
  /** At the top of the module, where it is made once; of a module, too, that a bundler has put into a function. */
  readonly isTopLevel: boolean;
  /** The function or block in which the name can be seen. */
  readonly around: SyntaxNode;
}

export interface ChangeOptions {
  /** Of a class of the user's every call may be a change; of a library's only those that sound like one. */
  readonly isOwnClass: boolean;
}

export interface Declarations {
  readonly module: ModuleText;
  /** The declaration that code at `offset` sees under this name. */
  find(name: string, offset: number): Declaration | undefined;
  /** Is the variable assigned to anywhere, but in its declaration? Another one of its name is not it. */
  isReassigned(declaration: Declaration): boolean;
  /** Statements at the top of its module that put something into what the variable holds. */
  listChanges(declaration: Declaration, options: ChangeOptions): readonly SyntaxNode[];
  /** Statements of any kind at the top, behind the declaration and before `end`, without which it would hold something else. */
  listSetUp(declaration: Declaration, end: number): readonly SyntaxNode[];
}

/** Bundles of megabytes take long to parse, and their variables are not the user's own. */
const TEXT_LIMIT = 2_000_000;
const read = new WeakMap<ModuleText, Declarations | 'unreadable'>();

/** Undefined if the text is no JavaScript. */
export function readDeclarations(module: ModuleText): Declarations | undefined {
  let found = read.get(module);
  if (found === undefined) {
    found = module.text.length > TEXT_LIMIT ? 'unreadable' : parse(module);
    read.set(module, found);
  }
  return found === 'unreadable' ? undefined : found;
}

function parse(module: ModuleText): Declarations | 'unreadable' {
  try {
    const program = unwrap(parseScript(module.text));
    const { byName } = new Collector(program);
    const inner = new Map<Declaration, Declaration>();
    let assigned: ReadonlyMap<string, readonly number[]> | undefined;
    return {
      module,
      find: (name, offset) => {
        const found = findNearest(byName.get(name) ?? [], offset);
        if (found === undefined || found.isTopLevel) return found;
        const known = inner.get(found) ?? {
          ...found,
          isTopLevel: isMadeOnce(program, found, module.text),
        };
        inner.set(found, known); // callers know a declaration by its identity
        return known;
      },
      isReassigned: ({ name, node }) => {
        assigned ??= findAssignments(program);
        const places = assigned.get(name) ?? [];
        return places.some((at) => findNearest(byName.get(name) ?? [], at)?.node === node);
      },
      listChanges: ({ name, around }, { isOwnClass }) =>
        listStatements(around).filter((one) =>
          changes(one.expression as SyntaxNode, name, isOwnClass),
        ),
      listSetUp: ({ name, node, around }, end) =>
        (around.body as SyntaxNode[]).filter(
          (one) => one.start > node.start && one.start < end && setsUp(one, name),
        ),
    };
  } catch {
    return 'unreadable'; // TypeScript, mostly
  }
}

/**
 * What loaders put around a module is no function of the module's. Node writes `(function (exports, …) { … })`
 * for CommonJS, tsx `__filename = '…'; (() => { … })()`, vite `'use strict'; async (__vite_ssr_exports__, …) => {{ … }}`.
 */
function unwrap(program: SyntaxNode): SyntaxNode {
  const body = program.body as SyntaxNode[];
  const last = body.at(-1)?.expression as SyntaxNode | undefined;
  const called = last?.type === 'CallExpression' ? (last.callee as SyntaxNode) : undefined;
  const wrapper = called ?? last;
  const [parameter] = (wrapper?.params ?? []) as SyntaxNode[];
  const isNodes = body.length === 1 && parameter?.name === 'exports';
  const isTsx = body.length === 2 && called !== undefined && isFilename(body[0]);
  const isVites = parameter?.name === '__vite_ssr_exports__';
  const isWhole = isCalledOnce(last, body);
  if (!isNodes && !isTsx && !isVites && !isWhole) return program;
  const block = wrapper?.body as SyntaxNode;
  const [inner, ...more] = block.body as SyntaxNode[];
  return inner?.type === 'BlockStatement' && more.length === 0 ? inner : block;
}

/** `(() => { … })()`: what bundlers make of a whole program, and people of a script. */
function isCalledOnce(last: SyntaxNode | undefined, body: readonly SyntaxNode[]): boolean {
  if (last?.type !== 'CallExpression' || (last.arguments as unknown[]).length > 0) return false;
  const callee = last.callee as SyntaxNode;
  const isAlone = body.slice(0, -1).every((one) => 'directive' in one);
  const isPlain = /Function/.test(callee.type) && callee.generator !== true;
  return isAlone && isPlain && (callee.body as SyntaxNode).type === 'BlockStatement';
}

function isFilename(statement: SyntaxNode | undefined): boolean {
  const assignment = statement?.expression as SyntaxNode | undefined;
  return (assignment?.left as SyntaxNode | undefined)?.name === '__filename';
}

function findNearest(
  declarations: readonly Declaration[],
  offset: number,
): Declaration | undefined {
  let nearest: Declaration | undefined;
  for (const one of declarations) {
    const isVisible = one.around.start <= offset && offset <= one.around.end;
    if (isVisible && one.around.start > (nearest?.around.start ?? -1)) nearest = one;
  }
  return nearest;
}

interface Around {
  /** The innermost function or block. */
  readonly block: SyntaxNode;
  /** That of the innermost function, to which `var` belongs wherever it stands. */
  readonly body: SyntaxNode;
}

/** Walks with the innermost function or block at hand. */
class Collector {
  readonly byName = new Map<string, Declaration[]>();
  readonly #top: SyntaxNode;

  constructor(top: SyntaxNode) {
    this.#top = top;
    for (const one of top.body as SyntaxNode[]) this.#walk(one, { block: top, body: top });
  }

  #walk(node: SyntaxNode, { block, body }: Around): void {
    const around = node.kind === 'var' ? body : block;
    const own = listOwn(node, { isTopLevel: block === this.#top, around });
    for (const one of [...own, ...listParameters(node)]) {
      const known = this.byName.get(one.name);
      if (known === undefined) this.byName.set(one.name, [one]);
      else known.push(one);
    }
    const isBody = node.type === 'StaticBlock' || /Function/.test(block.type);
    const inside = opensScope(node) ? { block: node, body: isBody ? node : body } : { block, body };
    for (const child of listChildren(node)) this.#walk(child, inside);
  }
}

function listOwn(
  node: SyntaxNode,
  place: Pick<Declaration, 'isTopLevel' | 'around'>,
): Declaration[] {
  if (node.type === 'VariableDeclaration') {
    const isConstant = node.kind === 'const';
    return (node.declarations as SyntaxNode[]).flatMap((one) => {
      const init = (one.init as SyntaxNode | null) ?? undefined;
      const names = collectPatternNames(one.id as SyntaxNode);
      return names.map((name) => ({ name, node: one, init, isConstant, ...place }));
    });
  }
  const isNamed = node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration';
  const names = isNamed ? collectLexicalNames([node]) : [];
  return names.map((name) => ({ name, node, init: undefined, isConstant: false, ...place }));
}

/** They hide what is declared further out. */
function listParameters(node: SyntaxNode): Declaration[] {
  const patterns = node.type === 'CatchClause' ? [node.param] : (node.params ?? []);
  const names = (patterns as (SyntaxNode | null)[]).flatMap(collectPatternNames);
  const place = { isTopLevel: false, around: node };
  return names.map((name) => ({ name, node, init: undefined, isConstant: false, ...place }));
}

function opensScope({ type }: SyntaxNode): boolean {
  return (
    type === 'BlockStatement' || type === 'StaticBlock' || /Function|^For|^Switch|^Catch/.test(type)
  );
}

/** In a function around a module: `var require_db = __commonJS({ 'db.cjs'(exports) { … } })`. */
function isMadeOnce(program: SyntaxNode, { node, around }: Declaration, text: string): boolean {
  if (around.type !== 'BlockStatement') return false;
  const path = findPath(program, node.start);
  const above = path.slice(0, path.indexOf(around));
  const [statement] = path.slice(above.length + 1);
  const fn = above.at(-1);
  if (fn === undefined || !/Function/.test(fn.type)) return false;
  if (statement?.type.endsWith('Declaration') !== true) return false;
  return (
    isModuleFunction(fn, above.slice(0, -1), text) &&
    above.every((one, at) => runsOnce(one, path.slice(0, at), text))
  );
}

function listStatements({ body }: SyntaxNode): SyntaxNode[] {
  return (body as SyntaxNode[]).filter(({ type }) => type === 'ExpressionStatement');
}

/** `md.use(plugin)`, `addFormats(ajv)` and `config.x = 1`, but not `log.info('started')`. */
function changes(whole: SyntaxNode, name: string, isOwnClass: boolean): boolean {
  const expression = whole.type === 'AwaitExpression' ? (whole.argument as SyntaxNode) : whole;
  if (expression.type === 'AssignmentExpression' || expression.type === 'UpdateExpression') {
    const target = (expression.left ?? expression.argument) as SyntaxNode;
    return target.type === 'MemberExpression' && rootOf(target) === name;
  }
  if (expression.type !== 'CallExpression') return false;
  const callee = expression.callee as SyntaxNode;
  const [first] = expression.arguments as SyntaxNode[];
  if (callee.type === 'Identifier')
    return first !== undefined && rootOf(first) === name && INSTALLING.test(callee.name as string);
  if (rootOf(callee) !== name) return false;
  return isOwnClass || CONFIGURING.test(methodOf(callee));
}

/** Also inside of loops and conditions; not in what declares, or is called later. */
function setsUp(node: SyntaxNode, name: string): boolean {
  if (/Function|^Class|^VariableDeclaration$|^Import|^Export|^Await/.test(node.type)) return false;
  const isSetUp = changes(node, name, false) || assigns(node, name) || fills(node, name);
  return isSetUp || listChildren(node).some((one) => setsUp(one, name));
}

function assigns({ type, left, argument }: SyntaxNode, name: string): boolean {
  const isAssignment = type === 'AssignmentExpression' || type === 'UpdateExpression';
  return isAssignment && collectPatternNames((left ?? argument) as SyntaxNode).includes(name);
}

/** `Object.assign(x, …)`, and what bundlers make of `import * as x`: `__export(x, { name: () => name })`. */
function fills(node: SyntaxNode, name: string): boolean {
  if (node.type !== 'CallExpression') return false;
  const [first, second] = node.arguments as SyntaxNode[];
  if (first?.type !== 'Identifier' || first.name !== name) return false;
  const callee = node.callee as SyntaxNode;
  if (callee.type !== 'Identifier') return rootOf(callee) === 'Object';
  const getters = second?.type === 'ObjectExpression' ? (second.properties as SyntaxNode[]) : [];
  return getters.length > 0 && getters.every(isGetter);
}

function isGetter({ value }: SyntaxNode): boolean {
  return (value as SyntaxNode | undefined)?.type === 'ArrowFunctionExpression';
}

const INSTALLING = /^(use|add|set|register|extend|configure|define|apply|install)([A-Z_]|$)/;
const CONFIGURING =
  /^(use|add|set|register|extend|configure|define|enable|disable|plugin|on|once|append|push|unshift|delete|remove|clear)([A-Z_]|$)/;

/** `a` of `a`, `a.b.c` and `a.use(x).use(y)`. */
function rootOf(node: SyntaxNode): string | undefined {
  if (node.type === 'Identifier') return node.name as string;
  if (node.type === 'MemberExpression') return rootOf(node.object as SyntaxNode);
  return node.type === 'CallExpression' ? rootOf(node.callee as SyntaxNode) : undefined;
}

function methodOf(callee: SyntaxNode): string {
  if (callee.type !== 'MemberExpression') return '';
  return ((callee.property as SyntaxNode).name as string | undefined) ?? '';
}
