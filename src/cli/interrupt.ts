/**
 * Ctrl-C, and SIGTERM as service managers send it: the first asks the run to finish the records in flight,
 * the second to drop them. Workers ignore SIGINT, so that this process decides.
 */
import { EXIT, type ExitCode } from './failures.ts';

export interface InterruptOptions {
  readonly onFirst: () => void;
  readonly onSecond: () => void;
}

const CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;

export class Interrupt implements Disposable {
  #code: ExitCode | undefined;
  readonly #listener: (signal: NodeJS.Signals) => void;

  constructor({ onFirst, onSecond }: InterruptOptions) {
    this.#listener = (signal) => {
      const isFirst = this.#code === undefined;
      this.#code ??= signal === 'SIGTERM' ? CODES.SIGTERM : CODES.SIGINT;
      if (isFirst) onFirst();
      else onSecond();
    };
    process.on('SIGINT', this.#listener).on('SIGTERM', this.#listener);
  }

  /** The exit code that the first signal asks for; undefined if there was none. */
  get exitCode(): ExitCode | undefined {
    return this.#code;
  }

  [Symbol.dispose](): void {
    process.off('SIGINT', this.#listener).off('SIGTERM', this.#listener);
  }
}
