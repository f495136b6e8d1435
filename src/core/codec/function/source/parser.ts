/**
 * The two parsers of the codec, loaded when the first function is captured: acorn for the text of
 * one function, es-module-lexer for what a whole module imports and exports (it reads TypeScript as
 * well). Loading them takes milliseconds in which the workers are already starting.
 */
import { requirePackage } from '../../../base/own-files.ts';

type Acorn = typeof import('acorn');
type ModuleLexer = typeof import('es-module-lexer');

let acorn: Acorn | undefined;
let lexer: ModuleLexer | undefined;

/** A node of the syntax tree. acorn's own types are per kind; a walker needs the general form. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** The nodes directly inside a node. */
export function listChildren(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (const key in node) {
    const child = node[key];
    if (Array.isArray(child)) children.push(...(child as unknown[]).filter(isSyntaxNode));
    else if (isSyntaxNode(child)) children.push(child);
  }
  return children;
}

export function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** This node and all inside of it. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => void): void {
  visit(node);
  for (const child of listChildren(node)) walk(child, visit);
}

/** A bundle takes long to parse, and a capture asks for it again and again. A `WeakRef` holds while the caller runs. */
let large: { readonly text: string; readonly tree: WeakRef<SyntaxNode> } | undefined;
const LARGE = 50_000;

/** The tree may be that of an earlier call. @throws SyntaxError with a `pos` if `text` is no script. */
export function parseScript(text: string): SyntaxNode {
  const known = large?.text === text ? large.tree.deref() : undefined;
  if (known !== undefined) return known;
  const tree = parse(text);
  if (text.length > LARGE) large = { text, tree: new WeakRef(tree) };
  return tree;
}

function parse(text: string): SyntaxNode {
  acorn ??= requirePackage('acorn') as Acorn; // the shape of the package that is in our dependencies
  const tree: unknown = acorn.parse(text, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    // A function's text is read outside the class, module or function it stood in.
    allowImportExportEverywhere: true,
    allowSuperOutsideMethod: true,
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
    checkPrivateFields: false,
    allowHashBang: true,
  });
  return tree as SyntaxNode;
}

/** @throws Error if `text` is no module. */
export function lexModule(text: string): ReturnType<ModuleLexer['parse']> {
  // Compiles its 8 KB of WebAssembly at the first call, synchronously.
  lexer ??= requirePackage('es-module-lexer') as ModuleLexer;
  return lexer.parse(text);
}
