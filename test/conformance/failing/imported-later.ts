/** A module that the program does not load before it wants to. */
declare global {
  var importsOfLater: number | undefined;
}

export function countImport(): void {
  globalThis.importsOfLater = (globalThis.importsOfLater ?? 0) + 1;
}

countImport();

export class LaterFailure extends Error {}

export function throwLater(): never {
  throw new LaterFailure('later');
}
