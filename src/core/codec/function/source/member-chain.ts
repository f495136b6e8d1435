/** Chains of plain names: `a.b.c`. Whoever uses a variable only in these needs no more of it than their ends. */
import type { SyntaxNode } from './parser.ts';

export interface MemberChain {
  readonly root: string;
  /** The node of `root`. */
  readonly object: SyntaxNode;
  readonly members: string[];
}

/** `a.b.c` read from the outside in; undefined if it is no chain of plain names. */
export function readChain(node: SyntaxNode): MemberChain | undefined {
  const members: string[] = [];
  let object = node;
  while (object.type === 'MemberExpression') {
    const property = object.property as SyntaxNode;
    if (object.computed === true || property.type !== 'Identifier') return undefined;
    members.unshift(property.name as string);
    object = object.object as SyntaxNode;
  }
  return object.type === 'Identifier'
    ? { root: object.name as string, object, members }
    : undefined;
}
