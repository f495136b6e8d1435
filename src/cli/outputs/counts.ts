/**
 * `--count-by`: workers count the keys of results, and what is written at the end is how often each came, the most frequent first.
 *
 *    "500" "404" "500"  ──►  {"key":"500","count":2}
 *                            {"key":"404","count":1}
 *
 * What is kept is a number for each key, and a checkpoint keeps the same: a run that continues goes on counting. Keys are
 * the same if their JSON is.
 */
import type { Formatter, FormatterState, FoldedPartial } from './formatter.ts';
import { createFormatter, type OutputFormat, toJson } from './formats.ts';

export class CountFormatter implements Formatter {
  readonly #format: OutputFormat;
  /** By the JSON of the key. */
  readonly #counts: Map<string, number>;

  constructor(format: OutputFormat, state?: FormatterState) {
    this.#format = format;
    this.#counts = new Map(state?.counts);
  }

  format(key: unknown): string {
    this.#add(toJson(key), 1);
    return '';
  }

  absorb({ counts }: FoldedPartial): void {
    for (const [text, count] of counts) this.#add(text, count);
  }

  end(): string {
    const inner = createFormatter(this.#format);
    const lines = this.#inOrder().map(([text, count]) =>
      inner.format({ key: this.#keyOf(text), count }),
    );
    return lines.join('') + inner.end();
  }

  get state(): FormatterState {
    return { isEmpty: this.#counts.size === 0, counts: [...this.#counts] };
  }

  #add(text: string, count: number): void {
    this.#counts.set(text, (this.#counts.get(text) ?? 0) + count);
  }

  /** Equal counts by their keys: the same records give the same output, in whatever order they are done. */
  #inOrder(): [string, number][] {
    return [...this.#counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  }

  /** A field of CSV holds no object. */
  #keyOf(text: string): unknown {
    const key: unknown = JSON.parse(text);
    return this.#format === 'csv' && typeof key === 'object' && key !== null ? text : key;
  }
}
