import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFunction } from './cases/case.js';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';

/** The message, with the place of the function as "PLACE": it changes with each edit of this file. */
function refusal(fn: unknown): string {
  try {
    encodeFunction(fn);
  } catch (error) {
    assert.equal(Reflect.get(error as object, 'code'), 'ERR_POOL_NOT_SENDABLE');
    return (error as Error).message
      .replace(/\(file:.*refusals\.test\.ts:\d+:\d+\)/, '(PLACE)')
      .replace(/\n {2}→ or let each worker[^]*/, ''); // see hints.test.ts
  }
  return 'it was accepted';
}

class Account {
  readonly #balance = 1;
  read(): number {
    return this.#balance;
  }
}

class Savings extends Account {
  override read(): number {
    return super.read() + 1;
  }
}

class HalfSerialised {
  [Symbol.for('manyhands.serialize')](): unknown {
    return 1;
  }
}

class Bus extends EventEmitter {}

function marked(reason: string): object {
  return Object.defineProperty({}, Symbol.for('manyhands.notSendable'), { value: reason });
}

const advice = "  → open it inside the function, or in the pool's initializer";

interface Refused {
  readonly title: string;
  readonly make: () => unknown;
  readonly message: readonly string[];
}

const refused: readonly Refused[] = [
  {
    title: 'something that is no function',
    make: () => undefined,
    message: ['cannot send a value of type undefined to a worker: it is no function'],
  },
  {
    title: 'null',
    make: () => null,
    message: ['cannot send null to a worker: it is no function'],
  },
  {
    title: 'an arrow function that uses the `this` around it',
    make: () =>
      new (class {
        value = 1;
        fn = (): number => this.value;
      })().fn,
    message: [
      "cannot send 'fn' (PLACE) to a worker",
      "  because it uses 'this' of the function around it, which an arrow function cannot take along",
      "  → put what it needs into a variable, or make it a 'function' that gets it as an argument",
    ],
  },
  {
    title: 'an arrow function that uses the `arguments` around it',
    make: () =>
      (function (..._all: unknown[]) {
        const fn = (): number => arguments.length;
        return fn;
      })(1),
    message: [
      "cannot send 'fn' (PLACE) to a worker",
      "  because it uses 'arguments' of the function around it, which an arrow function cannot take along",
      "  → put what it needs into a variable, or make it a 'function' that gets it as an argument",
    ],
  },
  {
    title: 'an arrow function that uses the `new.target` around it',
    make: () => {
      function Made(this: { fn: unknown }): void {
        const fn = (): unknown => new.target;
        this.fn = fn;
      }
      return new (Made as unknown as new () => { fn: unknown })().fn;
    },
    message: [
      "cannot send 'fn' (PLACE) to a worker",
      "  because it uses 'new.target' of the function around it, which an arrow function cannot take along",
      "  → put what it needs into a variable, or make it a 'function' that gets it as an argument",
    ],
  },
  {
    title: 'a lone method that uses `super`',
    make: () => Savings.prototype.read,
    message: [
      "cannot send 'read' (PLACE) to a worker",
      "  because it uses 'super', which a method has only inside its class",
      '  → bind it to its instance (instance.read.bind(instance)), or send a function that calls it',
    ],
  },
  {
    title: 'a lone method that uses private names',
    make: () => Account.prototype.read,
    message: [
      "cannot send 'read' (PLACE) to a worker",
      "  because it uses the private name '#balance', which exists only inside its class",
      '  → bind it to its instance (instance.read.bind(instance)), or send a function that calls it',
    ],
  },
  {
    title: 'a function that calls `eval` directly',
    make: () => makeFunction<() => unknown>('return function run(text) { return eval(text); }')(),
    message: [
      "cannot send 'run' (<anonymous>:3:8) to a worker",
      "  because it calls 'eval' directly, so nobody can tell which variables it uses",
      "  → use (0, eval)(text) or 'new Function', and pass what the text needs",
    ],
  },
  {
    title: 'a native function that nobody else has',
    make: () => Proxy.revocable({}, {}).revoke,
    message: [
      "cannot send '(anonymous)' to a worker",
      '  because it is native code that has no name in JavaScript or Node: a worker cannot find it',
      '  → call it inside a function of your own that makes it there',
    ],
  },
  {
    title: 'a captured native function that nobody else has',
    make: () => {
      const { revoke } = Proxy.revocable({}, {});
      return function stop() {
        revoke();
      };
    },
    message: [
      "cannot send 'stop' (PLACE) to a worker",
      "  because it captures variable 'revoke', which is native code that has no name in JavaScript or Node: a worker cannot find it",
      '  → call it inside a function of your own that makes it there',
    ],
  },
  {
    title: 'an instance with private fields',
    make: () => {
      const account = new Savings();
      return function total() {
        return account.read();
      };
    },
    message: [
      "cannot send 'total' (PLACE) to a worker",
      "  because it captures variable 'account', an instance of class 'Savings': class 'Account' has private fields, which nobody else can read",
      "  → give it [Symbol.for('manyhands.serialize')]() and static [Symbol.for('manyhands.revive')](data)",
    ],
  },
  {
    title: 'an instance that serialises itself but cannot be revived',
    make: () => {
      const half = new HalfSerialised();
      return () => half;
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'half', an instance of class 'HalfSerialised': it has a [Symbol.for('manyhands.serialize')] method but its class cannot revive what that returns",
      "  → give the class a static method [Symbol.for('manyhands.revive')](data)",
    ],
  },
  {
    title: 'a Promise',
    make: () => {
      const pending = sleep(0);
      return function wait() {
        return pending;
      };
    },
    message: [
      "cannot send 'wait' (PLACE) to a worker",
      "  because it captures variable 'pending', a Promise: it settles in this process only",
      '  → await it first, and let the function use the result',
    ],
  },
  {
    title: 'a WeakMap',
    make: () => {
      const cache = new WeakMap();
      return () => cache;
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'cache', a WeakMap or WeakSet: its entries cannot be listed",
      '  → make it inside the function, or use a Map or a Set',
    ],
  },
  {
    title: 'a WeakSet inside an object',
    make: () => {
      const state = { seen: new WeakSet() };
      return () => state;
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'state'",
      "  which has the property 'seen', a WeakMap or WeakSet: its entries cannot be listed",
      '  → make it inside the function, or use a Map or a Set',
    ],
  },
  {
    title: 'a WeakRef',
    make: () => {
      const ref = new WeakRef({});
      return () => ref;
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'ref', a WeakRef or FinalizationRegistry: it watches over the memory of one process",
      '  → make it inside the function',
    ],
  },
  {
    title: 'a Proxy',
    make: () => {
      const proxy = new Proxy({}, {});
      return () => proxy;
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'proxy', a Proxy: what it does is hidden in its handler",
      '  → send what it stands for, and make the proxy inside the function',
    ],
  },
  {
    title: 'a Proxy around a function',
    make: () => new Proxy(() => 1, {}),
    message: [
      "cannot send '(anonymous)' to a worker",
      '  because it is a Proxy: what it does is hidden in its handler',
      '  → send what it stands for, and make the proxy inside the function',
    ],
  },
  {
    title: 'a generator that is running',
    make: () => {
      const values = (function* () {
        yield 1;
      })();
      return () => values.next();
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'values', a running generator: the place where it stopped cannot be copied",
      '  → send the generator function, or the values it yields',
    ],
  },
  {
    title: 'a unique symbol',
    make: () => {
      const secret = Symbol('secret');
      return () => secret;
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'secret', the symbol 'secret': a unique symbol cannot have a twin in another worker",
      "  → make it with Symbol.for('secret')",
    ],
  },
  {
    title: 'an open handle deep inside what is captured',
    make: () => {
      const client = { name: 'db', socket: new Socket() };
      return function upload() {
        return client;
      };
    },
    message: [
      "cannot send 'upload' (PLACE) to a worker",
      "  because it captures variable 'client'",
      "  which has the property 'socket', a net.Socket: open handles belong to one process",
      advice,
    ],
  },
  {
    title: 'a socket under a symbol, as wrappers keep their handles',
    make: () => {
      const client = { [Symbol('handle')]: { inner: new Socket() } };
      return function upload() {
        return client;
      };
    },
    message: [
      "cannot send 'upload' (PLACE) to a worker",
      "  because it captures variable 'client'",
      '  which has the property [handle], a net.Socket: open handles belong to one process',
      advice,
    ],
  },
  {
    title: 'a stream in an array in a map, captured by a helper',
    make: () => {
      const streams = new Map([['in', [1, Readable.from([])]]]);
      const helper = (): unknown => streams;
      return function load() {
        return helper();
      };
    },
    message: [
      "cannot send 'load' (PLACE) to a worker",
      "  because it captures variable 'helper'",
      "  which captures variable 'streams'",
      "  which has a value for the key 'in'",
      '  which has the element 1, a stream.Readable: open handles belong to one process',
      advice,
    ],
  },
  {
    title: 'an instance of a class that extends one of Node’s',
    make: () => {
      const bus = new Bus();
      return () => bus;
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'bus', an instance of class 'Bus', which extends EventEmitter: its inside belongs to this process",
      advice,
    ],
  },
  {
    title: 'an AbortSignal',
    make: () => {
      const { signal } = new AbortController();
      return () => signal.aborted;
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'signal', an AbortSignal: an abort here would not be seen there",
      "  → pass it as the option 'signal' of the call",
    ],
  },
  {
    title: 'the pool itself, through a bound method',
    make: () => {
      class Service {
        readonly pool = marked(
          'a Pool: pool objects cannot be passed between processes or pickled',
        );
        work(): number {
          return 1;
        }
      }
      const service = new Service();
      return service.work.bind(service);
    },
    message: [
      "cannot send 'bound work' to a worker",
      "  because it has a bound 'this'",
      "  which has the property 'pool', a Pool: pool objects cannot be passed between processes or pickled",
      '  → keep it out of what the function uses, or make one inside the function',
    ],
  },
  {
    title: 'an object that says itself that it must not be sent',
    make: () => {
      const connection = marked('tied to its socket');
      return () => connection;
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'connection', which is tied to its socket",
      '  → keep it out of what the function uses, or make one inside the function',
    ],
  },
  {
    title: 'a buffer that has been transferred',
    make: () => {
      const pixels = new Uint8Array(8);
      structuredClone(pixels.buffer, { transfer: [pixels.buffer] });
      const image = { pixels };
      return () => image;
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'image'",
      "  which has the property 'pixels', a detached ArrayBuffer, or a view of one: its memory is gone: it has been transferred to somebody else",
      '  → transfer a copy and keep this one: buffer.slice(0)',
    ],
  },
  {
    title: 'an AsyncLocalStorage',
    make: () => {
      const requests = new AsyncLocalStorage();
      return () => requests.getStore();
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'requests', an AsyncLocalStorage: what it stores belongs to the calls of this process",
      '  → pass what its getStore() gives as an argument',
    ],
  },
  {
    title: 'a timer',
    make: () => {
      const timer = setTimeout(() => undefined, 0);
      return () => timer;
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'timer', a Timeout: open handles belong to one process",
      advice,
    ],
  },
  {
    title: 'shared memory, to another process',
    make: () => {
      const counter = new Int32Array(new SharedArrayBuffer(4));
      return () => counter[0];
    },
    message: [
      "cannot send '(anonymous)' (PLACE) to a worker",
      "  because it captures variable 'counter'",
      "  which has the property 'buffer', a SharedArrayBuffer: memory cannot be shared between processes",
      '  → use a ThreadPool, or send a copy as an argument',
    ],
  },
  {
    title: 'a class whose computed key is no longer known',
    // By `new Function`, because TypeScript allows no such keys.
    make: () =>
      makeFunction<() => unknown>(
        'const list = ["a"]; return class Keyed { [list.shift()] = 1; }',
      )(),
    message: [
      "cannot send 'Keyed' (<anonymous>:3:28) to a worker",
      '  because it has a computed key, [list.shift()], whose value is no longer known',
      '  → keep the key in a variable that the class uses in a method too, or write it out',
    ],
  },
];

describe('A function that cannot be sent is refused with a message that says why and what to do', () => {
  for (const { title, make, message } of refused) {
    it(title, () => assert.deepEqual(refusal(make()).split('\n'), [...message]));
  }

  it('a variable that is not initialised yet', {
    skip: process.version.startsWith('v20.') && 'Node 20 shows it as undefined',
  }, () => {
    const message = refusal(() => later);
    const later = 1;

    assert.equal(
      message,
      "cannot send '(anonymous)' (PLACE) to a worker\n" +
        "  because it captures variable 'later', which is not initialised yet\n" +
        '  → call the pool after its declaration has run',
    );
    assert.equal(later, 1);
  });

  it('names the file, line and column of the function as stacks do', () => {
    const promise = Promise.resolve();
    const fn = (): unknown => [promise, new Error('here').stack];
    const [, here] = fn() as [unknown, string];

    const place = /refusals\.test\.ts:(\d+):/;
    assert.equal(place.exec(messageOf(fn))?.[1], place.exec(here)?.[1]);
    assert.match(messageOf(fn), /\(file:.*refusals\.test\.ts:\d+:16\)/);
  });
});

function messageOf(fn: unknown): string {
  try {
    encodeFunction(fn);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
