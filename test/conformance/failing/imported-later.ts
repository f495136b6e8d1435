/** A module that the program does not load before it wants to. */
declare global {
  var importsOfLater: number | undefined;
}

globalThis.importsOfLater = (globalThis.importsOfLater ?? 0) + 1;

export class LaterFailure extends Error {}

export function throwLater(): never {
  throw new LaterFailure('later');
}
