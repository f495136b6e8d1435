/**
 * What a chain of `pool.from` is made of, as everybody sees it who has to do with it: the caller, the codec,
 * the worker. `F` is what stands for a function there: the function itself, or what travels in its place.
 *
 *    stages   map · filter · reject (a filter turned round) · flatMap · key (gives a value its key, for `keyed`)
 *    end      list     all values                          reduce   one value out of two, over and over
 *             count    how many                            fold     the same, from a value that `init` makes
 *             sum      of numbers                          keyed    a fold for each key
 *             counts   how many of each value              first    the first value, and stop
 *                                                          any      whether there is one, and stop
 *
 * All that a caller can write is made of these (`api/flow.ts`).
 */
export type StageKind = 'map' | 'filter' | 'reject' | 'flatMap' | 'key';

export type EndKind =
  | 'list'
  | 'count'
  | 'sum'
  | 'counts'
  | 'reduce'
  | 'fold'
  | 'keyed'
  | 'first'
  | 'any';

export interface Stage<F> {
  readonly kind: StageKind;
  readonly fn: F;
}

export interface End<F> {
  readonly kind: EndKind;
  /** `reduce`: what joins two values. `fold` and `keyed`: init, step. Otherwise none. */
  readonly fns: readonly F[];
}

export interface Chain<F> {
  readonly stages: readonly Stage<F>[];
  readonly end: End<F>;
}
