/** How results are written. Each format turns one value into text; what cannot be written throws. */
import { CsvWriter } from './csv.ts';

export const OUTPUT_FORMATS = ['ndjson', 'json', 'csv', 'lines', 'none'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export interface Formatter {
  /** @throws TypeError if the value cannot be written so. */
  format(value: unknown): string;
  /** What ends the output. */
  end(): string;
  /** What has to be known to go on where another run stopped. */
  readonly memory: FormatterMemory;
}

export interface FormatterMemory {
  readonly isEmpty: boolean;
  readonly columns?: readonly string[];
}

const NOTHING_YET: FormatterMemory = { isEmpty: true };

export function createFormatter(
  format: OutputFormat,
  memory: FormatterMemory = NOTHING_YET,
): Formatter {
  switch (format) {
    case 'ndjson':
      return plain((value) => `${toJson(value)}\n`);
    case 'lines':
      return plain((value) => `${typeof value === 'string' ? value : toJson(value)}\n`);
    case 'none':
      return plain(() => '');
    case 'json':
      return jsonArray(memory);
    case 'csv':
      return new CsvWriter(memory);
  }
}

/** As `JSON.stringify`, but what has no JSON is `null`: one result must stay one line. */
export function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function plain(format: (value: unknown) => string): Formatter {
  return { format, end: () => '', memory: NOTHING_YET };
}

function jsonArray(memory: FormatterMemory): Formatter {
  let { isEmpty } = memory;
  return {
    format: (value) => {
      const text = `${isEmpty ? '[\n' : ',\n'}${toJson(value)}`;
      isEmpty = false;
      return text;
    },
    end: () => (isEmpty ? '[]\n' : '\n]\n'),
    get memory() {
      return { isEmpty };
    },
  };
}
