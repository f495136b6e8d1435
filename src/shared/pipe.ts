/** `pipe`: two ends, each for one worker or the program. */
import type { WaitOptions } from '../core/api/wait-options.ts';
import { HomeLink } from './link.ts';
import { PipeEndCore } from './objects/pipe-core.ts';
import { QueueCore } from './objects/queue-core.ts';
import { untilClosed } from './queue.ts';
import { becomeFace, callNow, callWaiting, registerFace } from './shared-object.ts';

/**
 * One end of a pipe. It belongs to whoever was last given it; with that worker, or by `close`, the whole pipe ends: the
 * other end gets what has arrived, and then a ClosedError.
 *
 * @example
 * const [here, there] = pipe<string, number>();
 * const task = pool.applyAsync(async () => {
 *   const word = await there.recv();
 *   await there.send(word.length);
 * });
 * await here.send('four');
 * console.log(await here.recv()); // 4
 * await task;
 */
export interface PipeEnd<Out, In> extends AsyncIterable<In> {
  /**
   * Sends a value, which is copied.
   *
   * @throws ClosedError · NotSendableError · PoolStateError if the program in which the pipe lives is gone
   * @example
   * const [a] = pipe<string, string>();
   * await a.send('hello');
   */
  send(value: Out): Promise<void>;

  /**
   * Takes the next value; waits while there is none.
   *
   * @throws ClosedError · TimeoutError · `signal.reason` · PoolStateError if the program in which the pipe lives is gone
   * @example
   * const [a, b] = pipe<string, string>();
   * await a.send('hello');
   * console.log(await b.recv({ timeout: 1000 })); // hello
   */
  recv(wait?: number | WaitOptions): Promise<In>;

  /**
   * Whether `recv` would not have to wait; waits for that as long as it is told.
   *
   * @param ms default 0
   * @throws ClosedError if this end was closed
   * @example
   * const [a] = pipe<string, string>();
   * console.log(await a.poll()); // false
   */
  poll(ms?: number): Promise<boolean>;

  /**
   * Ends the pipe.
   *
   * @example
   * const [a] = pipe<string, string>();
   * await a.close();
   */
  close(): Promise<void>;
}

export class End<Out, In> implements PipeEnd<Out, In> {
  constructor(core: PipeEndCore) {
    becomeFace(this, { kind: 'PipeEnd', link: new HomeLink(core) });
  }

  async send(value: Out): Promise<void> {
    await callNow(this, 'send', [value]);
  }

  async recv(wait?: number | WaitOptions): Promise<In> {
    return (await callWaiting(this, { method: 'recv' }, wait)) as In; // what was sent
  }

  async poll(ms = 0): Promise<boolean> {
    return (await callWaiting(this, { method: 'poll' }, ms)) as boolean;
  }

  async close(): Promise<void> {
    await callNow(this, 'close');
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<In, void, void> {
    yield* untilClosed(async () => await this.recv());
  }
}

registerFace('PipeEnd', End);

/**
 * A pipe for two: pass each end where it is needed. CPython: `Pipe()`.
 *
 * @returns the two ends; what the first sends is of type `ToSecond`, what the second sends of type `ToFirst`
 * @example
 * const [a, b] = pipe<string, number>();
 * await a.send('hello');
 * const text = await b.recv(); // hello
 */
export function pipe<ToSecond, ToFirst>(): [
  first: PipeEnd<ToSecond, ToFirst>,
  second: PipeEnd<ToFirst, ToSecond>,
] {
  const toFirst = new QueueCore(undefined, 'the pipe');
  const toSecond = new QueueCore(undefined, 'the pipe');
  return [
    new End<ToSecond, ToFirst>(new PipeEndCore(toFirst, toSecond)),
    new End<ToFirst, ToSecond>(new PipeEndCore(toSecond, toFirst)),
  ];
}
