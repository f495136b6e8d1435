/** Every line is a record: a string without its newline. Empty lines count. */
import type { RecordBatches, TextPieces } from './record.ts';
import { splitLines } from './split-lines.ts';

export async function* readLines(text: TextPieces): RecordBatches {
  let line = 0;
  for await (const lines of splitLines(text)) {
    yield lines.map((value) => {
      line += 1;
      return { ok: true, line, value, size: value.length };
    });
  }
}
