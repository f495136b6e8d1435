/** What lives in the program: the other side of every proxy. */
import type { Call, Holder } from '../call.ts';
import { PoolStateError } from '../../core/base/errors.ts';
import type { ValueCodec } from '../../core/base/value-codec.ts';
import type { Packed } from '../values/packed.ts';

export interface ServedCore {
  /** What is passed and answered crosses by this, if there is something: who calls at home must use it, too. */
  readonly codec?: ValueCodec | undefined;
  /**
   * Calls one of the methods that may be called from outside. The answer is a value, a `Packed` of one value, a
   * `Delivery` of one, an `Iteration`, or a promise of these.
   */
  invoke(call: Call, method: string, args: Packed): unknown;
  /** The holder is gone, and all its calls with it: what it held is freed. */
  forget?(holder: Holder): void;
  /** The holder has got a proxy. */
  given?(holder: Holder): void;
  /** It has no proxy any more. */
  released?(holder: Holder): void;
  /** Nobody can use it any more. The promise, which never rejects, is for whoever waits until nothing is left of it. */
  ended?(): Promise<void>;
}

/** A method as objects of ours have them. */
type Method = (call: Call, ...args: never[]) => unknown;

/** Calls `object[method]` if it is among `methods`. */
export function invokeAmong<M extends string>(
  object: Readonly<Record<M, Method>>,
  methods: readonly M[],
  { call, method, args }: { call: Call; method: string; args: Packed },
  codec?: ValueCodec,
): unknown {
  const name = methods.find((one) => one === method);
  if (name === undefined) throw new PoolStateError(`there is no method '${method}'`);
  // What is in `args` was put there by the faces of the same package.
  return (object[name] as (call: Call, ...args: readonly unknown[]) => unknown)(
    call,
    ...valuesOf(args, codec),
  );
}

export function valuesOf(args: Packed, codec: ValueCodec | undefined): readonly unknown[] {
  const values = args.values();
  return codec === undefined ? values : values.map((value) => codec.decode(value));
}

/**
 * A value on its way to somebody. Until the holder has said that it is there it can be taken back, as if nothing had
 * happened: a worker that dies first has never seen it.
 */
export interface Delivery {
  readonly [DELIVERY]: true;
  readonly value: Packed;
  accept(): void;
  takeBack(): void;
}

export const DELIVERY: unique symbol = Symbol('delivery');

export function isDelivery(answer: unknown): answer is Delivery {
  return typeof answer === 'object' && answer !== null && DELIVERY in answer;
}
