/** Cuts text into lines, a piece at a time. A last line needs no newline; `\r\n` counts as one. */
import type { TextPieces } from './record.ts';

export async function* splitLines(text: TextPieces): AsyncGenerator<readonly string[]> {
  let unfinished = '';
  for await (const piece of text) {
    const lines = piece.split('\n');
    lines[0] = unfinished + (lines[0] ?? '');
    unfinished = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map(withoutReturn);
  }
  if (unfinished !== '') yield [withoutReturn(unfinished)];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
