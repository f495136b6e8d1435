/**
 * The context of a call, on its way to `currentWorker().context` in its tasks: a copy made at the call, as a text, because a
 * call has one for all its messages.
 */

/** @throws what structured clone throws */
export function packContext(value: unknown): string {
  return v8().serialize(value).toString('latin1');
}

/** A copy for each who asks: what one task does to it the next does not see. */
export function unpackContext(packed: string): unknown {
  return v8().deserialize(Buffer.from(packed, 'latin1'));
}

/** Not imported: most pools have no context. */
function v8(): typeof import('node:v8') {
  return process.getBuiltinModule('node:v8');
}
