/**
 * Reads one JSON array; its elements are the records. It is streamed, so it may be larger than memory.
 * Unlike formats with one record a line, it cannot go on after a syntax error.
 */
import { BrokenRunError, UnusableInputError } from '../failures.ts';
import { parseRecord } from './parse-record.ts';
import { LongRecord, type Reading, resolveReading } from './reading.ts';
import type { ReadRecord, RecordBatches, TextPieces } from './record.ts';
import { SplitArray } from './split-array.ts';
import { thrownText } from '../../core/base/thrown-text.ts';

export async function* readJsonArray(
  text: TextPieces,
  reading: Reading = resolveReading(),
): RecordBatches {
  const array = new SplitArray(reading.maxRecord);
  for await (const piece of text) {
    if (array.state === 'before' && piece.trim() !== '') checkStart(piece);
    yield split(array, piece).map((element) => toRecord(element, reading));
  }
  if (array.state === 'ended') return;
  if (array.state === 'inside') throw broken('it has no end');
  if (reading.allowsEmpty !== true)
    throw new UnusableInputError(
      'the input is empty, which is no JSON array\n  → with --allow-empty it is an array without elements',
    );
}

function checkStart(text: string): void {
  if (text.trimStart().startsWith('[')) return;
  throw new UnusableInputError(
    "the input is no JSON array: it must begin with '['\n  → for one JSON value a line use --input-format ndjson",
  );
}

function split(array: SplitArray, piece: string): readonly (string | LongRecord)[] {
  try {
    return array.push(piece);
  } catch (error) {
    throw broken(thrownText(error), error);
  }
}

function toRecord(element: string | LongRecord, reading: Reading): ReadRecord {
  const line = undefined;
  if (element instanceof LongRecord)
    return { ok: false, line, text: element.head, error: element.error(reading.maxRecord) };
  const record = parseRecord(element, line, reading);
  if (record.ok || !(record.error instanceof SyntaxError)) return record;
  throw broken(record.error.message, record.error);
}

function broken(why: string, cause?: unknown): BrokenRunError {
  return new BrokenRunError(`the JSON array is broken: ${why}`, { cause });
}
