/**
 * Finds the TypeScript in Markdown. A block is a program of its own. What a reader does not need to
 * see of it stands before it, in a comment that Markdown does not show:
 *
 *    <!-- before:
 *    import { Pool } from 'manyhands';
 *    -->
 *    ```ts
 *    await using pool = new Pool(2);
 *    ```
 */

/** A fenced `ts` block: its place, what follows `ts` on the fence, and the code. */
export interface Block {
  readonly file: string;
  readonly line: number;
  readonly info: string;
  readonly code: string;
}

const BLOCK = /(?:^<!-- before:\n([^]*?)^-->\n)?^```ts\b(.*)\n([^]*?)^```$/gm;

/** All `ts` blocks of a Markdown text, in order. */
export function blocksOf(file: string, markdown: string): Block[] {
  return [...markdown.matchAll(BLOCK)].map((match) => {
    const [, hidden = '', info = '', shown = ''] = match;
    const fenceAt = match.index + match[0].lastIndexOf('```ts');
    const line = markdown.slice(0, fenceAt).split('\n').length + 1;
    return { file, line, info: info.trim(), code: hidden + shown };
  });
}

/** Why a block is not to be run: what follows `no-run:` on its fence; undefined if it is to be run. */
export function whyNotRun(block: Block): string | undefined {
  if (block.info === '') return undefined;
  const [, reason] = /^no-run: (.{10,})$/.exec(block.info) ?? [];
  if (reason !== undefined) return reason;
  throw new Error(
    `${block.file}:${block.line} has '${block.info}' on its fence: write nothing, or 'no-run: ' and the reason`,
  );
}
