/** One end of a pipe where both live: what it receives, and what it sends. */
import { ClosedError, TimeoutError } from '../../core/base/errors.ts';
import type { Call, Holder } from '../call.ts';
import type { Packed } from '../values/packed.ts';
import type { QueueCore } from './queue-core.ts';
import { type Delivery, invokeAmong, type ServedCore } from './served-core.ts';

const METHODS = ['recv', 'poll', 'close'] as const;

export class PipeEndCore implements ServedCore {
  readonly #inbox: QueueCore;
  readonly #outbox: QueueCore;
  /** Whoever was last given it. */
  #owner: Holder | undefined;
  #isClosed = false;

  constructor(inbox: QueueCore, outbox: QueueCore) {
    this.#inbox = inbox;
    this.#outbox = outbox;
  }

  invoke(call: Call, method: string, args: Packed): unknown {
    return method === 'send'
      ? this.send(call, args)
      : invokeAmong(this, METHODS, { call, method, args });
  }

  /** @throws ClosedError */
  send(call: Call, value: Packed): void | Promise<void> {
    return this.#outbox.put(call, value);
  }

  /** @throws ClosedError · TimeoutError */
  recv(call: Call): Delivery | Promise<Delivery> {
    if (this.#isClosed) throw new ClosedError('this end of the pipe is closed');
    return this.#inbox.get(call);
  }

  /** Whether `recv` would not have to wait. */
  async poll(call: Call): Promise<boolean> {
    if (this.#isClosed) throw new ClosedError('this end of the pipe is closed');
    try {
      await this.#inbox.watch(call);
      return true;
    } catch (error) {
      if (error instanceof TimeoutError) return false;
      throw error;
    }
  }

  /** Ends both directions: the other side gets what has arrived, and then a ClosedError. */
  close(): void {
    this.#isClosed = true;
    this.#inbox.close();
    this.#outbox.close();
  }

  given(holder: Holder): void {
    this.#owner = holder;
  }

  forget(holder: Holder): void {
    this.#inbox.forget(holder);
    this.#outbox.forget(holder);
    if (this.#owner === holder) this.close();
  }
}
