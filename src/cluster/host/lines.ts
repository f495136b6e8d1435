/**
 * What a host says to its operator, each line once a minute, and at most so many: whoever can write to the queue could
 * fill the disk with refusals otherwise. What was left out is counted, and said when the minute is over.
 */
import { printableLine } from '../../core/base/printable.ts';

const MINUTE_MS = 60_000;
const MAX_LINES = 20;

export class Lines implements Disposable {
  readonly #log: (line: string) => void;
  readonly #said = new Set<string>();
  #more = 0;
  #minute: NodeJS.Timeout | undefined;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  note(line: string): void {
    this.#minute ??= setTimeout(() => this.#end(), MINUTE_MS).unref();
    if (this.#said.size === MAX_LINES || this.#said.has(line)) {
      this.#more += 1;
      return;
    }
    this.#said.add(line);
    this.#log(printableLine(line)); // names in it come from strangers
  }

  /** Says what was left out so far. */
  [Symbol.dispose](): void {
    clearTimeout(this.#minute);
    this.#end();
  }

  #end(): void {
    const more = this.#more;
    this.#minute = undefined;
    this.#more = 0;
    this.#said.clear();
    if (more > 0) this.#log(`${more} more chunks and questions were refused or given back`);
  }
}
