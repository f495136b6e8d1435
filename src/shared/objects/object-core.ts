/** An object of the user's that is served: its methods are called where it lives, and answer with copies. */
import { PoolStateError } from '../../core/base/errors.ts';
import { isThenable } from '../../core/base/thenable.ts';
import type { ValueCodec } from '../../core/base/value-codec.ts';
import type { Call, Holder } from '../call.ts';
import { Packed } from '../values/packed.ts';
import { AT_ONCE, type Turns } from './turns.ts';
import { invokeAmong, type ServedCore, valuesOf } from './served-core.ts';

type AnyMethod = (...args: readonly unknown[]) => unknown;

export interface CoreOptions {
  /** How many of its methods may run at once, steps of its iterators included. */
  readonly turns?: Turns;
  readonly codec?: ValueCodec | undefined;
}

export class ObjectCore implements ServedCore {
  readonly #object: object;
  readonly #turns: Turns;
  readonly codec: ValueCodec | undefined;
  readonly methods: readonly string[];

  constructor(object: object, { turns = AT_ONCE, codec }: CoreOptions = {}) {
    this.#object = object;
    this.#turns = turns;
    this.codec = codec;
    this.methods = methodsOf(object);
  }

  invoke({ holder }: Call, method: string, args: Packed): unknown {
    if (!this.methods.includes(method))
      throw new PoolStateError(`the served object has no method '${method}'`);
    const call = Reflect.get(this.#object, method) as AnyMethod; // it was one when it was served
    const answer = this.#turns.run(() =>
      Reflect.apply(call, this.#object, valuesOf(args, this.codec)),
    );
    return isThenable(answer)
      ? Promise.resolve(answer).then((value) => this.#answerOf(value, method, holder))
      : this.#answerOf(answer, method, holder);
  }

  #answerOf(value: unknown, method: string, holder: Holder): Packed | IterationCore {
    return isIterator(value)
      ? new IterationCore(value, holder, { turns: this.#turns, codec: this.codec })
      : packed(value, `the result of '${method}'`, this.codec);
  }
}

/** All methods but those that every object has; accessors are not asked. */
function methodsOf(object: object): readonly string[] {
  const names = new Set<string>();
  let one: object | null = object;
  while (one !== null && one !== Object.prototype) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(one)))
      if (typeof value === 'function' && !NEVER.has(name)) names.add(name);
    one = Object.getPrototypeOf(one) as object | null;
  }
  return [...names];
}

/** What has a `then` would be taken for a promise. */
const NEVER: ReadonlySet<string> = new Set(['constructor', 'then']);

type AnyIterator = AsyncIterator<unknown> | Iterator<unknown>;

/** What a generator returns. Arrays and the like are values. */
function isIterator(value: unknown): value is AnyIterator {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'next') === 'function' &&
    (Symbol.asyncIterator in value || Symbol.iterator in value)
  );
}

const METHODS = ['next', 'return', 'throw'] as const;

/** An iterator that a method has returned. Whoever asked for it reads it; with its reader it ends. */
export class IterationCore implements ServedCore {
  readonly #iterator: AnyIterator;
  /** Who asked for it. */
  readonly #reader: Holder;
  readonly #turns: Turns;
  readonly codec: ValueCodec | undefined;

  constructor(iterator: AnyIterator, reader: Holder, { turns = AT_ONCE, codec }: CoreOptions = {}) {
    this.#iterator = iterator;
    this.#reader = reader;
    this.#turns = turns;
    this.codec = codec;
  }

  invoke(call: Call, method: string, args: Packed): unknown {
    return invokeAmong(this, METHODS, { call, method, args }, this.codec);
  }

  async next(_call: Call, value?: unknown): Promise<Packed> {
    return this.#pack(await this.#turns.run(() => this.#iterator.next(value)));
  }

  async return(_call: Call, value?: unknown): Promise<Packed> {
    const result = await this.#turns.run(() => this.#iterator.return?.(value));
    return this.#pack(result ?? { done: true, value });
  }

  async throw(call: Call, error?: unknown): Promise<Packed> {
    const result = await this.#turns.run(() => this.#iterator.throw?.(error));
    return result === undefined ? await this.return(call) : this.#pack(result);
  }

  forget(holder: Holder): void {
    this.released(holder);
  }

  /** At its end there is nothing more to close. */
  released(holder: Holder): void {
    if (holder === this.#reader) this.return(NOBODY).catch(() => {}); // nobody is to hear of it
  }

  #pack(result: IteratorResult<unknown>): Packed {
    const value: unknown = result.value;
    return packed({ done: result.done === true, value }, 'what an iterator gave', this.codec);
  }
}

const NOBODY = {} as Call; // `return` does not look at it

/** `what` names the value if it cannot be sent. @throws NotSendableError */
function packed(value: unknown, what: string, codec: ValueCodec | undefined): Packed {
  return Packed.of([codec === undefined ? value : codec.encode(value)], what);
}
