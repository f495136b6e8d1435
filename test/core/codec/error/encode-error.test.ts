import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { installWorkerContext } from '#dist/core/base/current-worker.js';
import { decodeError } from '#dist/core/codec/error/decode-error.js';
import { encodeError } from '#dist/core/codec/error/encode-error.js';
import { fc } from '../../../property.ts';
import { sendToProcess, sendToThread, WORKER } from './cross-error.ts';

/** Throws whatever is done with it. */
function hostileProxy(target: object): object {
  const trap = (): never => {
    throw new Error('trapped');
  };
  const traps = Object.getOwnPropertyNames(Reflect).map((name) => [name, trap]);
  return new Proxy(target, Object.fromEntries(traps) as ProxyHandler<object>); // all of them
}

function revokedProxy(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function withGetters(error: Error): Error {
  // `stack` first: defining it reads name and message.
  for (const key of ['stack', 'name', 'message', 'cause', 'code', 'constructor', 'toString']) {
    Object.defineProperty(error, key, {
      enumerable: true,
      get: () => {
        throw error;
      },
    });
  }
  return error;
}

function deepChain(length: number): Error {
  let error = new Error('the first');
  for (let depth = 1; depth < length; depth += 1) error = new Error('next', { cause: error });
  return error;
}

function cyclicErrors(): Error {
  const outer: Error & { self?: unknown } = new Error('outer');
  outer.cause = new AggregateError([outer, [outer], { outer }], 'inner', { cause: outer });
  outer.self = outer;
  return outer;
}

function deepObject(depth: number): object {
  let object: object = {};
  for (let level = 0; level < depth; level += 1) object = { object };
  return object;
}

function endlessKeys(): object {
  let count = 0;
  const nextKey = (): string => {
    count += 1;
    return `k${count}`;
  };
  return new Proxy(new Error('keys'), {
    ownKeys: () => ['message', 'stack', ...Array.from({ length: 5000 }, nextKey)],
    getOwnPropertyDescriptor: () => undefined,
  });
}

/** Cannot be iterated. */
class BrokenArray extends Array<unknown> {
  override [Symbol.iterator](): never {
    throw new Error('no iterating');
  }
}

/** From here on this program takes itself for a worker. */
function runAs(kind: 'process' | 'thread' | 'inline'): void {
  const place = { id: 1, pid: process.pid, kind, slot: 0 };
  const worker = { ...place, attempt: 0, depth: 1, isImporting: false };
  installWorkerContext(() => worker);
}

const HOSTILE: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  'a number': () => 42,
  'a symbol': () => Symbol('x'),
  'a bigint': () => 2n ** 5000n,
  'a function': () => () => 1,
  'a class': () => class Foo {},
  'an arrow function without a name': () =>
    (
      () => () =>
        1
    )(),
  'a Promise': () => Promise.resolve(1),
  'a WeakMap': () => new WeakMap(),
  globalThis: () => globalThis,
  'a socket': () => new Socket(),
  'an object without a prototype': () => Object.create(null),
  'a Proxy that throws at every touch': () => hostileProxy({}),
  'a Proxy of an error that throws at every touch': () => hostileProxy(new Error('x')),
  'a Proxy of a function that throws at every touch': () => hostileProxy(() => 1),
  'a revoked Proxy': () => revokedProxy({}),
  'a revoked Proxy of an error': () => revokedProxy(new Error('x')),
  'an error whose prototype is a hostile Proxy': () =>
    Object.setPrototypeOf(new Error('x'), hostileProxy(Error.prototype)),
  'an error whose prototype is a revoked Proxy': () =>
    Object.setPrototypeOf(new Error('x'), revokedProxy({})),
  'an error without a prototype': () => Object.setPrototypeOf(new Error('x'), null),
  'an object that inherits from a hostile Proxy': () => Object.create(hostileProxy({})),
  'an error of throwing getters': () => withGetters(new Error('x')),
  'an error with 5,000 new keys at each look': endlessKeys,
  'an error with hostile properties': () =>
    Object.assign(new Error('x'), {
      a: hostileProxy({}),
      b: revokedProxy([]),
      c: deepObject(50_000),
    }),
  'a cause that is a revoked Proxy': () => new Error('x', { cause: revokedProxy({}) }),
  'an AggregateError of hostile things': () =>
    new AggregateError([hostileProxy({}), revokedProxy(new Error('x')), Symbol('x'), () => 1]),
  'an AggregateError whose list is gone': () =>
    Object.assign(new AggregateError([]), { errors: new BrokenArray() }),
  'an AggregateError whose list is endless': () =>
    Object.assign(new AggregateError([]), { errors: new Array(2 ** 32 - 1) }),
  'errors that point at each other': cyclicErrors,
  'a chain of 20,000 causes': () => deepChain(20_000),
  'an object nested 50,000 deep': () => deepObject(50_000),
  'a message of 20 million characters': () => new Error('x'.repeat(20_000_000)),
  'a message that is an object': () => Object.assign(new Error('x'), { message: { a: 1 } }),
  'a name that is a symbol': () => Object.assign(new Error('x'), { name: Symbol('x') }),
  'a stack that is a function': () => Object.assign(new Error('x'), { stack: () => 1 }),
  'a frozen error': () => Object.freeze(new Error('x')),
  'an error with a fixed stack': () =>
    Object.defineProperty(new Error('x'), 'stack', { value: 'gone', configurable: false }),
  'an error with a key called __proto__': () =>
    Object.defineProperty(new Error('x'), '__proto__', { value: { a: 1 }, enumerable: true }),
};

