/** `sharedArray`: numbers that all workers read and write, processes too. */
import { refused } from '../../core/base/check.ts';
import { forgetMemory, forgetShared } from '../../core/base/shared-memory.ts';
import { allocateShared, createShared } from '../../core/large/map-shared.ts';
import { becomeShared, noteMapped } from './memory-handle.ts';
// oxlint-disable-next-line import/no-unassigned-import -- handles that come back are read by it
import '../read-handles.ts';

/**
 * The class of an array of numbers: `Float64Array`, `Int32Array`, `BigInt64Array` …
 *
 * @example
 * const eightOf = <T extends ArrayBufferView>(type: ArrayType<T>) => sharedArray(type, 8);
 * console.log(eightOf(Float64Array).length); // 8
 */
export interface ArrayType<T extends ArrayBufferView> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: SharedArrayBuffer, byteOffset: number, length: number): T;
}

/** When the last view is gone, so is the memory; the views of one array are one here. */
const collected = new FinalizationRegistry<() => void>((free) => free());

/**
 * Makes an array of zeros in memory that this program and all its workers share: whoever has it sees what the others write,
 * at once, and `Atomics` work on it (but for `Atomics.wait`, which does not cross processes: use a `Lock`). CPython:
 * `RawArray`, `Array`, `Value` (an array of one) and `shared_memory`.
 *
 * For threads nothing is needed. To be sent to processes it needs Linux with glibc, and the package `koffi` or Node 26.9;
 * without them a NotSendableError says so when it is sent. The memory is given back when the array is collected, or
 * disposed: then it holds zeros, and nobody sees what is written into it.
 *
 * @param type such as `Float64Array`
 * @param length how many elements, an integer ≥ 1
 * @throws OptionError if the length is none, or the class
 * @example
 * using counts = sharedArray(Int32Array, 10);
 * await using threads = new ThreadPool(2);
 * await threads.map((i: number) => void Atomics.add(counts, i % 10, 1), range(100));
 * console.log(counts[3]); // 10
 */
export function sharedArray<T extends ArrayBufferView>(
  type: ArrayType<T>,
  length: number,
): T & Disposable {
  if (!isTypedArray(type))
    throw refused(
      'the class of the shared array',
      type,
      'must be one of the typed arrays of JavaScript',
    );
  if (!Number.isSafeInteger(length) || length < 1)
    throw refused('the length of the shared array', length, 'must be an integer of at least 1');
  const bytes = length * type.BYTES_PER_ELEMENT;
  const shared = createShared(bytes);
  const buffer = shared?.buffer ?? allocateShared(bytes);
  if (buffer === undefined)
    throw refused(
      'the length of the shared array',
      length,
      'must be one for which there is memory',
    );
  const array = new type(buffer, 0, length); // with its length: views that follow the buffer's are slow
  becomeShared(array, shared?.handle);
  if (shared !== undefined) {
    noteMapped(shared.handle, buffer);
    collected.register(buffer, () => shared.free(), array);
  }
  const dispose = (): void => {
    collected.unregister(array);
    shared?.free();
    forgetShared(array);
    forgetMemory(buffer);
  };
  Object.defineProperty(array, Symbol.dispose, { value: dispose, configurable: true });
  return array as T & Disposable; // it has the method now
}

/** A subclass would arrive without its class. By name: a `vm` context has typed arrays of its own. */
function isTypedArray(type: unknown): boolean {
  return (
    typeof type === 'function' &&
    (Object.getPrototypeOf(type) as { name?: unknown }).name === 'TypedArray'
  );
}
