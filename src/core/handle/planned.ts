/** Something that is to be done when this turn is over, or before that for whoever cannot wait. */
import { setImmediate } from '../base/node-turns.ts';

export class Planned {
  readonly #act: () => void;
  #isDue = false;

  constructor(act: () => void) {
    this.#act = act;
  }

  /** Does not keep the program alive. */
  plan(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => this.now()).unref();
  }

  /** Does it, if it is planned. Whoever asks while it is being done is not waited for. */
  now(): void {
    if (!this.#isDue) return;
    this.#isDue = false;
    this.#act();
  }
}
