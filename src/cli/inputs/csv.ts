/** CSV and TSV with a header line: each row is an object, all values are strings. */
import { type CsvError, type Info, parse, type Parser } from 'csv-parse';
import { BrokenRunError } from '../failures.ts';
import type { ReadRecord, RecordBatches, TextPieces } from './record.ts';

/**
 * Takes rows where they are parsed, in `on_record`, and not from the parser's own queue: only this keeps
 * good and bad rows in order, and the positions of a resumed run depend on that order.
 */
export async function* readCsv(text: TextPieces, delimiter: ',' | '\t'): RecordBatches {
  let found: ReadRecord[] = [];
  const parser = parse({
    columns: true,
    delimiter,
    raw: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    ...(delimiter === '\t' ? { quote: null } : {}),
    on_record: ({ raw, record }: Row, { lines }: Info) => {
      found.push({ ok: true, line: lines, value: record, size: raw.length });
      return null;
    },
  });
  parser.on('skip', (error: CsvError, raw: string | undefined) => {
    found.push({ ok: false, line: error.lines as number, text: (raw ?? '').trimEnd(), error });
  });
  parser.on('error', () => {}); // the callback of `write` gets the error too
  for await (const piece of text) {
    await write(parser, piece);
    yield found;
    found = [];
  }
  await end(parser);
  yield found;
}

/** A row as the option `raw` delivers it. */
interface Row {
  readonly raw: string;
  readonly record: Readonly<Record<string, string>>;
}

async function write(parser: Parser, piece: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    parser.write(piece, (error) => (error ? reject(toBroken(error)) : resolve()));
  });
}

async function end(parser: Parser): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    parser.once('error', (error) => reject(toBroken(error))).once('end', resolve);
    parser.resume().end();
  });
}

function toBroken(error: Error): BrokenRunError {
  return new BrokenRunError(`the CSV is broken: ${error.message}`, { cause: error });
}
