import type { FunctionPayload } from '../base/payload.ts';
export function encodeFunction(fn: unknown): FunctionPayload {
  const source = Function.prototype.toString.call(fn);
  return { id: source, name: (fn as { name: string }).name || '(anonymous)', body: source };
}
export async function decodeFunction(payload: FunctionPayload): Promise<unknown> {
  return (0, eval)(`(${String(payload.body)})`);
}