describe('encodeError', () => {
  for (const [title, make] of Object.entries(HOSTILE)) {
    it(`takes ${title}, and the payload crosses both boundaries`, () => {
      const payload = encodeError(make());

      const byProcess = decodeError(sendToProcess(payload), { worker: WORKER });
      const byThread = decodeError(sendToThread(payload), { worker: WORKER });
      for (const arrived of [byProcess, byThread]) {
        const code: unknown = arrived instanceof Error ? Reflect.get(arrived, 'code') : undefined;
        assert.notEqual(code, 'ERR_POOL_PROTOCOL', String(arrived));
      }
    });
  }

  describe('says why something that is no error cannot be sent', () => {
    afterEach(() => installWorkerContext(() => undefined));

    const THROWN = 'cannot send what the task threw, ';
    const AS_PORT = `${THROWN}a MessagePort, to the caller\n  because it is a MessagePort: `;
    const TO_PROCESS = `${AS_PORT}open handles belong to one process\n  → use a ThreadPool and name it in the call's 'transfer' option`;
    const TO_THREAD = `${AS_PORT}it can be moved to another thread, but not copied\n  → name it in the call's 'transfer' option`;
    const MESSAGES = [
      ['in the program itself', undefined, TO_PROCESS],
      ['in a process', 'process', TO_PROCESS],
      ['in a thread', 'thread', TO_THREAD],
      ['inline', 'inline', TO_THREAD],
    ] as const;
    for (const [title, kind, message] of MESSAGES) {
      it(title, () => {
        if (kind !== undefined) runAs(kind);
        const { port1 } = new MessageChannel();

        const payload = encodeError(port1) as { message?: string };

        port1.close();
        assert.equal(payload.message, message);
      });
    }

    it('in a thread that could share it, with the words of the serialiser', () => {
      runAs('thread');

      const payload = encodeError(new SharedArrayBuffer(4)) as { message?: string };

      assert.equal(
        payload.message,
        `${THROWN}a SharedArrayBuffer, to the caller\n  because it could not be copied: #<SharedArrayBuffer> could not be cloned.`,
      );
    });
  });

  it('works with an Error.prepareStackTrace that throws', () => {
    const before = Error.prepareStackTrace;
    Error.prepareStackTrace = () => {
      throw new Error('no stack for you');
    };
    try {
      const payload = encodeError(new TypeError('boom'));

      assert.match(JSON.stringify(payload), /boom/);
    } finally {
      Error.prepareStackTrace = before;
    }
  });

  it('works when the stack is all but exhausted', () => {
    const payloads: unknown[] = [];
    const error = new Error('boom', { cause: new Error('deep') });
    assert.ok(error.stack); // formatted now: that needs room as well
    const dive = (): void => {
      try {
        dive();
      } catch {
        payloads.push(encodeError(error));
      }
    };

    dive();

    assert.ok(payloads.length > 0);
  });

  it('reads no getter again once it has returned, for the answer might be another', () => {
    let reads = 0;
    const read = (): number => {
      reads += 1;
      return reads;
    };
    const inside = Object.defineProperty({}, 'a', { enumerable: true, get: read });

    const payload = encodeError(Object.assign(new Error('x'), { inside }));
    const before = reads;
    sendToProcess(payload);
    sendToThread(payload);

    assert.equal(reads, before);
  });

  it('never throws on whatever fast-check makes up', () => {
    const value = fc.anything({
      withBigInt: true,
      withMap: true,
      withSet: true,
      withDate: true,
    });
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom('name', 'message', 'stack', 'cause', 'errors'),
    );
    fc.assert(
      fc.property(value, fc.array(fc.tuple(key, value)), (thrown, properties) => {
        const error = Object.assign(new Error('x'), Object.fromEntries(properties));

        for (const each of [thrown, error]) {
          const arrived = decodeError(sendToProcess(encodeError(each)), { worker: WORKER });
          if (each === error) assert.ok(arrived instanceof Error);
        }
      }),
    );
  });
});
