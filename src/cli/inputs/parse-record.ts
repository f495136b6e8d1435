/** One record that is the JSON text of a value. */
import { parseExactly } from './exact-json.ts';
import type { Reading } from './reading.ts';
import type { ReadRecord } from './record.ts';

/** `line`: undefined where records have none. */
export function parseRecord(text: string, line: number | undefined, reading: Reading): ReadRecord {
  try {
    return { ok: true, line, value: parseExactly(text, reading), size: text.length };
  } catch (error) {
    return { ok: false, line, text, error: error as Error }; // it throws nothing else
  }
}
