/**
 * Follows the way from a variable to something inside its value through the literals of its initialiser, and finds
 * out what made that: a call, a name, or code that captured it.
 */
import type { SyntaxNode } from '../source/parser.ts';
import type { Trail } from './refusal.ts';

export type LiteralEnd =
  /** A call, `new` or the like: the initialiser makes it. */
  | { readonly kind: 'made' }
  /** `{ user: User }`: another variable holds it. */
  | { readonly kind: 'name'; readonly name: string; readonly value: unknown }
  /** A function or class, which is copied with what it captures. */
  | { readonly kind: 'code' }
  /** Not there: it was put in later. */
  | { readonly kind: 'nowhere' };

export function followLiteral(
  node: SyntaxNode,
  value: unknown,
  [step, ...rest]: readonly Trail[],
): LiteralEnd {
  switch (node.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ClassExpression':
      return { kind: 'code' };
    case 'Identifier':
      return { kind: 'name', name: node.name as string, value };
    case 'ObjectExpression':
      return followMember(findProperty(node, step?.key), value, { step, rest });
    case 'ArrayExpression':
      return followMember(findElement(node, step?.key), value, { step, rest });
    case 'Literal':
    case 'TemplateLiteral':
      return { kind: 'nowhere' };
    default:
      return { kind: 'made' };
  }
}

interface Way {
  readonly step: Trail | undefined;
  readonly rest: readonly Trail[];
}

function followMember(
  member: SyntaxNode | LiteralEnd,
  value: unknown,
  { step, rest }: Way,
): LiteralEnd {
  if ('kind' in member && !('type' in member)) return member; // nodes have both
  const isObject = typeof value === 'object' && value !== null;
  const descriptor =
    isObject && step?.key !== undefined
      ? Object.getOwnPropertyDescriptor(value, step.key)
      : undefined;
  return followLiteral(member, descriptor?.value, rest);
}

function findProperty(
  { properties }: SyntaxNode,
  key: PropertyKey | undefined,
): SyntaxNode | LiteralEnd {
  if (key === undefined) return { kind: 'nowhere' };
  const list = properties as SyntaxNode[];
  const found = list.find((one) => one.type === 'Property' && keyOf(one) === key);
  if (found !== undefined) {
    const isCode = found.method === true || found.kind !== 'init';
    return isCode ? { kind: 'code' } : (found.value as SyntaxNode);
  }
  const isElsewhere = list.some((one) => one.type === 'SpreadElement' || one.computed === true);
  return { kind: isElsewhere ? 'made' : 'nowhere' };
}

function keyOf({ key, computed }: SyntaxNode): string | undefined {
  const { name, value } = key as SyntaxNode;
  if (computed === true) return undefined;
  return name === undefined ? String(value) : (name as string);
}

function findElement(
  { elements }: SyntaxNode,
  key: PropertyKey | undefined,
): SyntaxNode | LiteralEnd {
  const list = elements as (SyntaxNode | null)[];
  if (list.some((one) => one?.type === 'SpreadElement')) return { kind: 'made' };
  return list[Number(key)] ?? { kind: 'nowhere' };
}
