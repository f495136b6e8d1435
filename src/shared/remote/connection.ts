/**
 * The line from here to another program's (or thread's) objects: one socket for all of them. Its end is known at once,
 * and fails whatever waits.
 *
 * It keeps this program alive only while a call is pending.
 */
import { connect, type Socket } from 'node:net';
import { PoolStateError, ProtocolError, TimeoutError } from '../../core/base/errors.ts';
import { timerMs } from '../../core/base/timer.ts';
import { unreachable } from '../../core/base/unreachable.ts';
import { linkAbort } from '../../core/api/abort-link.ts';
import { isAborted, reasonOf } from '../../core/base/abort-signal.ts';
import { type CallerStack, SharedStack } from '../../core/api/caller-stack.ts';
import { stackOfWaiter } from '../../core/api/waiter-stack.ts';
import type { WaitLimit } from '../../core/api/wait-options.ts';
import type { Address } from '../handle.ts';
import { PackedFailure } from '../values/errors.ts';
import {
  decodeFrame,
  encodeFrame,
  FrameSplitter,
  MAX_FRAME_BYTES,
  NO_ANSWER,
  type ToHolder,
  type ToHome,
} from '../values/frames.ts';
import { FrameWriter } from '../values/frame-writer.ts';
import { type Packed, valueIn } from '../values/packed.ts';

/** What is called. */
export interface RemoteCall {
  readonly object: number;
  readonly method: string;
  readonly args: Packed;
  readonly limit: WaitLimit;
  /** Where it was called, for the stack of an error. */
  readonly stack: CallerStack;
  /** Told of an answer that came when nobody waited for it any more. */
  readonly onLate?: ((value: unknown) => void) | undefined;
  /** What to make of a value that comes. Default: the value itself. */
  readonly read?: (bytes: Buffer) => unknown;
  /** What to make of an iterator of the other side's, which is called by this number. */
  readonly iterate: (object: number) => unknown;
  /** What stacks of errors call the place in which the object lives. */
  readonly place?: string;
}

interface Pending {
  readonly call: RemoteCall;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly stop: () => void;
}

/**
 * The other side says when the time is up or a call was given up: only it knows what it has given. If it does not
 * say so for this long (its program is busy), whoever waits is told all the same.
 */
const PATIENCE_MS = 1000;
const READ_BYTES = 1 << 16;
const NOTHING_TO_STOP = (): void => {};

export class Connection {
  static readonly #all = new Map<string, Connection>();
  readonly #path: string;
  readonly #socket: Socket;
  readonly #out: FrameWriter;
  readonly #pending = new Map<number, Pending>();
  /** Nobody waits for them any more, but they may be answered. */
  readonly #late = new Map<number, RemoteCall>();
  #lastId = 0;

  /** There is one for each home; after its end the next call tries another. */
  static to(address: Address): Connection {
    const open = Connection.#all.get(address.path);
    if (open?.isOpen === true) return open;
    const made = new Connection(address);
    Connection.#all.set(address.path, made);
    return made;
  }

  /** The one there is, if it is open. */
  static openTo({ path }: Address): Connection | undefined {
    return Connection.#all.get(path);
  }

