/** One JSON value a line. Empty lines are no records. */
import type { ReadRecord, RecordBatches, TextPieces } from './record.ts';
import { splitLines } from './split-lines.ts';

export async function* readNdjson(text: TextPieces): RecordBatches {
  let line = 0;
  for await (const lines of splitLines(text)) {
    const records: ReadRecord[] = [];
    for (const one of lines) {
      line += 1;
      if (one.trim() !== '') records.push(parse(one, line));
    }
    yield records;
  }
}

function parse(text: string, line: number): ReadRecord {
  try {
    return { ok: true, line, value: JSON.parse(text) as unknown, size: text.length };
  } catch (error) {
    return { ok: false, line, text, error: error as SyntaxError }; // JSON.parse throws nothing else
  }
}
