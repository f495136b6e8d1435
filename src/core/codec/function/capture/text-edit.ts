/** Changes to the text of a function that leave the lines and columns around them as they are. */
import type { FunctionText } from '../source/function-text.ts';
import type { SyntaxNode } from '../source/parser.ts';

/** Positions are those of the syntax tree. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** An edit that puts `replacement` where a node stands. */
export function replaceNode({ start, end }: SyntaxNode, replacement: string): Edit {
  return { start, end, replacement };
}

/** Pads each replacement with spaces, so that what follows stays in its place. */
export function applyEdits(
  { text, offset }: Pick<FunctionText, 'text' | 'offset'>,
  edits: readonly Edit[],
): string {
  let source = text;
  const lastFirst = [...edits].sort((a, b) => b.start - a.start);
  for (const { start, end, replacement } of lastFirst) {
    const old = source.slice(start - offset, end - offset);
    const padding = old.slice(replacement.length).replace(/[^\n\r]/g, ' ');
    source = source.slice(0, start - offset) + replacement + padding + source.slice(end - offset);
  }
  return source;
}
