/**
 * `apply`: one call, one outcome. The lightest of the jobs, because a program may have a million of them
 * waiting: what they have to keep is what it costs.
 */
import type { Outcome } from '../base/outcome.ts';
import { isObject } from '../base/thenable.ts';
import { readGetters } from '../items/getters.ts';
import { firstValue } from '../wire/chunk-result.ts';
import type { ChunkResult } from '../wire/messages.ts';
import { Chunk } from './chunk.ts';
import { Job, type JobControl } from './job.ts';
import type { Leftovers } from './leftovers.ts';
import type { JobOptions } from './job-options.ts';

/**
 * Told the outcome, once, in the same step in which the job is over; `whose`: what the job was given for it; `submitted` has
 * the stack of the call.
 */
export type OnOutcome = (
  outcome: Outcome<unknown>,
  whose: object | undefined,
  submitted: JobOptions['submitted'],
) => void;

export interface ApplyOptions {
  /** A list without holes that nobody else has. */
  readonly args: readonly unknown[];
  readonly onOutcome: OnOutcome;
  /** With it, one function may do for all jobs. */
  readonly whose?: object | undefined;
}

/** Without private methods: for those each job has a mark. */
export class ApplyJob extends Job {
  /** Until they are on their way. */
  #args: readonly unknown[] | undefined;
  readonly #onOutcome: OnOutcome;
  readonly #whose: object | undefined;

  constructor(options: JobOptions, own: ApplyOptions, control: JobControl) {
    super(options, control);
    const { args } = own;
    this.#args = hasObject(args) ? (readGetters(args) as unknown[]) : args;
    this.#onOutcome = own.onOutcome;
    this.#whose = own.whose;
  }

  // Of the class, not of each job: see above.
  get total(): number {
    return 1;
  }

  get ownsArguments(): boolean {
    return true;
  }

  protected get chunkSize(): undefined {
    return undefined;
  }

  /** Lets it run. */
  begin(): void {
    if (this.isOver || !this.admit(1)) return; // over: cancelled before it began
    this.start();
    this.submit(1);
    this.control.enqueue(this);
  }

  override nextChunk(): Chunk | undefined {
    const args = this.#args;
    this.#args = undefined;
    return args === undefined ? undefined : new Chunk(this, { first: 0, items: [args] });
  }

  protected override takeOutcomes(_chunk: Chunk, result: ChunkResult, worker: string): void {
    const failure = result.errors[0];
    if (failure !== undefined) {
      this.abort(this.decode(failure[1], worker), 'none');
    } else if (result.values.length > 0 && !this.isOver) {
      this.countDone(1);
      this.reportProgress();
      this.settle({ ok: true, value: firstValue(result) }, 'none');
    }
  }

  override fail(_chunk: Chunk, _offset: number, error: unknown): void {
    this.abort(error, 'none');
  }

  override abort(error: unknown, leftovers: Leftovers): void {
    this.settle({ ok: false, error }, leftovers);
  }

  protected settle(outcome: Outcome<unknown>, leftovers: Leftovers): void {
    if (this.isOver) return; // a callback that was told of progress may have cancelled it
    this.#args = undefined;
    this.finish(leftovers, outcome.ok ? undefined : outcome);
    this.#onOutcome(outcome, this.#whose, this.submitted);
  }
}

function hasObject(args: readonly unknown[]): boolean {
  for (let i = 0; i < args.length; i += 1) if (isObject(args[i])) return true;
  return false;
}
