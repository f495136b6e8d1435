/**
 * Takes large buffers out of the messages to one worker, into files (`core/large`), which is loaded with the first of them;
 * and sends again, in the message, what the worker could not open.
 */
import { FileGoneError, type FileHandle, LARGE, type Outlet, type Part } from '../base/large.ts';
import { LateModule } from '../base/late-module.ts';
import type { FunctionPayload } from '../base/payload.ts';
import { hasFiles, withoutFiles } from '../codec/function/large-memories.ts';
import { requireOwnFile } from '../base/own-files.ts';
import { decode, encodeFrame, FRAME_HEADER_BYTES } from '../wire/frame.ts';
import type { FromWorker, RunChunk, SetUpCall, ToWorker } from '../wire/messages.ts';
import { startPayloads } from '../wire/start-payloads.ts';
import { packArguments } from './large-start.ts';
import { UnreadableList } from '../wire/unreadable.ts';
import type { Rooms } from '../large/rooms.ts';
import { LargeList } from '../wire/large-list.ts';
import { unreachable } from '../base/unreachable.ts';
import type { SentFiles } from '../large/sent-files.ts';

const SENDING: LateModule<typeof import('../large/sent-files.ts')> = new LateModule(
  () => requireOwnFile('core/large/sent-files'),
  async () => await import('../large/sent-files.ts'),
);

const ROOMS: LateModule<typeof import('../large/rooms.ts')> = new LateModule(
  () => requireOwnFile('core/large/rooms'),
  async () => await import('../large/rooms.ts'),
);

type Start = ToWorker & { readonly kind: 'start' };
/** Stands for the chunk where files are of the message that starts the worker. */
const START = -1;
type Done = FromWorker & { readonly kind: 'done' };
/** What the worker asks its channel for, and nobody else. */
export type ForChannel = FromWorker & { readonly kind: 'resend' | 'redefine' | 'want-room' };

export class LargeOutlet implements Outlet {
  /** Something was taken out of the message that is being encoded. */
  hasTaken = false;
  /** The worker may want to open something still, or has returned something that is in a file. */
  isHolding = false;
  #files: SentFiles | undefined;
  #rooms: Rooms | undefined;
  /** Those that the worker was given with files; they are others' to keep. */
  readonly #functions = new Map<string, WeakRef<FunctionPayload>>();
  /** The worker cannot open files of ours, or there is nothing to make them with. */
  #isOff = false;
  /** Arguments of what runs before the first task. */
  #setUp: FunctionPayload[] = [];
  /** Those of the message that is being encoded. */
  chunks: readonly RunChunk[] = [];

  keep(part: Part): FileHandle | undefined {
    if (this.#isOff) return undefined;
    if (this.#files === undefined) {
      const made = SENDING.with(({ SentFiles: Files }) => new Files());
      this.#isOff = made instanceof Promise; // where modules cannot be loaded at once
      if (made instanceof Promise) return undefined;
      this.#files = made;
    }
    this.hasTaken = true;
    return this.#files.keep(part, this.#callOf());
  }

  /** The message was encoded; `undefined`: it could not be. */
  end(frame: Buffer | undefined): void {
    this.hasTaken = false;
    const ids = frame === undefined ? [] : this.chunks.map(({ id }) => id);
    this.#files?.note(ids, frame ?? NO_FRAME);
    this.#note();
  }

  /** `areDone`: their results have come. */
  release(chunkIds: Iterable<number>, areDone = false): void {
    this.#files?.release(chunkIds, areDone);
    this.#note();
  }

  releaseAll(): void {
    this.#rooms?.close();
    this.#files?.releaseAll();
    this.#note();
  }

  /** The chunk again, with all that is in its files; `undefined` if it has none. */
  #chunkWithoutFiles(chunkId: number): Buffer | undefined {
    this.#isOff = true;
    const frame = this.#files?.frameOf(chunkId);
    if (frame === undefined) return undefined;
    const message = decode<ToWorker>(frame.subarray(FRAME_HEADER_BYTES));
    const chunks = message.kind === 'run' ? message.chunks.filter(({ id }) => id === chunkId) : [];
    return encodeFrame({ kind: 'run', chunks: chunks.map(readAll) });
  }

  /** What to send to a worker that waits for it; `undefined`: there is nothing, or no memory for it. */
  answer(message: ForChannel): Buffer | undefined {
    try {
      return this.#answer(message);
    } catch {
      return undefined;
    }
  }

