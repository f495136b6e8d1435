/**
 * Cuts text into lines, a piece at a time. A last line needs no newline; `\r\n` counts as one. Of a line that is longer than
 * `maxRecord` only the start is kept.
 */
import { LongRecord, MAX_RECORD } from './reading.ts';
import type { TextPieces } from './record.ts';

export interface LineOptions {
  readonly maxRecord?: number;
  /** Lines end with NUL, and may have newlines in them. */
  readonly isNul?: boolean | undefined;
}

export async function* splitLines(
  text: TextPieces,
  { maxRecord = MAX_RECORD, isNul = false }: LineOptions = {},
): AsyncGenerator<readonly (string | LongRecord)[]> {
  const end = (line: string): string | LongRecord => {
    if (line.length > maxRecord) return new LongRecord(line);
    return !isNul && line.endsWith('\r') ? line.slice(0, -1) : line;
  };
  let unfinished = '';
  let long: LongRecord | undefined;
  for await (const piece of text) {
    const [first = '', ...others] = piece.split(isNul ? '\0' : '\n');
    if (long === undefined) unfinished += first;
    else long.length += first.length;
    const last = others.pop();
    if (last !== undefined) {
      const lines: (string | LongRecord)[] = others.map(end);
      lines.unshift(long ?? end(unfinished));
      yield lines;
      [long, unfinished] = [undefined, last];
    }
    if (long === undefined && unfinished.length > maxRecord) {
      long = new LongRecord(unfinished);
      unfinished = '';
    }
  }
  if (long !== undefined || unfinished !== '') yield [long ?? end(unfinished)];
}
