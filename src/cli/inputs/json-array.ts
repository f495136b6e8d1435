/**
 * Reads one JSON array; its elements are the records. It is streamed, so it may be larger than memory.
 * Unlike formats with one record a line, it cannot go on after a syntax error.
 */
import { JSONParser } from '@streamparser/json';
import { BrokenRunError } from '../failures.ts';
import type { ReadRecord, RecordBatches, TextPieces } from './record.ts';

export async function* readJsonArray(text: TextPieces): RecordBatches {
  let found: ReadRecord[] = [];
  let isArray = true;
  const parser = new JSONParser({ paths: ['$.*'], keepStack: false });
  parser.onValue = ({ value, stack }) => {
    isArray &&= stack.length === 1 && typeof value !== 'undefined';
    found.push({ ok: true, line: undefined, value });
  };
  let isFirst = true;
  for await (const piece of text) {
    if (isFirst && piece.trim() !== '') {
      isFirst = false;
      checkStart(piece);
    }
    step(() => parser.write(piece));
    yield found;
    found = [];
  }
  if (!parser.isEnded) step(() => parser.end());
}

function checkStart(text: string): void {
  if (text.trimStart().startsWith('[')) return;
  throw new BrokenRunError(
    "the input is no JSON array: it must begin with '['\n  → for one JSON value a line use --input-format ndjson",
  );
}

function step(parse: () => void): void {
  try {
    parse();
  } catch (error) {
    throw new BrokenRunError(
      `the JSON array is broken: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
