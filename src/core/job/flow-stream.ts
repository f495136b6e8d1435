/**
 * A chain that is read value by value (`for await`): what chunks come to are lists of values, in the order of the items or
 * as they come. It is cut only as far ahead as its reader allows, in items: of some items there are no values, of others
 * many.
 *
 * An error ends it: the reader gets the values before it that are here, then the error.
 */
import { Deque } from '../base/deque.ts';
import type { Outcome } from '../base/outcome.ts';
import { FlowJob, type FlowJobOptions } from './flow-job.ts';
import type { JobControl, Leftovers } from './job.ts';
import type { JobOptions } from './job-options.ts';
import type { OutcomeStream } from './outcome-stream.ts';
import type { Part } from './partials.ts';

export interface FlowStreamOptions extends FlowJobOptions {
  readonly isOrdered: boolean;
  /** Called when an outcome may be taken, or the end has come. */
  readonly onAvailable: () => void;
}

export class FlowStream extends FlowJob implements OutcomeStream {
  readonly #isOrdered: boolean;
  readonly #onAvailable: () => void;
  /** By their first item, those that wait for others before them. */
  readonly #held = new Map<number, Part>();
  readonly #ready = new Deque<Part>();
  /** All items before this are ready, or taken. */
  #end = 0;
  /** Of the first list that is ready, so many values are taken. */
  #taken = 0;
  #doneWith = 0;
  #readers = 0;
  #isEager = false;
  /** Behind everything that is ready. */
  #failure: { readonly error: unknown } | undefined;

  constructor(options: JobOptions, own: FlowStreamOptions, control: JobControl) {
    super(options, own, control);
    this.#isOrdered = own.isOrdered;
    this.#onAvailable = own.onAvailable;
  }

  /** Of the items, those whose values have been taken. Who waits allows one more. */
  protected override get doneWith(): number {
    return this.#isEager ? this.done : this.#doneWith + this.#readers;
  }

  get hasOutcome(): boolean {
    return this.#ready.size > 0 || this.#failure !== undefined;
  }

  takeOutcome(): Outcome<unknown> | undefined {
    const part = this.#ready.peek();
    if (part === undefined) return this.#takeFailure();
    const value = part.values[this.#taken];
    this.#taken += 1;
    if (this.#taken === part.values.length) {
      this.#ready.shift();
      this.#taken = 0;
      this.#doneWith += part.covers;
    }
    return { ok: true, value };
  }

  noteReaders(count: number): void {
    const isMore = count > this.#readers;
    this.#readers = count;
    if (isMore) this.pull();
  }

  override readEagerly(): void {
    this.#isEager = true;
    this.pull();
  }

  async close(leftovers: Leftovers): Promise<void> {
    if (!this.isOver) this.finish(leftovers);
    await this.closeInput();
  }

  discard(): void {
    this.#ready.clear();
    this.#held.clear();
    this.#failure = undefined;
  }

  override abort(error: unknown, leftovers: Leftovers): void {
    if (this.isOver) return;
    if (leftovers === 'kill') this.discard(); // cancelled: nobody wants what is here
    this.#held.clear();
    this.#failure = { error };
    this.finish(leftovers, { error });
    this.#onAvailable();
  }

  protected override takePart(part: Part): void {
    if (!this.#isOrdered) this.#append(part);
    else {
      this.#held.set(part.first, part);
      this.#release();
    }
  }

  protected override complete(failure: { readonly error: unknown } | undefined): void {
    this.#failure = failure;
    this.finish('none', failure);
    this.#onAvailable();
  }

  #release(): void {
    for (
      let part = this.#held.get(this.#end);
      part !== undefined;
      part = this.#held.get(this.#end)
    ) {
      this.#held.delete(this.#end);
      this.#append(part);
    }
  }

  #append(part: Part): void {
    this.#end = part.first + part.covers;
    if (part.values.length === 0) this.#doneWith += part.covers;
    else this.#ready.push(part);
    if (part.values.length > 0) this.#onAvailable();
  }

  #takeFailure(): Outcome<unknown> | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure === undefined ? undefined : { ok: false, error: failure.error };
  }
}
