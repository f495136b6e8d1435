/** `refer(n)` is the name of an object that an earlier step made; the result is an expression. */
export type Step = (refer: (back: number) => string) => string;
