/** `Queue`: items from anybody to anybody. */
import type { WaitOptions } from '../core/api/wait-options.ts';
import { checkInteger, checkNames } from '../core/base/check.ts';
import { ClosedError } from '../core/base/errors.ts';
import { HomeLink } from './link.ts';
import { QueueCore } from './objects/queue-core.ts';
import { becomeFace, callNow, callWaiting, registerFace } from './shared-object.ts';

/**
 * How a queue is made.
 *
 * @example
 * const queue = new Queue<string>({ maxSize: 100 });
 */
export interface QueueOptions {
  /** How many items it holds before `put` waits. Default: any number. */
  readonly maxSize?: number | undefined;
}

/**
 * A queue for the program and all its workers, first in, first out. Each item goes to one of those that get. A worker that
 * dies while it waits is passed over; an item that has not reached it is given to another. What it had got is lost with it:
 * `lost()` counts these, and for `join` they are done.
 *
 * Items are copied when they are put. CPython's `SimpleQueue`, `Queue` and `JoinableQueue` in one.
 *
 * @example
 * const queue = new Queue<number>();
 * const sum = pool.applyAsync(async () => {
 *   let total = 0;
 *   for await (const item of queue) total += item;
 *   return total;
 * });
 * for (const item of [1, 2, 3]) await queue.put(item);
 * await queue.close();
 * console.log(await sum); // 6
 */
export class Queue<T> {
  /** @throws OptionError */
  constructor(options: QueueOptions = {}) {
    const { maxSize } = checkNames('options', options, ['maxSize']);
    const size = maxSize === undefined ? undefined : checkInteger('maxSize', maxSize, 1);
    becomeFace(this, { kind: 'Queue', link: new HomeLink(new QueueCore(size)) });
  }

  /**
   * Puts an item at the end; waits while there is no room.
   *
   * @throws ClosedError · NotSendableError · TimeoutError · `signal.reason` · PoolStateError if the program in which the
   *   queue lives is gone
   * @example
   * await new Queue<number>().put(1, { timeout: 1000 });
   */
  put(item: T, wait?: number | WaitOptions): Promise<void> {
    return callWaiting(this, { method: 'put', args: [item] }, wait) as Promise<void>; // of our own core
  }

  /**
   * Puts an item at the end if there is room.
   *
   * @throws QueueFullError · ClosedError · NotSendableError
   * @example
   * await new Queue<number>({ maxSize: 1 }).putNowait(1);
   */
  async putNowait(item: T): Promise<void> {
    await callNow(this, 'putNowait', [item]);
  }

  /**
   * Takes the first item; waits while there is none.
   *
   * @throws ClosedError if it is closed and nothing is left · TimeoutError · `signal.reason` · PoolStateError if the
   *   program in which the queue lives is gone
   * @example
   * const queue = new Queue<number>();
   * await queue.put(1);
   * console.log(await queue.get()); // 1
   */
  get(wait?: number | WaitOptions): Promise<T> {
    return callWaiting(this, { method: 'get' }, wait) as Promise<T>; // what was put
  }

  /**
   * Takes the first item if there is one.
   *
   * @throws QueueEmptyError · ClosedError
   * @example
   * const item = await new Queue<number>().getNowait().catch(() => 'nothing');
   */
  async getNowait(): Promise<T> {
    return (await callNow(this, 'getNowait')) as T;
  }

  /**
   * Nothing can be put any more; what waits to be put is refused. What is in it can still be got.
   *
   * @example
   * await new Queue<number>().close();
   */
  async close(): Promise<void> {
    await callNow(this, 'close');
  }

  /**
   * How many items are in it.
   *
   * @example
   * console.log(await new Queue<number>().size()); // 0
   */
  async size(): Promise<number> {
    return (await callNow(this, 'size')) as number;
  }

  /**
   * How many items were got by workers that ended before they called `taskDone` for them.
   *
   * @example
   * console.log(await new Queue<number>().lost()); // 0
   */
  async lost(): Promise<number> {
    return (await callNow(this, 'lost')) as number;
  }

  /**
   * Says that one of the items that were got is done: for `join`.
   *
   * @throws PoolStateError if it is called more often than there were items
   * @example
   * const queue = new Queue<number>();
   * await queue.put(1);
   * await queue.get();
   * await queue.taskDone();
   */
  async taskDone(): Promise<void> {
    await callNow(this, 'taskDone');
  }

  /**
   * Waits until every item that was put is done.
   *
   * @throws TimeoutError · `signal.reason`
   * @example
   * await new Queue<number>().join();
   */
  async join(wait?: number | WaitOptions): Promise<void> {
    await callWaiting(this, { method: 'join' }, wait);
  }

  /** Takes item after item, until the queue is closed and nothing is left. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    yield* untilClosed(async () => await this.get());
  }
}

export async function* untilClosed<T>(next: () => Promise<T>): AsyncGenerator<T, void, void> {
  for (;;) {
    let item: T;
    try {
      item = await next();
    } catch (error) {
      if (error instanceof ClosedError) return;
      throw error;
    }
    yield item;
  }
}

registerFace('Queue', Queue);
