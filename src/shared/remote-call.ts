/**
 * A call of a method of a served object: the promise of what it returns. Whether that is something to iterate is not
 * known before it has answered, so the promise can be iterated, too.
 */
import type { Link } from './link.ts';

export function remoteCall(link: Link, method: string, args: readonly unknown[]): RemoteCall {
  const answer = link.call({ method, args, limit: undefined, onLate: undefined, iterate });
  // Resolved with it, and not by a callback: so V8 can tell who awaits a call that has failed.
  return new RemoteCall((resolve) => {
    resolve(answer);
  });
}

function iterate(link: Link): RemoteIterator {
  return new RemoteIterator(link);
}

class RemoteCall extends Promise<unknown> implements AsyncIterableIterator<unknown> {
  async next(...args: [] | [unknown]): Promise<IteratorResult<unknown>> {
    return await (await this.#iterator()).next(...args);
  }

  async return(value?: unknown): Promise<IteratorResult<unknown>> {
    return await (await this.#iterator()).return(value);
  }

  async throw(error?: unknown): Promise<IteratorResult<unknown>> {
    return await (await this.#iterator()).throw(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #iterator(): Promise<RemoteIterator> {
    const answer = await this;
    if (answer instanceof RemoteIterator) return answer;
    throw new TypeError('what this method returned is no iterator');
  }
}

/** To `await` and `then` it is a plain promise: they make no other of it, and none of its kind. */
void Object.defineProperty(RemoteCall.prototype, 'constructor', { value: Promise });

/** It is released at its end; if nobody reads it to its end, when it is collected. */
class RemoteIterator implements AsyncIterableIterator<unknown> {
  readonly #link: Link;
  #isDone = false;

  constructor(link: Link) {
    this.#link = link;
  }

  async next(value?: unknown): Promise<IteratorResult<unknown>> {
    return await this.#call('next', value);
  }

  async return(value?: unknown): Promise<IteratorResult<unknown>> {
    return await this.#call('return', value);
  }

  async throw(error?: unknown): Promise<IteratorResult<unknown>> {
    return await this.#call('throw', error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #call(method: string, argument: unknown): Promise<IteratorResult<unknown>> {
    if (this.#isDone) return { done: true, value: undefined };
    const link = this.#link;
    const args = argument === undefined ? [] : [argument];
    try {
      const result = (await link.call({ method, args })) as IteratorResult<unknown>; // of our own core
      if (result.done === true) this.#end(link);
      return result;
    } catch (error) {
      this.#end(link);
      throw error;
    }
  }

  #end(link: Link): void {
    this.#isDone = true;
    void link.dispose();
  }
}
