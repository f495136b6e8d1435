/**
 * Which functions a worker has been given. Each is sent once; when there are too many the one not
 * used for longest is forgotten, here and there, and would be sent again.
 */
import type { FunctionPayload } from '../base/payload.ts';
import type { Channel } from '../transport/transport.ts';

/** More than any program uses in turn; few enough to bound what closures made in a loop cost. */
const MAX_FUNCTIONS = 1000;
/** Of all large buffers that functions have captured: an array that changes from call to call is another each time. */
const MAX_WEIGHT = 1 << 28;

export class SentFunctions {
  readonly #channel: Channel;
  readonly #isInUse: (id: string) => boolean;
  /** What they weigh, in the order of last use. */
  readonly #known = new Map<string, number>();
  #weight = 0;

  /** `isInUse`: whether something that the worker has still to run needs the function. */
  constructor(channel: Channel, isInUse: (id: string) => boolean) {
    this.#channel = channel;
    this.#isInUse = isInUse;
  }

  /** Makes sure that the worker has `fn` before anything sent after this call. */
  ensureSent(fn: FunctionPayload): void {
    const { id, weight = 0 } = fn;
    if (!this.#known.delete(id)) {
      this.#channel.send({ kind: 'define', fn });
      this.#weight += weight;
    }
    this.#known.set(id, weight);
    if (this.#known.size > MAX_FUNCTIONS) this.#forgetOldest();
    if (this.#weight > MAX_WEIGHT && weight > 0) this.#forgetHeavy(id);
  }

  #forgetOldest(): void {
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forgetHeavy(newest: string): void {
    for (const [id, weight] of this.#known) {
      if (weight > 0 && id !== newest && !this.#isInUse(id)) this.#forget(id);
      if (this.#weight <= MAX_WEIGHT) return;
    }
  }

  #forget(id: string): void {
    this.#weight -= this.#known.get(id) ?? 0;
    this.#known.delete(id);
    this.#channel.send({ kind: 'forget', functionIds: [id] });
  }
}
