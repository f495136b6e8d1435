/**
 * A queue where it lives. Invariants: nobody waits to get while there are items, nobody waits to put while there is
 * room; an item is in the queue, on its way to one holder, or with it.
 *
 *    put ──► items ──► on its way ──► in a hand ──► done
 *              ▲            │             │
 *              └─ taken back┘             └─► lost, if the hand is gone
 */
import {
  ClosedError,
  PoolStateError,
  QueueEmptyError,
  QueueFullError,
} from '../../core/base/errors.ts';
import { Deque } from '../../core/base/deque.ts';
import type { Call, Holder } from '../call.ts';
import type { Packed } from '../values/packed.ts';
import { DELIVERY, type Delivery, invokeAmong, type ServedCore } from './served-core.ts';
import { WaitingLine } from './waiting-line.ts';

const METHODS = ['get', 'getNowait', 'close', 'size', 'lost', 'taskDone', 'join'] as const;

export class QueueCore implements ServedCore {
  readonly #maxSize: number;
  readonly #what: string;
  readonly #items = new Deque<Packed>();
  readonly #getters: WaitingLine<Delivery>;
  /** `note`: what is to be put. */
  readonly #putters: WaitingLine<void, Packed>;
  readonly #joiners = new WaitingLine<void>('not all items were done');
  /** Those that wait until there is something to get, and take nothing. */
  readonly #watchers: WaitingLine<void>;
  /** How many each holder has got and not said to be done. */
  readonly #inHands = new Map<Holder, number>();
  #onTheirWay = 0;
  #unfinished = 0;
  #lost = 0;
  #isClosed = false;

  constructor(maxSize: number = Number.POSITIVE_INFINITY, what = 'the queue') {
    this.#maxSize = maxSize;
    this.#what = what;
    this.#getters = new WaitingLine(`nothing came into ${what}`);
    this.#watchers = new WaitingLine(`nothing came into ${what}`);
    this.#putters = new WaitingLine(`there was no room in ${what}`);
  }

  /** Items are left as they came. */
  invoke(call: Call, method: string, args: Packed): unknown {
    if (method === 'put') return this.put(call, args);
    if (method === 'putNowait') return this.putNowait(call, args);
    return invokeAmong(this, METHODS, { call, method, args });
  }

  /** @throws ClosedError · TimeoutError */
  put(call: Call, item: Packed): void | Promise<void> {
    if (this.#isClosed) throw this.#closedError();
    if (this.#hasRoom) this.#add(item);
    else return this.#putters.wait(call, item);
  }

  /** @throws ClosedError · QueueFullError */
  putNowait(_call: Call, item: Packed): void {
    if (this.#isClosed) throw this.#closedError();
    if (!this.#hasRoom) throw new QueueFullError(`${this.#what} has no room for another item`);
    this.#add(item);
  }

  /** @throws ClosedError · TimeoutError */
  get(call: Call): Delivery | Promise<Delivery> {
    const item = this.#take();
    if (item !== undefined) return this.#deliver(item, call.holder);
    if (this.#isOver) throw this.#closedError();
    return this.#getters.wait(call, undefined);
  }

  /** @throws ClosedError · QueueEmptyError */
  getNowait(call: Call): Delivery {
    const item = this.#take();
    if (item !== undefined) return this.#deliver(item, call.holder);
    throw this.#isOver ? this.#closedError() : new QueueEmptyError(`${this.#what} is empty`);
  }

  /** Settles when there is something to get, or will be nothing any more. @throws TimeoutError */
  watch(call: Call): void | Promise<void> {
    if (this.#items.size === 0 && !this.#isOver) return this.#watchers.wait(call, undefined);
  }

  size(): number {
    return this.#items.size;
  }

  lost(): number {
    return this.#lost;
  }

  close(): void {
    this.#isClosed = true;
    this.#putters.rejectAll(() => this.#closedError());
    this.#endIfOver();
  }

  /** @throws PoolStateError if there is nothing that could be done */
  taskDone({ holder }: Call): void {
    if (this.#unfinished === 0)
      throw new PoolStateError('taskDone() was called more often than there were items');
    const inHand = this.#inHands.get(holder) ?? 0;
    if (inHand > 0) this.#inHands.set(holder, inHand - 1);
    this.#finish(1);
  }

  /** @throws TimeoutError */
  join(call: Call): void | Promise<void> {
    if (this.#unfinished > 0) return this.#joiners.wait(call, undefined);
  }

  forget(holder: Holder): void {
    for (const line of [this.#getters, this.#putters, this.#joiners, this.#watchers])
      line.forget(holder);
    const inHand = this.#inHands.get(holder) ?? 0;
    this.#inHands.delete(holder);
    this.#lost += inHand;
    this.#finish(inHand);
  }

  get #hasRoom(): boolean {
    return this.#items.size < this.#maxSize;
  }

  /** Whether nothing can be got from it ever again. */
  get #isOver(): boolean {
    return this.#isClosed && this.#items.size === 0 && this.#onTheirWay === 0;
  }

  #add(item: Packed): void {
    this.#unfinished += 1;
    const { first } = this.#getters;
    if (first !== undefined) first.resolve(this.#deliver(item, first.holder));
    else {
      this.#items.push(item);
      this.#watchers.resolveAll(undefined);
    }
  }

  #take(): Packed | undefined {
    const item = this.#items.shift();
    const { first } = this.#putters;
    if (first !== undefined && this.#hasRoom) {
      this.#add(first.note);
      first.resolve();
    }
    return item;
  }

  #deliver(value: Packed, holder: Holder): Delivery {
    this.#onTheirWay += 1;
    return {
      [DELIVERY]: true,
      value,
      accept: () => {
        this.#onTheirWay -= 1;
        this.#inHands.set(holder, (this.#inHands.get(holder) ?? 0) + 1);
        this.#endIfOver();
      },
      takeBack: () => {
        this.#onTheirWay -= 1;
        const { first } = this.#getters;
        if (first === undefined) this.#items.unshift(value);
        else first.resolve(this.#deliver(value, first.holder));
      },
    };
  }

  #finish(count: number): void {
    this.#unfinished = Math.max(0, this.#unfinished - count);
    if (this.#unfinished === 0) this.#joiners.resolveAll(undefined);
  }

  #endIfOver(): void {
    if (!this.#isOver) return;
    this.#getters.rejectAll(() => this.#closedError());
    this.#watchers.resolveAll(undefined);
  }

  #closedError(): ClosedError {
    return new ClosedError(`${this.#what} is closed`);
  }
}
