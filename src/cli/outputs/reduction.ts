/**
 * `--reduce`: workers join the results of their batches, and what comes of these is joined again, in a worker as well. One is
 * written at the end.
 *
 *    partials ──► [ waiting ] ── some at a time ──► a worker: reduced before + these ──► reduced
 *
 * Invariant: what is reduced and what waits are together all results that have come, at any moment. Both are in the state
 * that a checkpoint keeps, so that a run that continues goes on reducing.
 */
import type { Formatter, FormatterState, FoldedPartial } from './formatter.ts';
import { asJson, createFormatter, type OutputFormat } from './formats.ts';
import type { Reduced } from '../reduce-task.ts';

export interface ReductionOptions {
  readonly format: OutputFormat;
  /** Joins values to what was reduced before. */
  readonly reduce: (before: Reduced | undefined, values: readonly unknown[]) => Promise<Reduced>;
  /** Results become what their JSON is: what a checkpoint keeps is no other value than what was reduced. */
  readonly isSaved: boolean;
  /** How many wait before they are reduced. */
  readonly batch?: number;
}

const BATCH = 512;

export class ReductionFormatter implements Formatter {
  readonly #options: ReductionOptions;
  readonly #batch: number;
  #reduced: Reduced | undefined;
  readonly #waiting: unknown[];
  #reducing: Promise<void> | undefined;

  constructor(options: ReductionOptions, state?: FormatterState) {
    this.#options = options;
    this.#batch = options.batch ?? BATCH;
    this.#reduced = state?.reduced;
    this.#waiting = [...(state?.waiting ?? [])];
  }

  format(value: unknown): string {
    this.#waiting.push(this.#options.isSaved ? asJson(value) : value);
    return '';
  }

  absorb({ joined }: FoldedPartial): void {
    if (joined !== undefined) this.format(joined.value);
  }

  get isFull(): boolean {
    return this.#waiting.length >= this.#batch;
  }

  /** Reduces what waits. Rejects with what the user's function throws. */
  async settle(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#reducing ??= this.#reduceNext();
      await this.#reducing;
    }
  }

  end(): string {
    const inner = createFormatter(this.#options.format);
    const text = this.#reduced === undefined ? '' : inner.format(this.#reduced.value);
    return text + inner.end();
  }

  get state(): FormatterState {
    const isEmpty = this.#reduced === undefined && this.#waiting.length === 0;
    const reduced = this.#reduced === undefined ? {} : { reduced: this.#reduced };
    return { isEmpty, ...reduced, waiting: [...this.#waiting] };
  }

  /** What is on its way still waits, until the answer is here: then both change in one step. */
  async #reduceNext(): Promise<void> {
    const values = this.#waiting.slice(0, this.#batch);
    try {
      const { value } = await this.#options.reduce(this.#reduced, values);
      this.#reduced = { value: this.#options.isSaved ? asJson(value) : value };
      this.#waiting.splice(0, values.length);
    } finally {
      this.#reducing = undefined;
    }
  }
}
