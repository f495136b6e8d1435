/**
 * A call of one task that has long buffers among its arguments, and the result of one that is a long buffer, as threads post them: the
 * buffers are moved, or copies of them (`own-buffers.ts`), and the rest is a text (`lone-call.ts`).
 *
 *    [ '[0, id, "function", attempt, buffers]', argument, … ]
 *    [ '[1, id, runMs, memory, buffers]', value ]
 *
 * `buffers` says which of the values were `Buffer`s, a bit for each: of these a clone is a `Uint8Array`. In another way such a
 * message is written field by field, after a look for all that a clone might lose: some three hundred calls of functions.
 */
import { isObject } from '../base/thenable.ts';
import { bareBuffer } from './bare-values.ts';
import { firstValue } from './chunk-result.ts';
import type { Message } from './codec.ts';
import { doneHead, loneArguments, loneResult, readLoneCall, runHead } from './lone-call.ts';
import type { FromWorker, RunChunk, ToWorker } from './messages.ts';
import { MOVES_ARE_FREE, withOwnBuffers } from './own-buffers.ts';
import type { Posted } from './posted-bytes.ts';

/** `undefined`: it has to be posted in another way. `isMoving`: buffers in it are to be moved, so that none are copied. */
export function lonePost(message: Message, isMoving: boolean): Posted | undefined {
  if (message.kind === 'run') {
    const args = loneArguments(message.chunks);
    const buffers = args && nodeBuffersIn(args, isMoving);
    if (args === undefined || buffers === undefined) return undefined;
    return postedWith(`${runHead(message.chunks[0] as RunChunk)},${buffers}]`, args, isMoving);
  }
  if (message.kind !== 'done') return undefined;
  const result = loneResult(message);
  if (result === undefined) return undefined;
  const value = firstValue(result);
  const buffers = nodeBuffersIn([value], isMoving);
  return buffers === undefined
    ? undefined
    : postedWith(`${doneHead(result, message)},${buffers}]`, [value], isMoving);
}

function postedWith(head: string, values: readonly unknown[], isMoving: boolean): Posted {
  const ours: ArrayBuffer[] = [];
  const isLeft = isMoving || !MOVES_ARE_FREE; // to `postMessage`
  const own = isLeft ? values : (withOwnBuffers(values, ours) as unknown[]);
  return { value: [head, ...own], ours };
}

/** Whether `posted` is such a message: other lists begin with a number. */
export function isLonePost(posted: readonly unknown[]): boolean {
  return typeof posted[0] === 'string';
}

/** The message again. Throws what `readLoneCall` throws. */
export function readLonePost(posted: readonly unknown[]): ToWorker | FromWorker {
  const head = posted[0] as string; // the caller has looked
  const values = posted.slice(1);
  const nodeBuffers = Number(head.slice(head.lastIndexOf(',') + 1, -1));
  for (let i = 0; nodeBuffers >> i > 0; i += 1) {
    if (((nodeBuffers >> i) & 1) === 1)
      values[i] = Buffer.from((values[i] as Uint8Array<ArrayBuffer>).buffer);
  }
  return readLoneCall(head, values);
}

/** Which of the values are `Buffer`s, as bits; `undefined` if they cannot be posted so. */
function nodeBuffersIn(values: readonly unknown[], isMoving: boolean): number | undefined {
  const met: object[] = [];
  let nodeBuffers = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (!isObject(value) && typeof value !== 'symbol') continue;
    const bare = bareBuffer(value);
    if (bare === undefined || met.includes(bare.memory)) return undefined;
    met.push(bare.memory);
    if (bare.isNodeBuffer) nodeBuffers |= 1 << i;
  }
  return met.length === 0 || (isMoving && nodeBuffers > 0) ? undefined : nodeBuffers;
}
