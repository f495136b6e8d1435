/** A chain with one result: what all its chunks come to, joined. */
import type { Outcome } from '../base/outcome.ts';
import { FlowJob, type FlowJobOptions } from './flow-job.ts';
import type { JobControl, Leftovers } from './job.ts';
import type { JobOptions } from './job-options.ts';
import type { Part, Partials, Verdict } from './partials.ts';

export interface FoldJobOptions extends FlowJobOptions {
  readonly partials: Partials;
  /** Called once, in the same step in which the job is over. */
  readonly onOutcome: (outcome: Outcome<unknown>) => void;
}

export class FoldJob extends FlowJob {
  readonly #partials: Partials;
  readonly #onOutcome: FoldJobOptions['onOutcome'];

  constructor(options: JobOptions, own: FoldJobOptions, control: JobControl) {
    super(options, own, control);
    this.#partials = own.partials;
    this.#onOutcome = own.onOutcome;
  }

  protected override get doneWith(): number {
    return this.done;
  }

  override abort(error: unknown, leftovers: Leftovers): void {
    this.#settle({ ok: false, error }, leftovers);
  }

  protected override takePart(part: Part): void {
    const verdict = this.#add(part);
    if (verdict === 'enough') this.stopCutting();
    else if (verdict === 'settled') this.#succeed('withdraw');
  }

  protected override complete(failure: { readonly error: unknown } | undefined): void {
    if (failure === undefined) this.#succeed('none');
    else this.abort(failure.error, 'none');
  }

  /** The caller's own code joins them. */
  #add(part: Part): Verdict | undefined {
    try {
      return this.#partials.add(part);
    } catch (error) {
      this.abort(error, 'withdraw');
      return undefined;
    }
  }

  #succeed(leftovers: Leftovers): void {
    try {
      this.#settle({ ok: true, value: this.#partials.finish() }, leftovers);
    } catch (error) {
      this.abort(error, leftovers);
    }
  }

  #settle(outcome: Outcome<unknown>, leftovers: Leftovers): void {
    if (this.isOver) return;
    this.finish(leftovers, outcome.ok ? undefined : outcome);
    this.#onOutcome(outcome);
  }
}
