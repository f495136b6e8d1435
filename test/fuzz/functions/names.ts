/** The names in random programs. There are few of them, so that they shadow each other. */
import fc from 'fast-check';

/** Variables round the function that hold data. */
export const DATA = ['a', 'b', 'c', 'd'] as const;
/** Variables round the function that hold functions and a class. */
export const CODE = ['f', 'g', 'K'] as const;

export const name: fc.Arbitrary<string> = fc.constantFrom(...DATA, ...DATA, ...CODE, 'x', 'y');

/** A name that a declaration gives. */
export const declared: fc.Arbitrary<string> = fc.constantFrom(...DATA, ...CODE, 'x', 'y');

/** What it looks like as a label, a property or a private name: no variable at all. */
export const property: fc.Arbitrary<string> = fc.constantFrom(...DATA, 'f', 'x');
