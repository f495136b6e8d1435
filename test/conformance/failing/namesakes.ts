/** A class that has the name, and the ancestors, of one in another module. */
export class MathFailure extends Error {}
