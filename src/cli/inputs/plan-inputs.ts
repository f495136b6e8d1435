/** Resolves the inputs of a run and the format of each. Inputs that cannot be read are refused here, before the run. */
import { accessSync, constants, statSync } from 'node:fs';
import { describeSystemError, UsageError } from '../failures.ts';
import { isGlob, matchesOf, readFiles } from './files.ts';
import { checkPacking, nameOf, openText, packingOf } from './open-text.ts';
import type { Reading } from './reading.ts';
import type { ReadMeter, RecordBatches, TextPieces } from './record.ts';

export const INPUT_FORMATS = ['ndjson', 'lines', 'json', 'csv', 'tsv', 'files'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

export interface PlannedInput {
  /** As given; `-` is stdin. */
  readonly argument: string;
  /** Undefined: decided by the first character that is read. */
  readonly format: InputFormat | undefined;
  /** Of a pattern, once it is known: what it matches. */
  readonly paths?: readonly string[];
}

const BY_EXTENSION: Readonly<Record<string, InputFormat>> = {
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  txt: 'lines',
  log: 'lines',
};

/** @throws UsageError for an input that is not there or cannot be read. */
export function planInputs(
  given: readonly string[],
  format: InputFormat | undefined,
): readonly PlannedInput[] {
  const inputs = given.length === 0 ? ['-'] : given;
  if (inputs.filter((input) => input === '-').length > 1) {
    throw new UsageError("stdin ('-') can be read only once");
  }
  return inputs.map((argument) => {
    checkInput(argument, format);
    return { argument, format: format ?? formatOf(argument) };
  });
}

/** Looks for the files of each pattern. @throws UsageError if there are none */
export async function expandPatterns(
  inputs: readonly PlannedInput[],
  allowsEmpty: boolean,
): Promise<readonly PlannedInput[]> {
  const expand = async (input: PlannedInput): Promise<PlannedInput> => {
    const { argument, format } = input;
    const isOther = argument === '-' || argument.startsWith('@') || !isGlob(argument);
    if (format !== 'files' || isOther) return input;
    const paths = await matchesOf(argument);
    if (paths.length > 0 || allowsEmpty) return { ...input, paths };
    throw new UsageError(`no file matches '${argument}'\n  → with --allow-empty that is no error`);
  };
  return await Promise.all(inputs.map(expand));
}

export async function* readInput(
  { argument, format, paths }: PlannedInput,
  meter: ReadMeter,
  reading: Reading,
): RecordBatches {
  reading.alterations.hasBrokenBytes = false;
  if (format === 'files') yield* readFiles(argument, paths, reading);
  else yield* await readText(openText(argument, meter, reading), format, reading);
}

function formatOf(input: string): InputFormat | undefined {
  const plain = input.slice(0, input.length - packingOf(input).length);
  const extension = /\.([^./\\]+)$/.exec(plain)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
}

function checkInput(argument: string, format: InputFormat | undefined): void {
  if (argument === '-') return;
  if (format === 'files') {
    if (argument.startsWith('@')) checkReadable(argument.slice(1));
    return;
  }
  if (isGlob(argument)) {
    throw new UsageError(
      `there is no input '${argument}'\n  → a pattern needs --input-format files, or no quotes so that the shell expands it`,
    );
  }
  checkReadable(argument);
  checkPacking(argument);
}

function checkReadable(path: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw new UsageError(describeSystemError(`cannot read the input ${path}`, error));
  }
  if (!statSync(path).isDirectory()) return;
  throw new UsageError(
    `the input ${path} is a folder\n  → for the files in it: --input-format files '${path}/**'`,
  );
}

async function readText(
  text: AsyncGenerator<string>,
  format: Exclude<InputFormat, 'files'> | undefined,
  reading: Reading,
): Promise<RecordBatches> {
  switch (format) {
    case undefined:
      return await readUnknown(text, reading);
    case 'ndjson':
      return (await import('./ndjson.ts')).readNdjson(text, reading);
    case 'lines':
      return (await import('./lines.ts')).readLines(text, reading);
    case 'json':
      return (await import('./json-array.ts')).readJsonArray(text, reading);
    case 'csv':
      return await readAnyCsv(text, reading);
    case 'tsv':
      return (await import('./csv.ts')).readCsv(text, reading.delimiter ?? '\t', reading);
  }
}

/** Text that begins with `{` or `[` is read as NDJSON, any other text as lines. */
async function readUnknown(text: AsyncGenerator<string>, reading: Reading): Promise<RecordBatches> {
  const first = await text.next();
  const start = first.done === true ? '' : first.value.trimStart();
  return await readText(rejoin(first, text), /^[{[]/.test(start) ? 'ndjson' : 'lines', reading);
}

async function readAnyCsv(text: AsyncGenerator<string>, reading: Reading): Promise<RecordBatches> {
  const { guessDelimiter, readCsv } = await import('./csv.ts');
  if (reading.delimiter !== undefined) return readCsv(text, reading.delimiter, reading);
  const first = await text.next();
  const delimiter = first.done === true ? ',' : guessDelimiter(first.value);
  if (delimiter === ';')
    reading.say("the header has semicolons and no comma: read with --delimiter ';'");
  return readCsv(rejoin(first, text), delimiter, reading);
}

async function* rejoin(
  first: IteratorResult<string, unknown>,
  others: TextPieces,
): AsyncGenerator<string> {
  if (first.done === true) return;
  yield first.value;
  yield* others;
}

/** Bytes of all inputs; undefined if one of them has no known length, as a pipe or a list of files. */
export function sizeOfInputs(inputs: readonly PlannedInput[]): number | undefined {
  let sum = 0;
  for (const { argument, format } of inputs) {
    if (argument === '-' || format === 'files') return undefined;
    const stats = statSync(argument, { throwIfNoEntry: false });
    if (stats?.isFile() !== true) return undefined;
    sum += stats.size;
  }
  return sum;
}

export function describeInput({ argument, format }: PlannedInput): string {
  return `${nameOf(argument)} (${format ?? 'ndjson or lines, by its first character'})`;
}