  #answer(message: ForChannel): Buffer | undefined {
    switch (message.kind) {
      case 'resend':
        return this.#chunkWithoutFiles(message.chunkId);
      case 'redefine':
        return this.#functionWithoutFiles(message.functionId);
      case 'want-room':
        return encodeFrame({ kind: 'room', files: this.#makeRoom(message.lengths) });
      default:
        return unreachable(message);
    }
  }

  /** The message with what is in files; these are closed when it has been passed on. */
  passOn(message: Done, onMessage: (message: FromWorker) => void): void {
    const rooms = this.#rooms;
    const hasRoom = message.results.some(({ values }) => values instanceof LargeList);
    const results = message.results.map((result) => {
      const { values } = result;
      return values instanceof LargeList
        ? { ...result, values: values.readBy((file) => roomOf(rooms, file)) }
        : result;
    });
    if (hasRoom) rooms?.close(); // those of another task's result may be filled just now
    onMessage({ ...message, results });
    this.release(
      results.map(({ id }) => id),
      true,
    );
  }

  #makeRoom(lengths: readonly number[]): FileHandle[] {
    const made = ROOMS.with(({ Rooms }) => (this.#rooms ??= new Rooms()).make(lengths));
    this.#note();
    return made instanceof Promise ? [] : made;
  }

  /** What starts the worker, with large buffers among its arguments in files, which are open until it has begun. */
  prepare(message: Start): Start {
    const { initializer, replays = [] } = message;
    if (initializer === null && replays.length === 0) return message;
    const prepared: Start = {
      ...message,
      initializer: initializer && this.#withFiles(initializer),
      ...(replays.length === 0 ? {} : { replays: replays.map((one) => this.#withFiles(one)) }),
    };
    this.#files?.note([START], NO_FRAME);
    this.hasTaken = false;
    this.#note();
    return prepared;
  }

  #withFiles(call: SetUpCall): SetUpCall {
    LARGE.outlet = this;
    const packed = packArguments(call);
    LARGE.outlet = undefined;
    if (packed === undefined) return call;
    this.#setUp.push(packed);
    return { fn: call.fn, args: [], packed };
  }

  /** The worker has all that it was started with. */
  onBegun(): void {
    this.#setUp = [];
    this.release([START]);
  }

  /** A message is on its way that brings no chunks. */
  noteSent(message: ToWorker): void {
    if (message.kind === 'drop') this.release(message.chunkIds);
    else if (message.kind === 'forget')
      for (const id of message.functionIds) this.#functions.delete(id);
    else if (message.kind === 'define') this.#noteFiles(message.fn);
    else if (message.kind === 'start')
      for (const one of startPayloads(message)) this.#noteFiles(one);
  }

  #noteFiles(fn: FunctionPayload): void {
    if (hasFiles(fn)) this.#functions.set(fn.id, new WeakRef(fn));
  }

  /** The function again, with all that is in its files; `undefined` if nobody wants it any more. */
  #functionWithoutFiles(id: string): Buffer | undefined {
    const payload = this.#functions.get(id)?.deref();
    const fn = payload && withoutFiles(payload);
    return fn && encodeFrame({ kind: 'define', fn });
  }

  /** The call, if all that is sent is of one, and it has read all its items: who stops at a failure has. */
  #callOf(): object | undefined {
    const [first] = this.chunks;
    const isOne = this.chunks.every(({ job }) => job === first?.job);
    return isOne && first?.spec.onError === 'stop' ? first.job : undefined;
  }

  #note(): void {
    this.isHolding = this.#rooms?.isEmpty === false || this.#files?.isEmpty === false;
  }
}

function roomOf(rooms: Rooms | undefined, file: FileHandle): ArrayBuffer {
  if (rooms === undefined) throw new FileGoneError('a result has no room');
  return rooms.read(file);
}

const NO_FRAME = Buffer.alloc(0);

function readAll(chunk: RunChunk): RunChunk {
  const { items } = chunk;
  if (!(items instanceof UnreadableList)) return chunk;
  const values = Array.from({ length: items.length }, (_, index) => {
    const outcome = items.outcomeAt(index);
    if (outcome.ok) return outcome.value;
    throw outcome.error;
  });
  return { ...chunk, items: values };
}
