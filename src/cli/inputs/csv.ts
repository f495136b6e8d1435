/** CSV and TSV with a header line: each row is an object, all values are strings. */
import { type CsvError, type Info, parse, type Parser } from 'csv-parse';
import { BrokenRunError, UnusableInputError } from '../failures.ts';
import { type Reading, resolveReading } from './reading.ts';
import type { ReadRecord, RecordBatches, TextPieces } from './record.ts';

/**
 * Takes rows where they are parsed, in `on_record`, and not from the parser's own queue: only this keeps
 * good and bad rows in order, and the positions of a resumed run depend on that order.
 */
export async function* readCsv(
  text: TextPieces,
  delimiter: string,
  reading: Reading = resolveReading(),
): RecordBatches {
  let found: ReadRecord[] = [];
  let lastLine = 0;
  const toBroken = (error: unknown): BrokenRunError => brokenBy(error, lastLine, reading);
  const parser = parse({
    columns: (header: readonly string[]) => namesOf(header, reading),
    delimiter,
    raw: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: reading.maxRecord,
    ...(delimiter === '\t' ? { quote: null } : {}),
    on_record: ({ raw, record }: Row, { lines }: Info) => {
      lastLine = lines;
      const error = reading.alterations.noteText(raw);
      if (error !== undefined) found.push({ ok: false, line: lines, text: raw.trimEnd(), error });
      else found.push({ ok: true, line: lines, value: record, size: raw.length });
      return null;
    },
  });
  let endless: Error | undefined;
  parser.on('skip', (error: CsvError, raw: string | undefined) => {
    if (error.code === 'CSV_MAX_RECORD_SIZE') endless ??= toBroken(error);
    if (endless !== undefined) return; // the parser would go on inside of that row
    lastLine = error.lines as number;
    found.push({ ok: false, line: lastLine, text: (raw ?? '').trimEnd(), error });
  });
  parser.on('error', () => {}); // the callback of `write` gets the error too
  for await (const piece of text) {
    await write(parser, piece).catch((error: unknown) => {
      throw toBroken(error);
    });
    yield found;
    if (endless !== undefined) throw endless;
    found = [];
  }
  await end(parser).catch((error: unknown) => {
    throw toBroken(error);
  });
  yield found;
  if (endless !== undefined) throw endless;
}

/** The delimiter that a header line has: a comma, unless it has none but semicolons. */
export function guessDelimiter(start: string): ',' | ';' {
  const [header = ''] = start.split('\n', 1);
  const plain = header.replace(/"[^"]*"/g, '');
  return !plain.includes(',') && plain.includes(';') ? ';' : ',';
}

/** A row as the option `raw` delivers it. */
interface Row {
  readonly raw: string;
  readonly record: Readonly<Record<string, string>>;
}

/** @throws UnusableInputError if two columns have one name: of two properties with it, one would be lost. */
function namesOf(header: readonly string[], { renamesColumns }: Reading): string[] {
  const twice = [...new Set(header.filter((name, at) => header.indexOf(name) !== at))];
  if (twice.length === 0) return [...header];
  if (renamesColumns === true) return renamed(header);
  const names = twice.map((name) => `'${name}'`).join(', ');
  throw new UnusableInputError(
    `the CSV header has several columns ${names}: of such columns only the last would be left\n  → --rename-columns calls the second of them ${twice[0] ?? ''}_2`,
  );
}

function renamed(header: readonly string[]): string[] {
  const names = new Set(header);
  const seen = new Set<string>();
  return header.map((name) => {
    let free = name;
    for (let n = 2; seen.has(free) || (free !== name && names.has(free)); n += 1)
      free = `${name}_${n}`;
    seen.add(free);
    return free;
  });
}

async function write(parser: Parser, piece: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    parser.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}

async function end(parser: Parser): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    parser.once('error', reject).once('end', resolve);
    parser.resume().end();
  });
}

function brokenBy(error: unknown, lastLine: number, { maxRecord }: Reading): BrokenRunError {
  if (error instanceof BrokenRunError) return error;
  const { code, message } = error as CsvError; // the parser throws nothing else
  if (code !== 'CSV_MAX_RECORD_SIZE')
    return new BrokenRunError(`the CSV is broken: ${message}`, { cause: error });
  return new BrokenRunError(
    `the CSV is broken: the row that begins in line ${lastLine + 1} has more than ${maxRecord} characters (--max-record): is a quote in it never closed?`,
    { cause: error },
  );
}
