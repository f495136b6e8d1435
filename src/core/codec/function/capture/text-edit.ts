/** What the two halves of rewriting, of functions and of classes, hand to each other. */
import type { Callable, Context } from './describe-function.ts';
import type { Capture } from './capture.ts';
import type { FunctionText } from '../source/function-text.ts';
import type { SyntaxNode } from '../source/parser.ts';

/** The function whose text is changed, and what is known about it. */
export interface Rewriting {
  readonly capture: Capture;
  readonly fn: Callable;
  readonly read: FunctionText;
  readonly context: Context;
}

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** Where a node stands, for an edit that replaces it. */
export function rangeOf(node: SyntaxNode): { start: number; end: number } {
  return { start: node.start, end: node.end };
}
