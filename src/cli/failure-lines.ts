/** Shows the first failures of a run, a line each; the errors file has them all. */
import { errorSentence, type FailedRecord } from './error-report.ts';

const MAX_SHOWN = 10;

export class FailureLines {
  readonly #log: (text: string) => void;
  #shown = 0;

  constructor(log: (text: string) => void) {
    this.#log = log;
  }

  show(failed: FailedRecord): void {
    this.#shown += 1;
    if (this.#shown <= MAX_SHOWN) this.#log(errorSentence(failed));
    if (this.#shown === MAX_SHOWN + 1) this.#log('… more failures are not shown here');
  }
}
