/** The output formats by name. */
import { stringifyBig } from '../inputs/exact-json.ts';
import { CsvFormatter } from './csv.ts';
import type { Formatter, FormatterState } from './formatter.ts';

export const OUTPUT_FORMATS = ['ndjson', 'json', 'csv', 'lines', 'none'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

const NOTHING_YET: FormatterState = { isEmpty: true };

export interface FormatOptions {
  /** Bigints are written as integers; otherwise they are refused, as by `JSON.stringify`. */
  readonly hasBigInts?: boolean | undefined;
  readonly isCsvSafe?: boolean | undefined;
}

export function createFormatter(
  format: OutputFormat,
  state: FormatterState = NOTHING_YET,
  { hasBigInts, isCsvSafe }: FormatOptions = {},
): Formatter {
  const json = hasBigInts === true ? toJsonWithBigInts : toJson;
  switch (format) {
    case 'ndjson':
      return plain((value) => `${json(value)}\n`);
    case 'lines':
      return plain((value) => `${typeof value === 'string' ? value : json(value)}\n`);
    case 'none':
      return plain(() => '');
    case 'json':
      return jsonArray(state, json);
    case 'csv':
      return new CsvFormatter(state, isCsvSafe);
  }
}

/** As `JSON.stringify`, but a value without JSON (`undefined`, a function) becomes `null`: one result must stay one line. */
export function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/** What is left of a value in JSON. */
export function asJson(value: unknown): unknown {
  return JSON.parse(toJson(value));
}

/** One line of a log: what a terminal would obey is escaped, and a bigint is an integer. */
export function toLogLine(value: unknown): string {
  return `${toJsonWithBigInts(value).replace(CONTROL, escapeInJson)}\n`;
}

// `JSON.stringify` escapes the others. oxlint-disable-next-line no-control-regex
const CONTROL = /[\x7f-\x9f]/g;

function escapeInJson(character: string): string {
  return String.raw`\u00${character.charCodeAt(0).toString(16)}`;
}

function toJsonWithBigInts(value: unknown): string {
  try {
    return toJson(value);
  } catch {
    return stringifyBig(value) ?? 'null';
  }
}

function plain(format: (value: unknown) => string): Formatter {
  return { format, end: () => '', state: NOTHING_YET };
}

function jsonArray(state: FormatterState, json: (value: unknown) => string): Formatter {
  let { isEmpty } = state;
  return {
    format: (value) => {
      const text = `${isEmpty ? '[\n' : ',\n'}${json(value)}`;
      isEmpty = false;
      return text;
    },
    end: () => (isEmpty ? '[]\n' : '\n]\n'),
    get state() {
      return { isEmpty };
    },
  };
}
