/** Finds the TypeScript in Markdown. */

/** A fenced `ts` block: its place, what follows `ts` on the fence, and the code. */
export interface Block {
  readonly file: string;
  readonly line: number;
  readonly info: string;
  readonly code: string;
}

/** All `ts` blocks of a Markdown text, in order. */
export function blocksOf(file: string, markdown: string): Block[] {
  return [...markdown.matchAll(/^```ts\b(.*)\n([^]*?)^```$/gm)].map((match) => {
    const [, info = '', code = ''] = match;
    const line = markdown.slice(0, match.index).split('\n').length + 1;
    return { file, line, info: info.trim(), code };
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
