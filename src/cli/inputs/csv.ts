/** CSV and TSV with a header line: each row is an object, all values are strings. */
import { type CsvError, type InfoRecord, parse } from 'csv-parse';
import { Readable } from 'node:stream';
import type { ReadRecord, RecordBatches, TextPieces } from './record.ts';

/** Rows that are handed on together. */
const BATCH = 256;

export async function* readCsv(text: TextPieces, delimiter: ',' | '\t'): RecordBatches {
  let found: ReadRecord[] = [];
  const parser = parse({
    columns: true,
    delimiter,
    info: true,
    raw: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    ...(delimiter === '\t' ? { quote: null } : {}),
  });
  parser.on('skip', (error: CsvError, raw: string | undefined) => {
    found.push({ ok: false, line: error.lines as number, text: (raw ?? '').trimEnd(), error });
  });
  const source = Readable.from(text, { objectMode: false });
  source.once('error', (error) => parser.destroy(error)).pipe(parser);
  for await (const row of parser as AsyncIterable<Row>) {
    found.push({ ok: true, line: row.info.lines, value: row.record });
    if (found.length < BATCH) continue;
    yield found;
    found = [];
  }
  yield found;
}

/** What the options `info` and `raw` make of a row. */
interface Row {
  readonly info: InfoRecord;
  readonly record: Readonly<Record<string, string>>;
}
