/** How a face reaches its object: at home directly, everywhere else by a socket. Both behave alike. */
import type { WaitLimit } from '../core/api/wait-options.ts';
import type { CallerStack } from '../core/api/caller-stack.ts';
import { linkAbort } from '../core/api/abort-link.ts';
import { PoolStateError } from '../core/base/errors.ts';
import { isThenable } from '../core/base/thenable.ts';
import type { ValueCodec } from '../core/base/value-codec.ts';
import { Call } from './call.ts';
import type { Address } from './handle.ts';
import { HOME } from './home/this-home.ts';
import { startWaiting, stopWaiting } from './home/waiting.ts';
import { IterationCore } from './objects/object-core.ts';
import { isDelivery, type ServedCore, valuesOf } from './objects/served-core.ts';
import { CALL_STACKS } from './remote/call-stacks.ts';
import { Connection } from './remote/connection.ts';
import { Packed } from './values/packed.ts';

/** What is called most has all fields, in this order: objects of one shape are read faster. */
export interface LinkCall {
  readonly method: string;
  readonly args?: readonly unknown[] | undefined;
  readonly limit?: WaitLimit | undefined;
  /** Undoes what was got when nobody waited for it any more. */
  readonly onLate?: ((value: unknown) => void) | undefined;
  /** What to make of the link to an iterator; without it that is the answer. */
  readonly iterate?: ((link: Link) => unknown) | undefined;
}

export interface Link {
  /** Never throws: what is wrong rejects. An iterator is answered by a link to it. */
  call(call: LinkCall): Promise<unknown>;
  /** Calls without an answer: what is called next comes after it. */
  tell(call: LinkCall): void;
  /** Where the object is. `face`: what in this program stands for it. @throws PoolStateError */
  locate(face: object): { readonly id: number; readonly home: Address };
  /** At home: nobody can use the object any more. Elsewhere: this face cannot. */
  dispose(): Promise<void> | void;
}

export const NO_LIMIT: WaitLimit = { limitMs: undefined, signal: undefined };

/** `what`: "the item of Queue.put": for a message. */
function argumentsOf({ method, args = [] }: LinkCall, codec?: ValueCodec): Packed {
  const values = codec === undefined ? args : args.map((value) => codec.encode(value));
  return Packed.of(values, `the arguments of '${method}' to the program in which the object lives`);
}

export class HomeLink implements Link {
  readonly core: ServedCore;

  constructor(core: ServedCore) {
    this.core = core;
  }

  async call(call: LinkCall): Promise<unknown> {
    const { limitMs, signal } = call.limit ?? NO_LIMIT;
    const own = new Call(HOME.holder, limitMs);
    const { codec } = this.core;
    const args = argumentsOf(call, codec);
    const answer = HOME.invokeOwn(this.core, own, { method: call.method, args });
    if (!isThenable(answer)) return ownValueOf(answer, call, codec);
    const unlink = signal && linkAbort(signal, (reason) => own.giveUp(reason));
    startWaiting();
    try {
      return ownValueOf(await answer, call, codec);
    } finally {
      stopWaiting();
      unlink?.();
    }
  }

  tell(call: LinkCall): void {
    this.call(call).catch(() => {}); // nobody wants to know
  }

  locate(face: object): { readonly id: number; readonly home: Address } {
    return HOME.send(this.core, face);
  }

  async dispose(): Promise<void> {
    await HOME.end(this.core);
  }
}

function ownValueOf(
  answer: unknown,
  { iterate = asIs }: LinkCall,
  codec: ValueCodec | undefined,
): unknown {
  if (isDelivery(answer)) {
    answer.accept();
    return answer.value.values()[0];
  }
  if (answer instanceof Packed) return valuesOf(answer, codec)[0];
  return answer instanceof IterationCore ? iterate(new HomeLink(answer)) : answer;
}

function asIs(link: Link): unknown {
  return link;
}

export class RemoteLink implements Link {
  readonly #id: number;
  readonly #home: Address;
  /** The connection that knows of this proxy. */
  #connection: Connection;
  #isDisposed = false;

  constructor(id: number, home: Address) {
    this.#id = id;
    this.#home = home;
    this.#connection = this.#connect();
    proxies.register(this, { id, home }, this);
  }

  call(call: LinkCall): Promise<unknown> {
    try {
      return this.#call(call, CALL_STACKS.capture(RemoteLink.prototype.call));
    } catch (error) {
      return Promise.reject(error); // a PoolStateError, or a NotSendableError
    }
  }

  /** Not async, as all that is on the way of a call: each promise in between costs a turn of its own. */
  #call(call: LinkCall, stack: CallerStack): Promise<unknown> {
    if (this.#isDisposed) throw new PoolStateError('this proxy was disposed');
    const { method, limit = NO_LIMIT, onLate, iterate: iterated = asIs } = call;
    const args = argumentsOf(call);
    if (!this.#connection.isOpen) this.#connection = this.#connect();
    const iterate = (object: number): unknown => iterated(new RemoteLink(object, this.#home));
    return this.#connection.call({ object: this.#id, method, args, limit, stack, onLate, iterate });
  }

  /** To a connection that has ended there is nothing to tell: the home has forgotten all that was held. */
  tell(call: LinkCall): void {
    const { method } = call;
    this.#connection.tell({ object: this.#id, method, args: argumentsOf(call) });
  }

  #connect(): Connection {
    const connection = Connection.to(this.#home);
    connection.send({ kind: 'hold', id: this.#id });
    return connection;
  }

  locate(): { readonly id: number; readonly home: Address } {
    return { id: this.#id, home: this.#home };
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    proxies.unregister(this);
    this.#connection.send({ kind: 'release', id: this.#id });
  }
}

/** Those that were collected without being disposed. */
const proxies = new FinalizationRegistry(({ id, home }: { id: number; home: Address }) => {
  Connection.openTo(home)?.send({ kind: 'release', id });
});
