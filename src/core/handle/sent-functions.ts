/**
 * Which functions a worker has been given. Each is sent once; when there are too many the one not
 * used for longest is forgotten, here and there, and would be sent again.
 */
import type { FunctionPayload } from '../base/payload.ts';
import type { Channel } from '../transport/transport.ts';

/** More than any program uses in turn; few enough to bound what closures made in a loop cost. */
const MAX_FUNCTIONS = 1000;

export class SentFunctions {
  readonly #channel: Channel;
  /** In the order of last use. */
  readonly #known = new Set<string>();

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Makes sure that the worker has `fn` before anything sent after this call. */
  ensureSent(fn: FunctionPayload): void {
    if (!this.#known.delete(fn.id)) this.#channel.send({ kind: 'define', fn });
    this.#known.add(fn.id);
    if (this.#known.size > MAX_FUNCTIONS) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [oldest] = this.#known;
    if (oldest === undefined) return;
    this.#known.delete(oldest);
    this.#channel.send({ kind: 'forget', functionIds: [oldest] });
  }
}
