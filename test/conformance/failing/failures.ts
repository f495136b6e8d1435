/** Error classes of a module of their own, which both sides load. */

/** Any class of errors. */
export type ErrorClass = new (message?: string) => Error;

export class MathFailure extends Error {
  static made = 0;
  readonly code: number;

  constructor(message: string, details: { readonly code: number }) {
    super(message);
    MathFailure.made += 1;
    this.code = details.code;
  }

  get isBad(): boolean {
    return this.code > 3;
  }
}

export class DivisionFailure extends MathFailure {}

const make = (): ErrorClass => class Made extends Error {};

/** Two classes of one text. */
export const FirstMade: ErrorClass = make();
export const SecondMade: ErrorClass = make();

/** Classes inside of an object. */
export const inside: { readonly Inner: ErrorClass } = {
  Inner: class Inner extends RangeError {},
};