  private constructor({ path, token }: Address) {
    this.#path = path;
    const frames = new FrameSplitter(MAX_FRAME_BYTES, (bytes) => this.#receive(decodeFrame(bytes)));
    // Node's own fast path: one buffer for all reads, no stream events. The splitter copies what it hands on.
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    const callback = (count: number): boolean => {
      this.#read(frames, buffer.subarray(0, count));
      return true;
    };
    this.#socket = connect({ path, onread: { buffer, callback } });
    this.#out = new FrameWriter(this.#socket);
    this.#socket.unref();
    this.#socket.on('error', () => {}); // 'close' follows
    this.#socket.once('close', () => this.#end());
    this.send({ kind: 'hello', token: Buffer.from(token, 'hex') });
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  send(message: ToHome): void {
    this.#out.write(encodeFrame(message));
  }

  tell({ object, method, args }: Pick<RemoteCall, 'object' | 'method' | 'args'>): void {
    const body = args.bytes;
    this.send({ kind: 'call', id: NO_ANSWER, object, limitMs: undefined, method, body });
  }

  /** @throws PoolStateError if the home is gone · what the object throws · TimeoutError · `signal.reason` */
  call(call: RemoteCall): Promise<unknown> {
    return call.stack instanceof SharedStack ? this.#callInRush(call) : this.#ask(call);
  }

  /** Async: its promise leads from the failure to whoever waits. */
  async #callInRush(call: RemoteCall): Promise<unknown> {
    try {
      return await this.#ask(call);
    } catch (error) {
      throw error instanceof PackedFailure ? error.unpack(stackOfWaiter(call.stack)) : error;
    }
  }

  #ask(call: RemoteCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) reject(goneError());
      else this.#send(call, resolve, reject);
    });
  }

  #send(call: RemoteCall, resolve: Pending['resolve'], reject: Pending['reject']): void {
    this.#lastId += 1;
    const id = this.#lastId;
    const { object, method, args, limit } = call;
    this.send({ kind: 'call', id, object, limitMs: limit.limitMs, method, body: args.bytes });
    const stop = this.#watch(id, limit);
    if (this.#pending.size === 0) this.#socket.ref();
    this.#pending.set(id, { call, resolve, reject, stop });
  }

  #watch(id: number, { limitMs, signal }: WaitLimit): () => void {
    if (limitMs === undefined && signal === undefined) return NOTHING_TO_STOP;
    let timer: NodeJS.Timeout | undefined;
    const giveUpIn = (ms: number, error: () => unknown): void => {
      clearTimeout(timer);
      timer = setTimeout(() => this.#giveUp(id, error()), timerMs(ms));
    };
    if (limitMs !== undefined)
      giveUpIn(
        limitMs + PATIENCE_MS,
        () =>
          new TimeoutError(
            `the program in which the object lives did not answer within ${limitMs} ms`,
          ),
      );
    const unlink =
      signal &&
      linkAbort(signal, (reason) => {
        this.send({ kind: 'giveUp', id });
        giveUpIn(PATIENCE_MS, () => reason);
      });
    return () => {
      clearTimeout(timer);
      unlink?.();
    };
  }

  #giveUp(id: number, error: unknown): void {
    const pending = this.#take(id);
    if (pending === undefined) return;
    this.#late.set(id, pending.call);
    pending.reject(error);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (pending === undefined) return undefined;
    this.#pending.delete(id);
    pending.stop();
    if (this.#pending.size === 0) this.#socket.unref();
    return pending;
  }

  #read(frames: FrameSplitter, bytes: Buffer): void {
    try {
      frames.push(bytes);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#socket.destroy(error);
    }
  }

  #receive(message: ToHolder | ToHome): void {
    switch (message.kind) {
      case 'value':
        this.#settle(message.id, ({ read = valueIn }) => read(message.body));
        return;
      case 'delivery':
        this.#takeDelivery(message.id, message.body);
        return;
      case 'iteration':
        this.#settle(message.id, ({ iterate }) => iterate(message.object));
        return;
      case 'error':
        this.#fail(message.id, message.body);
        return;
      case 'hello':
      case 'call':
      case 'giveUp':
      case 'received':
      case 'returned':
      case 'hold':
      case 'release':
        throw new ProtocolError(`a home sent a message of kind '${message.kind}'`);
      default:
        unreachable(message);
    }
  }

  #settle(id: number, read: (call: RemoteCall) => unknown): void {
    const pending = this.#take(id);
    if (pending === undefined) this.#takeLate(id, read);
    else {
      try {
        pending.resolve(read(pending.call));
      } catch (error) {
        pending.reject(error);
      }
    }
  }

  #takeLate(id: number, read: (call: RemoteCall) => unknown): void {
    const call = this.#late.get(id);
    this.#late.delete(id);
    if (call !== undefined) call.onLate?.(read(call));
  }

  /** Said before anybody here can do something with it: what was not said to be received is given to another. */
  #takeDelivery(id: number, body: Buffer): void {
    const isWanted = this.#pending.has(id);
    this.#late.delete(id);
    this.send({ kind: isWanted ? 'received' : 'returned', id });
    this.#out.flush();
    if (isWanted) this.#settle(id, () => valueIn(body));
  }

  #fail(id: number, body: Buffer): void {
    const pending = this.#take(id);
    this.#late.delete(id);
    if (pending === undefined) return;
    const { limit, stack, place } = pending.call;
    // Only the home knows that it had not given anything; why it was given up is known here.
    if (limit.signal !== undefined && isAborted(limit.signal))
      pending.reject(reasonOf(limit.signal));
    else {
      const failure = new PackedFailure(body, place);
      pending.reject(stack instanceof SharedStack ? failure : failure.unpack(stack));
    }
  }

  #end(): void {
    if (Connection.#all.get(this.#path) === this) Connection.#all.delete(this.#path);
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(goneError());
    this.#late.clear();
  }
}

const gone = new WeakSet<object>();

function goneError(): PoolStateError {
  const error = new PoolStateError('the program in which this object lives is gone');
  gone.add(error);
  return error;
}

/** Whether a call has failed because its object's home is gone, and not with an error of the object's. */
export function isHomeGone(error: unknown): boolean {
  return typeof error === 'object' && error !== null && gone.has(error);
}
