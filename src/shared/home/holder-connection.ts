/**
 * A holder as its home sees it: one socket. Its end is the end of the holder, whatever that died of: what the holder
 * was waiting for is given up, what was on its way to it is taken back, what it held is freed.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { PoolStateError, ProtocolError } from '../../core/base/errors.ts';
import { isThenable } from '../../core/base/thenable.ts';
import { unreachable } from '../../core/base/unreachable.ts';
import { Call, Holder } from '../call.ts';
import { IterationCore } from '../objects/object-core.ts';
import { type Delivery, isDelivery } from '../objects/served-core.ts';
import { packError } from '../values/errors.ts';
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
import { Packed } from '../values/packed.ts';
import type { Home } from './home.ts';
import { addWaitable } from './waiting.ts';
import { unref } from '../../core/base/timer.ts';

/** Of a greeting, and of somebody who has not shown the token. */
const GREETING_BYTES = 64;
const GREETING_MS = 10_000;

export class HolderConnection {
  readonly #home: Home;
  readonly #socket: Socket;
  readonly #out: FrameWriter;
  readonly #token: Buffer;
  readonly #holder = new Holder('a worker');
  readonly #frames: FrameSplitter;
  readonly #pending = new Map<number, Call>();
  readonly #deliveries = new Map<number, Delivery>();
  #isKnown = false;

  constructor(home: Home, socket: Socket, token: Buffer) {
    this.#home = home;
    this.#socket = socket;
    this.#out = new FrameWriter(socket);
    this.#token = token;
    const onFrame = (bytes: Buffer): void => this.#receive(decodeFrame(bytes));
    this.#frames = new FrameSplitter(GREETING_BYTES, onFrame, 'own'); // streams give each buffer away
    socket.unref();
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    socket.on('error', () => {}); // 'close' follows
    socket.once('close', () => this.#end());
    const timer = unref(setTimeout(() => this.#endUnlessKnown(), GREETING_MS));
    socket.once('close', () => clearTimeout(timer));
  }

  #endUnlessKnown(): void {
    if (!this.#isKnown) this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    try {
      this.#out.group(() => this.#frames.push(bytes));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#socket.destroy(); // whoever that is, it is none of ours
    }
  }

  #receive(message: ToHome | ToHolder): void {
    if (this.#socket.destroyed) return;
    if (!this.#isKnown) {
      this.#greet(message);
      return;
    }
    switch (message.kind) {
      case 'call':
        this.#call(message);
        return;
      case 'giveUp':
        this.#pending.get(message.id)?.giveUp(new PoolStateError('the caller has given up'));
        return;
      case 'received':
        this.#takeDelivery(message.id)?.accept();
        return;
      case 'returned':
        this.#takeDelivery(message.id)?.takeBack();
        return;
      case 'hold':
        this.#home.hold(this.#holder, message.id);
        return;
      case 'release':
        this.#home.release(this.#holder, message.id);
        return;
      case 'hello':
      case 'value':
      case 'delivery':
      case 'error':
      case 'iteration':
        throw new ProtocolError(`a holder sent a message of kind '${message.kind}'`);
      default:
        unreachable(message);
    }
  }

  #greet(message: ToHome | ToHolder): void {
    const isRight =
      message.kind === 'hello' &&
      message.token.length === this.#token.length &&
      timingSafeEqual(message.token, this.#token);
    if (!isRight) throw new ProtocolError('somebody without the token has connected');
    this.#isKnown = true;
    this.#frames.maxBytes = MAX_FRAME_BYTES;
    addWaitable(this.#socket);
  }

  #takeDelivery(id: number): Delivery | undefined {
    const delivery = this.#deliveries.get(id);
    this.#deliveries.delete(id);
    return delivery;
  }

  #call({ id, object, limitMs, method, body }: ToHome & { kind: 'call' }): void {
    const call = new Call(this.#holder, limitMs);
    try {
      const answer = this.#home.invoke(object, call, { method, args: new Packed(body) });
      if (isThenable(answer)) void this.#answerLater(id, call, answer);
      else this.#answer(id, answer);
    } catch (error) {
      this.#fail(id, error);
    }
  }

  async #answerLater(id: number, call: Call, promise: PromiseLike<unknown>): Promise<void> {
    this.#pending.set(id, call);
    try {
      const answer = await promise;
      this.#pending.delete(id);
      this.#answer(id, answer);
    } catch (error) {
      this.#pending.delete(id);
      this.#fail(id, error);
    }
  }

  /** @throws NotSendableError */
  #answer(id: number, answer: unknown): void {
    if (this.#holder.isGone || id === NO_ANSWER) undo(answer);
    else if (isDelivery(answer)) {
      this.#deliveries.set(id, answer);
      this.#send({ kind: 'delivery', id, body: answer.value.bytes });
    } else if (answer instanceof IterationCore) {
      this.#send({ kind: 'iteration', id, object: this.#home.sendTo(this.#holder, answer) });
    } else {
      const packed = answer instanceof Packed ? answer : Packed.of([answer], 'an answer');
      this.#send({ kind: 'value', id, body: packed.bytes });
    }
  }

  #fail(id: number, error: unknown): void {
    if (!this.#holder.isGone && id !== NO_ANSWER)
      this.#send({ kind: 'error', id, body: packError(error).bytes });
  }

  #send(message: ToHolder): void {
    this.#out.write(encodeFrame(message));
  }

  #end(): void {
    this.#holder.leave();
    for (const call of this.#pending.values())
      call.giveUp(new PoolStateError(`${this.#holder.name} is gone`));
    // The latest first: each is put before those that are there.
    for (const delivery of [...this.#deliveries.values()].reverse()) delivery.takeBack();
    this.#deliveries.clear();
    this.#home.forget(this.#holder);
  }
}

/** What was got for somebody who has gone meanwhile. */
function undo(answer: unknown): void {
  if (isDelivery(answer)) answer.takeBack();
  if (answer instanceof IterationCore) void answer.return(NOBODY).catch(() => {});
}

const NOBODY = new Call(new Holder('nobody'));
