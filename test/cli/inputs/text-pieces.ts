/** Feeds text to a reader in pieces of any size, and collects what it reads. */
import type { ReadRecord, RecordBatches, TextPieces } from '#dist/cli/inputs/record.js';

export async function* piecesOf(
  text: string,
  size: number = text.length,
): TextPieces & AsyncGenerator<string> {
  await Promise.resolve();
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

export async function collect(batches: RecordBatches): Promise<ReadRecord[]> {
  const records: ReadRecord[] = [];
  for await (const batch of batches) records.push(...batch);
  return records;
}

/** The value of a record, or the text of an invalid one. */
export function contentOf(record: ReadRecord): unknown {
  return record.ok ? record.value : { invalid: record.text };
}
