/**
 * Writes CSV as in RFC 4180. The first result decides the columns; a later result with other properties is
 * refused, because the header is written already.
 */
import type { Formatter, FormatterState } from './formatter.ts';

export class CsvFormatter implements Formatter {
  #columns: readonly string[] | undefined;
  readonly #isSafe: boolean;

  constructor(state: FormatterState, isSafe = false) {
    this.#columns = state.columns;
    this.#isSafe = isSafe;
  }

  get state(): FormatterState {
    return this.#columns === undefined
      ? { isEmpty: true }
      : { isEmpty: false, columns: this.#columns };
  }

  format(value: unknown): string {
    const row = toRow(value);
    if (this.#columns !== undefined) return this.#writeRow(row, this.#columns);
    const columns = Object.keys(row);
    if (columns.length === 0) throw new TypeError('a result without any property is no CSV row');
    const text = `${columns.map((column) => this.#quote(column)).join(',')}\n${this.#writeRow(row, columns)}`;
    this.#columns = columns; // only now: a first row that cannot be written must not decide the columns
    return text;
  }

  end(): string {
    return '';
  }

  #writeRow(row: Record<string, unknown>, columns: readonly string[]): string {
    const unknown = Object.keys(row).find((key) => !columns.includes(key));
    if (unknown !== undefined) {
      throw new TypeError(
        `the result has the property '${unknown}', which the first result, and so the CSV header, did not have`,
      );
    }
    return `${columns.map((column) => this.#quote(toCell(row[column]))).join(',')}\n`;
  }

  /** A spreadsheet takes a cell for a formula that begins with one of these, unless an apostrophe stands before it. */
  #quote(cell: string): string {
    const isFormula =
      this.#isSafe && /^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d[\d.e+-]*$/i.test(cell);
    return quote(isFormula ? `'${cell}` : cell);
  }
}

function toRow(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return { value };
  if (!Array.isArray(value)) return { ...value };
  return Object.fromEntries(value.map((cell, index) => [`${index + 1}`, cell as unknown]));
}

function toCell(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function quote(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
