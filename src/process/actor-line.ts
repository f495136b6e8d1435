/**
 * One worker of an actor, and the line to the instance in it. When the worker has ended, what was called fails with how it
 * ended; nothing more is sent.
 */
import type { CallerStack } from '../core/api/caller-stack.ts';
import { stackOfWaiter, withoutOwnLines } from '../core/api/waiter-stack.ts';
import { ProtocolError, type WorkerLostError } from '../core/base/errors.ts';
import { stackOf } from '../core/base/stack-of.ts';
import type { ValueCodec } from '../core/base/value-codec.ts';
import { explainExit } from '../core/schedule/worker-failures.ts';
import type { Holder } from '../shared/call.ts';
import { NO_LIMIT } from '../shared/link.ts';
import { IterationCore } from '../shared/objects/object-core.ts';
import { Connection, isHomeGone } from '../shared/remote/connection.ts';
import { Packed } from '../shared/values/packed.ts';
import type { ActorPlace } from './actor-host.ts';
import type { ChildWorker } from './child.ts';
import { unref } from '../core/base/timer.ts';

/** A worker without its socket is about to end; if it does not, it is ended. */
const DYING_MS = 1000;

/** A call of the actor, as it is passed on: its arguments are not looked at. */
export interface ActorCall {
  readonly method: string;
  readonly args: Packed;
  /** Who reads what can be iterated, if that is the answer. */
  readonly holder: Holder;
  readonly stack: CallerStack;
}

type Asked = Pick<ActorCall, 'method' | 'args' | 'stack'> & { iterate(id: number): unknown };

export class ActorLine {
  readonly methods: readonly string[];
  readonly child: ChildWorker;
  /** What keeps the classes of instances on the way to the worker and back. */
  readonly codec: ValueCodec | undefined;
  readonly #id: number;
  readonly #connection: Connection;
  #isHastened = false;

  constructor(
    child: ChildWorker,
    { id, home, methods }: ActorPlace,
    codec: ValueCodec | undefined,
  ) {
    this.child = child;
    this.codec = codec;
    this.methods = methods;
    this.#id = id;
    this.#connection = Connection.to(home);
    this.#connection.send({ kind: 'hold', id });
  }

  /** Whether the worker is there, as far as is known: what is called now is sent. */
  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /** @throws WorkerLostError · what the method throws */
  call({ method, args, holder, stack }: ActorCall): Promise<Packed | IterationCore> {
    const { codec } = this;
    const iterate = (id: number): IterationCore =>
      new IterationCore(this.#iterate(id, stack), holder, holder.isHome ? { codec } : {});
    if (codec === undefined || holder.isHome)
      return this.#ask(this.#id, { method, args, stack, iterate }) as Promise<
        Packed | IterationCore
      >; // see `read`
    return this.#callFor({ method, args, stack, iterate }, codec);
  }

  /** What fails because of the end of the worker. */
  async lost(stack: CallerStack): Promise<WorkerLostError> {
    this.hasten();
    const { worker } = this.child;
    const exit = await worker.during(worker.ended);
    const submitted = stackOf(stack);
    return worker.lossOf(exit, submitted && withoutOwnLines(submitted), explainExit(exit));
  }

  /** The line is broken: sees to it that the worker ends soon. */
  hasten(): void {
    if (!this.child.isAlive || this.#isHastened) return;
    this.#isHastened = true;
    const { worker } = this.child;
    const timer = unref(setTimeout(() => worker.bury(), DYING_MS));
    void worker.ended.then(() => clearTimeout(timer));
  }

  /** For a worker, which does not know these classes: what it gives has none, and what it gets loses them. */
  async #callFor(call: Asked, codec: ValueCodec): Promise<Packed | IterationCore> {
    const { method } = call;
    const given = call.args.values().map((value) => codec.encode(value));
    const args = Packed.of(given, `the arguments of '${method}'`);
    const answer = (await this.#ask(this.#id, { ...call, args })) as Packed | IterationCore;
    if (answer instanceof IterationCore) return answer;
    return Packed.of([codec.decode(answer.values()[0])], `the result of '${method}'`);
  }

  async #ask(object: number, call: Asked): Promise<unknown> {
    const place = this.child.worker.label;
    try {
      return await this.#connection.call({ object, ...call, place, limit: NO_LIMIT, read });
    } catch (error) {
      throw isHomeGone(error) ? await this.lost(stackOfWaiter(call.stack)) : error;
    }
  }

  /** An iterator of the instance's. It is released at its end. */
  #iterate(id: number, stack: CallerStack): AsyncIterableIterator<unknown> {
    const { codec } = this;
    const ask = async (method: string, values: readonly unknown[]): Promise<unknown> => {
      const given = values.map((value) => codec?.encode(value) ?? value);
      const args = Packed.of(given, 'what is given to an iterator');
      const answer = await this.#ask(id, { method, args, stack, iterate: notHere });
      const value = (answer as Packed).values()[0];
      return codec === undefined ? value : codec.decode(value);
    };
    const step = async (
      method: string,
      ...values: readonly unknown[]
    ): Promise<IteratorResult<unknown>> => {
      try {
        const result = (await ask(method, values)) as IteratorResult<unknown>; // of our own core
        if (result.done === true) this.#connection.send({ kind: 'release', id });
        return result;
      } catch (error) {
        this.#connection.send({ kind: 'release', id });
        throw error;
      }
    };
    this.#connection.send({ kind: 'hold', id });
    return {
      next: async (value?: unknown) =>
        await (value === undefined ? step('next') : step('next', value)),
      return: async (value?: unknown) => await step('return', value),
      throw: async (error?: unknown) => await step('throw', error),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

/** A step of an iterator is a value. */
function notHere(): never {
  throw new ProtocolError('an iterator gave an iterator');
}

function read(bytes: Buffer): Packed {
  return new Packed(bytes);
}
