/** What travels in place of an array that is shared: memory that threads share itself, of processes' where it is. */
import { FileGoneError, type FileHandle } from '../../core/base/large.ts';
import { NotSendableError } from '../../core/base/errors.ts';
import { REVIVE, SERIALIZE } from '../../core/codec/classes/self-serializing.ts';
import { checkMayServe, HANDLE } from '../../core/base/served.ts';
import {
  rememberMemory,
  rememberShared,
  SHARED_MEMORY,
  type SharedMemory,
} from '../../core/base/shared-memory.ts';
import { isBufferKind, makeView, partsOfView, type ViewParts } from '../../core/base/views.ts';
import { openShared } from '../../core/large/map-shared.ts';

const KIND = 'SharedMemory';

type Place = Pick<ViewParts, 'kind' | 'byteOffset' | 'byteLength'>;

interface Located {
  readonly place: Place;
  readonly file: FileHandle;
}

type Content = { readonly view: ArrayBufferView; readonly kind?: number } | Located;

/** `content`: what travels, as structured clone copies it: of a `Buffer` it makes a `Uint8Array`. */
export function memoryHandle(content: ArrayBufferView | Located): object {
  if (!ArrayBuffer.isView(content)) return { ...content, kindOfHandle: KIND };
  const { kind } = partsOfView(content);
  const isBuffer = isBufferKind(kind) ? { kind } : {};
  return { view: content, ...isBuffer, kindOfHandle: KIND };
}

/** The array of such a handle; `undefined` if it is of another kind. @throws NotSendableError */
export function arrayOf(handle: unknown): ArrayBufferView | undefined {
  const content = handle as Content & { readonly kindOfHandle?: unknown }; // looked at right here
  if (content.kindOfHandle !== KIND) return undefined;
  if (!('view' in content)) return openArray(content);
  const { view, kind } = content;
  if (kind === undefined) return view;
  const parts = partsOfView(view);
  return makeView({ ...parts, kind }, parts.buffer);
}

/** Of this program and of others: the same memory is mapped once. */
const mapped = new Map<string, WeakRef<SharedArrayBuffer>>();
const collected = new FinalizationRegistry((key: string) => {
  if (mapped.get(key)?.deref() === undefined) mapped.delete(key);
});

export function noteMapped({ pid, fd, ino }: FileHandle, buffer: SharedArrayBuffer): void {
  const key = `${pid} ${fd} ${ino}`;
  mapped.set(key, new WeakRef(buffer));
  collected.register(buffer, key);
}

function openArray({ place, file }: Located): ArrayBufferView {
  const known = mapped.get(`${file.pid} ${file.fd} ${file.ino}`)?.deref();
  const buffer = known ?? openAnew(file);
  const view = makeView(place, buffer);
  becomeShared(view, file);
  return view;
}

function openAnew(file: FileHandle): SharedArrayBuffer {
  try {
    const buffer = openShared(file);
    noteMapped(file, buffer);
    return buffer;
  } catch (cause) {
    if (!(cause instanceof FileGoneError)) throw cause;
    throw new NotSendableError(`a shared array cannot be had here\n  because ${cause.message}`, {
      cause,
    });
  }
}

/** Lets a view of shared memory cross, and every other one. `file`: where that is; `undefined`: processes cannot have it. */
export function becomeShared(view: ArrayBufferView, file: FileHandle | undefined): void {
  const memoryOfView = (other: ArrayBufferView): SharedMemory => memoryOf(other, file);
  const memory = memoryOfView(view);
  Object.defineProperty(view, HANDLE, { value: memory.handle, configurable: true });
  rememberShared(view, memory);
  rememberMemory(partsOfView(view).buffer, memoryOfView);
}

function memoryOf(view: ArrayBufferView, file: FileHandle | undefined): SharedMemory {
  const locate = (): Located => {
    checkMayServe('a shared array');
    if (file === undefined) throw new NotSendableError(WHY_NOT);
    const { kind, byteOffset, byteLength } = partsOfView(view);
    return { place: { kind, byteOffset, byteLength }, file };
  };
  return {
    forThreads: () => view,
    forProcesses: () => new SharedMemoryFace(locate()),
    handle: () => memoryHandle(SHARED_MEMORY.reach === 'thread' ? view : locate()),
  };
}

const WHY_NOT =
  'cannot send a shared array to a process\n' +
  '  because nothing was there to map memory with when it was made: neither the package koffi nor node:ffi (Node 26.9),\n' +
  '    or no room in /dev/shm, or a system other than Linux with glibc\n' +
  '  → npm install koffi, or make room in /dev/shm, or use a ThreadPool, or pass a copy: array.slice()';

/** How a function takes one along to a process: what is made of it there is the array. */
export class SharedMemoryFace {
  readonly located: unknown;

  constructor(located: unknown) {
    this.located = located;
  }
}

Object.defineProperty(SharedMemoryFace.prototype, SERIALIZE, {
  value(this: SharedMemoryFace): string {
    return JSON.stringify(this.located);
  },
});
Object.defineProperty(SharedMemoryFace, REVIVE, {
  value: (text: string) => openArray(JSON.parse(text) as Located), // as it was written above
});
