/** The output formats by name. */
import { CsvFormatter } from './csv.ts';
import type { Formatter, FormatterState } from './formatter.ts';

export const OUTPUT_FORMATS = ['ndjson', 'json', 'csv', 'lines', 'none'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

const NOTHING_YET: FormatterState = { isEmpty: true };

export function createFormatter(
  format: OutputFormat,
  state: FormatterState = NOTHING_YET,
): Formatter {
  switch (format) {
    case 'ndjson':
      return plain((value) => `${toJson(value)}\n`);
    case 'lines':
      return plain((value) => `${typeof value === 'string' ? value : toJson(value)}\n`);
    case 'none':
      return plain(() => '');
    case 'json':
      return jsonArray(state);
    case 'csv':
      return new CsvFormatter(state);
  }
}

/** As `JSON.stringify`, but a value without JSON (`undefined`, a function) becomes `null`: one result must stay one line. */
export function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function plain(format: (value: unknown) => string): Formatter {
  return { format, end: () => '', state: NOTHING_YET };
}

function jsonArray(state: FormatterState): Formatter {
  let { isEmpty } = state;
  return {
    format: (value) => {
      const text = `${isEmpty ? '[\n' : ',\n'}${toJson(value)}`;
      isEmpty = false;
      return text;
    },
    end: () => (isEmpty ? '[]\n' : '\n]\n'),
    get state() {
      return { isEmpty };
    },
  };
}
