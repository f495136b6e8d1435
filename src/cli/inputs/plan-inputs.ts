/** Resolves the inputs of a run and the format of each. Inputs that cannot be read are refused here, before the run. */
import { accessSync, constants, statSync } from 'node:fs';
import { describeSystemError, UsageError } from '../failures.ts';
import { isGlob, readFiles } from './files.ts';
import { checkPacking, nameOf, openText, packingOf } from './open-text.ts';
import type { ReadMeter, RecordBatches, TextPieces } from './record.ts';

export const INPUT_FORMATS = ['ndjson', 'lines', 'json', 'csv', 'tsv', 'files'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

export interface PlannedInput {
  /** As given; `-` is stdin. */
  readonly argument: string;
  /** Undefined: decided by the first character that is read. */
  readonly format: InputFormat | undefined;
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

export async function* readInput(
  { argument, format }: PlannedInput,
  meter: ReadMeter,
): RecordBatches {
  if (format === 'files') yield* readFiles(argument);
  else yield* await readText(openText(argument, meter), format);
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
): Promise<RecordBatches> {
  switch (format) {
    case undefined:
      return await readUnknown(text);
    case 'ndjson':
      return (await import('./ndjson.ts')).readNdjson(text);
    case 'lines':
      return (await import('./lines.ts')).readLines(text);
    case 'json':
      return (await import('./json-array.ts')).readJsonArray(text);
    case 'csv':
      return (await import('./csv.ts')).readCsv(text, ',');
    case 'tsv':
      return (await import('./csv.ts')).readCsv(text, '\t');
  }
}

/** Text that begins with `{` or `[` is read as NDJSON, any other text as lines. */
async function readUnknown(text: AsyncGenerator<string>): Promise<RecordBatches> {
  const first = await text.next();
  const start = first.done === true ? '' : first.value.trimStart();
  return await readText(rejoin(first, text), /^[{[]/.test(start) ? 'ndjson' : 'lines');
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
