/** Newline-delimited JSON: one value a line. Empty lines are skipped. */
import { parseRecord } from './parse-record.ts';
import { LongRecord, type Reading, resolveReading } from './reading.ts';
import type { ReadRecord, RecordBatches, TextPieces } from './record.ts';
import { splitLines } from './split-lines.ts';

export async function* readNdjson(
  text: TextPieces,
  reading: Reading = resolveReading(),
): RecordBatches {
  let line = 0;
  for await (const lines of splitLines(text, reading)) {
    const records: ReadRecord[] = [];
    for (const one of lines) {
      line += 1;
      if (one instanceof LongRecord)
        records.push({ ok: false, line, text: one.head, error: one.error(reading.maxRecord) });
      else if (one.trim() !== '') records.push(parseRecord(one, line, reading));
    }
    yield records;
  }
}
