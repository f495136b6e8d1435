/** `move()`: how a task gives the memory of its result away instead of having it copied. */
import { refused } from '../../base/check.ts';
import { describeValue } from '../../base/describe.ts';
import { NotSendableError } from '../../base/errors.ts';
import { MOVED, type Moved, type MovedMarker } from '../../base/moved.ts';
import { reachableFrom } from '../../base/reachable.ts';
import { isDetached } from '../../base/views.ts';
import { forbidCrossing } from './forbid-crossing.ts';

/**
 * Marks the result of a task as no longer needed in the worker: between threads its memory is moved
 * and not copied. Between processes it is copied, and everything else is the same.
 *
 * The caller gets `value` itself, without the marker. Only a whole result can be moved, not a part of
 * one, and only by the task's `return`; for arguments there is the option `transfer`. What was moved is
 * empty afterwards (`byteLength` 0) and must not be used again. Not in CPython.
 *
 * @param buffers what is moved: ArrayBuffers, or arrays over them, that are in `value`. By default all
 *   that are in it, in plain objects, arrays, Maps and Sets at any depth. A small `Buffer` shares its
 *   memory with others and is copied all the same.
 * @throws NotSendableError if there is nothing to move, or something that nobody can move: shared memory,
 *   a MessagePort, an empty buffer that has been moved before · OptionError if `buffers` is no array.
 * @example
 * const pixels = await pool.map((seed: number) => {
 *   const image = new Float64Array(1_000_000).fill(seed);
 *   return move(image);
 * }, [1, 2]); // Float64Array[]
 */
export function move<T>(
  value: T,
  buffers?: readonly (ArrayBufferLike | ArrayBufferView)[],
): Moved<T> {
  if (buffers !== undefined && !Array.isArray(buffers))
    throw refused('the buffers of move()', buffers, 'must be an array of ArrayBuffers');
  const moved = new Set((buffers ?? findBuffers(value)).map(bufferOf));
  if (moved.size === 0)
    refuse(
      describeValue(value),
      'has no ArrayBuffer in it, and nothing else can be moved with a result',
    );
  const marker: MovedMarker<T> = { value, [MOVED]: [...moved] };
  forbidCrossing(
    marker,
    "what move() returned, which must be a task's whole result: return move(value, [its buffer])",
  );
  return marker as Moved<T>; // its `then` is for the compiler alone
}

function bufferOf(given: unknown): ArrayBuffer {
  const buffer: unknown = ArrayBuffer.isView(given) ? given.buffer : given;
  if (buffer instanceof SharedArrayBuffer)
    refuse('a SharedArrayBuffer', 'is shared: it stays where all can see it, so just return it');
  if (!(buffer instanceof ArrayBuffer))
    refuse(describeValue(given), 'is no ArrayBuffer, and nothing else can be moved with a result');
  if (isDetached(buffer)) refuse('an ArrayBuffer', 'has been moved before: it is empty');
  return buffer;
}

function refuse(what: string, why: string): never {
  throw new NotSendableError(`cannot move ${what}\n  because it ${why}`);
}

function findBuffers(value: unknown): readonly unknown[] {
  const isMemory = ArrayBuffer.isView(value) || value instanceof SharedArrayBuffer;
  if (isMemory) return [value]; // shared memory is refused by name; inside of something it is let be
  return [...reachableFrom([value])].filter((part) => part instanceof ArrayBuffer);
}
