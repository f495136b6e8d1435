/** A random call with random valid options. */
import fc from 'fast-check';

export const METHODS = [
  ...(['apply', 'applyAsync', 'map', 'mapAsync', 'starmap', 'starmapAsync'] as const),
  ...(['imap', 'imapUnordered', 'istarmap', 'istarmapUnordered'] as const),
] as const;
export type Method = (typeof METHODS)[number];

export const SOURCES = ['array', 'generator', 'async generator', 'set'] as const;

export interface CallPlan {
  readonly method: Method;
  readonly count: number;
  readonly source: (typeof SOURCES)[number];
  /** Which items throw; none in most calls. */
  readonly failing: readonly number[];
  /** The source throws when it is asked for this item. */
  readonly sourceFailsAt: number | undefined;
  /** Tasks are async, and end in another order than they begin. */
  readonly isAsync: boolean;
  /** The reader of an iterator stops after so many results. */
  readonly readsOnly: number | undefined;
  readonly chunkSize: number | 'auto' | undefined;
  readonly bufferSize: number | undefined;
  readonly retries: number | undefined;
  readonly timeout: number | undefined;
  readonly hasSignal: boolean;
  readonly hasProgress: boolean;
}

const rarely = <T>(arbitrary: fc.Arbitrary<T>, freq: number): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { freq, nil: undefined });

/** `fc.option` gives `nil` once in `freq + 1`: here the value is the rare one. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

export const callPlan: fc.Arbitrary<CallPlan> = fc.record({
  method: fc.constantFrom(...METHODS),
  count: fc.oneof(fc.nat(5), fc.nat(60), fc.constantFrom(0, 1, 16, 17, 200)),
  source: fc.constantFrom(...SOURCES),
  failing: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.uniqueArray(fc.nat(40), { maxLength: 3 }) },
  ),
  sourceFailsAt: seldom(fc.nat(20)),
  isAsync: fc.boolean(),
  readsOnly: seldom(fc.nat(10)),
  chunkSize: rarely(fc.constantFrom<number | 'auto'>(1, 2, 3, 7, 16, 100, 'auto'), 3),
  bufferSize: rarely(fc.constantFrom(1, 2, 5, 50), 1),
  retries: rarely(fc.nat(2), 1),
  timeout: rarely(fc.constantFrom(30_000, 600_000), 1),
  hasSignal: fc.boolean(),
  hasProgress: fc.boolean(),
});
