/** The code of `eval('…')`, which is as good as if it stood there: webpack writes modules so in development. */
import { parseScript, type SyntaxNode } from './parser.ts';

/** Its statements, or 'unknown' if that is known only when it runs; undefined if the call is none of `eval`. */
export function readEvalCode(call: SyntaxNode): SyntaxNode[] | 'unknown' | undefined {
  const callee = call.callee as SyntaxNode;
  if (callee.type !== 'Identifier' || callee.name !== 'eval') return undefined;
  const [first] = call.arguments as SyntaxNode[];
  if (first?.type !== 'Literal' || typeof first.value !== 'string') return 'unknown';
  try {
    return parseScript(first.value).body as SyntaxNode[];
  } catch {
    return 'unknown';
  }
}
