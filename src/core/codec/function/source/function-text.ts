/**
 * The text of one function, understood: how to make an expression of it, which names it takes from
 * outside, and what in it cannot live anywhere else.
 *
 * `fn.toString()` is the exact slice of the source, so all positions here are positions in the
 * user's file once the start of the slice is known.
 */
import type { FunctionShape } from '../function-body.ts';
import { LruCache } from '../../../base/lru-cache.ts';
import { parseScript, type SyntaxNode } from './parser.ts';
import { analyseNames, type NameAnalysis } from './free-names.ts';

export interface FunctionText {
  readonly text: string;
  readonly shape: FunctionShape;
  readonly isClass: boolean;
  readonly isArrow: boolean;
  /** The function or class itself; positions count in `text`. */
  readonly node: SyntaxNode;
  /** The `Property` around a method; its key may be computed. */
  readonly property: SyntaxNode | undefined;
  /** Positions in the tree are this much larger than in `text`. */
  readonly offset: number;
  /** Where V8 says a function begins: at its parameters, a class at those of its constructor. */
  readonly anchor: number;
  readonly names: NameAnalysis;
  /** The texts of a class's methods and accessors, as their `toString` gives them. */
  readonly methods: ReadonlySet<string>;
}

/**
 * Parsing costs 33 µs for a small function, and texts repeat because closures do. Counted in
 * characters: a syntax tree takes some 50 to 100 bytes for each.
 */
const CACHE_LIMIT = 300_000;
const weighText = (text: string): number => text.length;
const strictTexts = new LruCache<string, FunctionText>(CACHE_LIMIT, weighText);
const sloppyTexts = new LruCache<string, FunctionText>(CACHE_LIMIT, weighText);

/**
 * @param isStrict the text stands in strict code: there, other names belong to it
 * @throws SyntaxError if the text cannot be parsed.
 */
export function readFunctionText(text: string, isStrict = true): FunctionText {
  const cache = isStrict ? strictTexts : sloppyTexts;
  const known = cache.get(text);
  if (known !== undefined) return known;
  const read = parseFunctionText(text, isStrict);
  cache.set(text, read);
  return read;
}

/** Inside a function `new.target` is no syntax error, so that it can be refused for what it is. */
const AROUND = 'function around(){';

function parseFunctionText(text: string, isStrict: boolean): FunctionText {
  const expression = parseExpression(`${AROUND}(${text}\n)}`);
  if (
    expression !== undefined &&
    /^(Function|ArrowFunction|Class)Expression$/.test(expression.type)
  ) {
    return describe(text, { node: expression, offset: AROUND.length + 1 }, isStrict);
  }
  const literal = parseExpression(`${AROUND}({${text}\n})}`, 'must parse');
  const property = (literal.properties as SyntaxNode[])[0] as SyntaxNode; // one by construction
  const node = property.value as SyntaxNode;
  return describe(text, { node, property, offset: AROUND.length + 2 }, isStrict);
}

interface Parsed {
  readonly node: SyntaxNode;
  readonly property?: SyntaxNode;
  readonly offset: number;
}

function describe(
  text: string,
  { node, property, offset }: Parsed,
  isStrict: boolean,
): FunctionText {
  const isClass = node.type === 'ClassExpression';
  const isArrow = node.type === 'ArrowFunctionExpression';
  return {
    text,
    shape: readShape(property),
    isClass,
    isArrow,
    node,
    property,
    offset,
    anchor: isArrow ? 0 : findParameters(text, node, property, offset),
    names: analyseNames(node, property, isStrict),
    methods: new Set(isClass ? listMethods(text, node, offset) : []),
  };
}

function listMethods(text: string, node: SyntaxNode, offset: number): string[] {
  return ((node.body as SyntaxNode).body as SyntaxNode[])
    .filter((element) => element.type === 'MethodDefinition')
    .map((element) =>
      text.slice(element.start - offset, element.end - offset).replace(/^static\s+/, ''),
    );
}

function readShape(property: SyntaxNode | undefined): FunctionShape {
  if (property === undefined) return 'expression';
  if (property.kind === 'get') return 'getter';
  return property.kind === 'set' ? 'setter' : 'method';
}

function findParameters(
  text: string,
  node: SyntaxNode,
  property: SyntaxNode | undefined,
  offset: number,
): number {
  if (node.type === 'ClassExpression') {
    const elements = (node.body as SyntaxNode).body as SyntaxNode[];
    const constructor = elements.find((element) => element.kind === 'constructor');
    return constructor === undefined ? 0 : (constructor.value as SyntaxNode).start - offset;
  }
  if (property !== undefined) return node.start - offset; // acorn's method value begins there
  const id = node.id as SyntaxNode | null;
  return text.indexOf('(', id === null ? 0 : id.end - offset);
}

function parseExpression(source: string, must: 'must parse'): SyntaxNode;
function parseExpression(source: string): SyntaxNode | undefined;
function parseExpression(source: string, must?: 'must parse'): SyntaxNode | undefined {
  try {
    const program = parseScript(source);
    const [around] = program.body as SyntaxNode[];
    const block = around?.body as SyntaxNode | undefined;
    const [statement] = (block?.body ?? []) as SyntaxNode[];
    return statement?.expression as SyntaxNode | undefined;
  } catch (error) {
    if (must !== undefined) throw error;
    return undefined;
  }
}
