/** Every line is a record: a string without its newline. Empty lines count. */
import { LongRecord, type Reading, resolveReading } from './reading.ts';
import type { ReadRecord, RecordBatches, TextPieces } from './record.ts';
import { splitLines } from './split-lines.ts';

export async function* readLines(
  text: TextPieces,
  reading: Reading = resolveReading(),
): RecordBatches {
  let line = 0;
  for await (const lines of splitLines(text, reading)) {
    yield lines.map((value): ReadRecord => {
      line += 1;
      if (value instanceof LongRecord)
        return { ok: false, line, text: value.head, error: value.error(reading.maxRecord) };
      const error = reading.alterations.noteText(value);
      if (error !== undefined) return { ok: false, line, text: value, error };
      return { ok: true, line, value, size: value.length };
    });
  }
}
