/** Tells functions that are part of the engine, or of Node, from those that have a text. */

const NATIVE = /\{\s*\[native code\]\s*\}$/;

/** @param text what the function's `toString` says */
export function isNativeText(text: string): boolean {
  return NATIVE.test(text);
}

export function isNative(fn: object): boolean {
  return isNativeText(Function.prototype.toString.call(fn));
}
