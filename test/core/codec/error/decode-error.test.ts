import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { inspect, types } from 'node:util';
import { runInNewContext } from 'node:vm';
import {
  NotSendableError,
  PoolError,
  ProtocolError,
  TimeoutError,
  WorkerLostError,
} from '#dist/core/base/errors.js';
import { decodeError } from '#dist/core/codec/error/decode-error.js';
import { encodeError } from '#dist/core/codec/error/encode-error.js';
import { fc } from '../../../property.ts';
import { cross, crossError, sendToThread, WORKER } from './cross-error.ts';
import { compileNothing } from '../web-assembly.ts';

/** What `f` throws. */
function thrownBy(f: () => unknown): Error {
  try {
    f();
  } catch (error) {
    return error as Error; // the callers below throw errors
  }
  return assert.fail('nothing was thrown');
}

/** Needs arguments, and counts its constructions. */
class HttpError extends TypeError {
  static made = 0;
  readonly #secret = 'kept on the other side';
  readonly status: number;
  constructor(response: { status: number }) {
    super(`status ${response.status}`);
    HttpError.made += 1;
    this.status = response.status;
  }
  get isServerError(): boolean {
    return this.status >= 500;
  }
  get secret(): string {
    return this.#secret;
  }
}

/** A function around which the class is found. */
const around = (): unknown => HttpError;

describe('the class of an error', () => {
  const BUILT_IN = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, Error];
  for (const cls of BUILT_IN) {
    it(`is ${cls.name} again for a ${cls.name}`, () => {
      const arrived = crossError(new cls('boom'));

      assert.equal(Object.getPrototypeOf(arrived), cls.prototype);
      assert.equal(arrived.message, 'boom');
      assert.equal(arrived.name, cls.name);
    });
  }

  it('is that of this realm for an error of another', () => {
    const arrived = cross(runInNewContext('new RangeError("far")'));

    assert.ok(arrived instanceof RangeError);
    assert.equal(arrived.message, 'far');
  });

  it('is the one that the function sees, whose constructor does not run', () => {
    const before = new HttpError({ status: 503 });
    const made = HttpError.made;

    const arrived = crossError(before, { fn: around });

    assert.ok(arrived instanceof HttpError);
    assert.equal(arrived.isServerError, true);
    assert.equal(arrived.status, 503);
    assert.equal(HttpError.made, made);
    assert.throws(() => arrived.secret, TypeError); // private fields stay behind
  });

  it('is a global one where the program has made it so', () => {
    class GlobalError extends Error {}
    Object.assign(globalThis, { GlobalError });

    const arrived = cross(new GlobalError('boom'));

    Reflect.deleteProperty(globalThis, 'GlobalError');
    assert.ok(arrived instanceof GlobalError);
  });

  it('is the nearest that is known, with the name kept', () => {
    class LocalError extends RangeError {
      override name = 'LocalError';
    }
    class HiddenName extends RangeError {
      constructor(message: string) {
        super(message);
        Object.defineProperty(this, 'name', { value: 'Hidden' });
      }
    }
    class NamedByPrototype extends SyntaxError {}
    NamedByPrototype.prototype.name = 'ByPrototype';

    const [local, hidden, named] = [LocalError, HiddenName, NamedByPrototype].map((cls) =>
      crossError(new cls('boom')),
    );

    assert.ok(local instanceof RangeError && local.name === 'LocalError');
    assert.ok(hidden instanceof RangeError && hidden.name === 'Hidden');
    assert.deepEqual(Object.keys(hidden), []);
    assert.ok(named instanceof SyntaxError && named.name === 'ByPrototype');
    assert.equal(String(named), 'ByPrototype: boom');
  });

  it('is the nearest that the function sees when only a base class is known', () => {
    class GatewayError extends HttpError {}

    const arrived = cross(new GatewayError({ status: 502 }), { fn: around });

    assert.equal(Object.getPrototypeOf(arrived), HttpError.prototype);
  });

  it('is never one that only has the same name', () => {
    const own = class TimeoutError extends RangeError {};

    const arrived = cross(new own('mine'));

    assert.ok(arrived instanceof RangeError);
    assert.ok(!(arrived instanceof TimeoutError), 'came back as the TimeoutError of the pool');
  });

  it('is that of the pool for its own errors', () => {
    const lost = new WorkerLostError({
      workerId: 1,
      pid: 7,
      exitCode: null,
      signal: 'SIGKILL',
      lastWords: '',
    });

    const arrived = crossError(lost);

    assert.ok(arrived instanceof WorkerLostError && arrived instanceof PoolError);
    assert.equal(arrived.code, 'ERR_POOL_WORKER_LOST');
    assert.deepEqual(
      [arrived.signal, arrived.pid, arrived.name],
      ['SIGKILL', 7, 'WorkerLostError'],
    );
  });

  it('is DOMException for an abort', () => {
    const reason: unknown = AbortSignal.abort().reason;

    const arrived = cross(reason);

    assert.ok(arrived instanceof DOMException);
    assert.deepEqual([arrived.name, arrived.code], ['AbortError', 20]);
    assert.match(arrived.stack ?? '', /at worker 3 \(pid 4242\)$/);
  });

  it('is AssertionError for a failed assertion, with what was compared', () => {
    const failed = thrownBy(() => assert.deepEqual({ a: [1, 2] }, { a: [1, 3] }));

    const arrived = crossError(failed);

    assert.ok(arrived instanceof assert.AssertionError);
    assert.deepEqual(arrived.actual, { a: [1, 2] });
    assert.deepEqual(arrived.expected, { a: [1, 3] });
    assert.equal(arrived.code, 'ERR_ASSERTION');
    assert.equal(arrived.message, failed.message);
  });

  it('is Error for an old-style class that is no real error', () => {
    function OldError(this: { message: string }): void {
      this.message = 'old';
    }
    OldError.prototype = Object.create(Error.prototype, {
      constructor: { value: OldError },
      name: { value: 'OldError' },
    });
    const old: Error = Reflect.construct(OldError, []);

    const arrived = crossError(old);

    assert.ok(types.isNativeError(arrived));
    assert.deepEqual([arrived.name, arrived.message], ['OldError', 'old']);
  });
});

describe('a decoded error', () => {
  for (const [title, thrown] of Object.entries({
    'an error': new Error('x'),
    'an error of a class known here': new HttpError({ status: 500 }),
    'an AggregateError': new AggregateError([]),
  })) {
    it(`is a real error if ${title} was thrown`, () => {
      const arrived = crossError<Error>(thrown, { fn: around });

      assert.ok(types.isNativeError(arrived));
      assert.equal(Object.prototype.toString.call(arrived), '[object Error]');
    });
  }

  it('has its message and stack where errors have them: own, writable, not in loops', () => {
    const arrived = crossError(new Error('x'));

    const hidden = { enumerable: false, writable: true, configurable: true };
    for (const key of ['message', 'stack'] as const) {
      const { value, ...attributes } = Object.getOwnPropertyDescriptor(arrived, key) ?? {};
      assert.equal(typeof value, 'string');
      assert.deepEqual(attributes, hidden);
    }
    assert.deepEqual(Object.keys(arrived), []);
  });

  it('is printed as the original is', () => {
    const thrown = Object.assign(new HttpError({ status: 500 }), { url: '/a' });

    const arrived = crossError(thrown, { fn: around });

    assert.equal(inspect(arrived).replace(`\n    at ${WORKER}`, ''), inspect(thrown));
  });

  it('keeps the fields of a system error', () => {
    const arrived = crossError(thrownBy(() => readFileSync('/no/such/file')));

    const { errno, code, syscall, path } = arrived as NodeJS.ErrnoException;
    assert.deepEqual([code, syscall, path], ['ENOENT', 'open', '/no/such/file']);
    assert.equal(typeof errno, 'number');
  });

  it('keeps the code of an error that Node throws', () => {
    const arrived = crossError(thrownBy(() => Buffer.alloc(-1)));

    assert.ok(arrived instanceof RangeError);
    assert.equal((arrived as NodeJS.ErrnoException).code, 'ERR_OUT_OF_RANGE');
  });

  it('keeps what structured clone keeps of property values', () => {
    const values = {
      date: new Date(5),
      map: new Map([[{ a: 1 }, new Set([1n])]]),
      bytes: Buffer.from('abc'),
      nested: { list: [1, null, 3], nan: NaN, zero: -0, none: undefined },
      registered: Symbol.for('manyhands.test'),
      [Symbol.for('manyhands.key')]: 7,
    };

    const arrived = crossError(Object.assign(new Error('x'), values));

    assert.deepEqual({ ...arrived }, values);
  });

  it('keeps a message that is no string, and one that is in loops', () => {
    const odd = Object.assign(new Error('x'), { message: { code: 1 } });
    const open = Object.defineProperty(new Error(), 'message', {
      value: 'seen',
      enumerable: true,
    });

    const [arrivedOdd, arrivedOpen] = [crossError(odd), crossError(open)];

    assert.deepEqual(arrivedOdd.message, { code: 1 });
    assert.deepEqual({ ...arrivedOpen }, { message: 'seen' });
  });

  it('has a property called __proto__ and not that prototype', () => {
    const thrown = Object.defineProperty(new Error('x'), '__proto__', {
      value: 1,
      enumerable: true,
    });

    const arrived = crossError(thrown);

    assert.equal(Object.getOwnPropertyDescriptor(arrived, '__proto__')?.value, 1);
    assert.ok(arrived instanceof Error);
  });

  it('is not frozen when the original was', () => {
    const arrived = crossError(Object.freeze(new Error('x')));

    assert.ok(Object.isExtensible(arrived));
  });
});

describe('the errors inside an error', () => {
  it('are whole: cause, errors, error, suppressed', () => {
    const cause = Object.assign(new RangeError('why'), { code: 'E_WHY' });
    const thrown = Object.assign(new AggregateError([new TypeError('one'), 2], 'all', { cause }), {
      error: new SyntaxError('error'),
      suppressed: new URIError('suppressed'),
    });

    const arrived = crossError(thrown);

    assert.ok(arrived instanceof AggregateError && arrived.cause instanceof RangeError);
    assert.equal((arrived.cause as NodeJS.ErrnoException).code, 'E_WHY');
    assert.ok(arrived.errors[0] instanceof TypeError && arrived.errors[1] === 2);
    assert.ok(arrived.error instanceof SyntaxError && arrived.suppressed instanceof URIError);
    assert.deepEqual(Object.keys(arrived), ['error', 'suppressed']);
  });

  it('are whole in a plain object, as validators keep them', () => {
    const fields = { email: new HttpError({ status: 1 }), count: 3 };

    const arrived = crossError(Object.assign(new Error('invalid'), { errors: fields }));

    assert.ok(arrived.errors.email instanceof TypeError);
    assert.deepEqual([arrived.errors.email.status, arrived.errors.count], [1, 3]);
  });

  it('stay shared', () => {
    const shared = new Error('shared');
    const data = { a: 1 };
    const thrown = new AggregateError([shared, Object.assign(new Error('x'), { data })], 'all', {
      cause: shared,
    });

    const arrived = crossError(Object.assign(thrown, { data }));

    assert.equal(arrived.cause, arrived.errors[0]);
    assert.equal(arrived.data, arrived.errors[1].data);
  });

  it('may form a cycle', () => {
    const outer = new Error('outer');
    outer.cause = new Error('inner', { cause: outer });

    const arrived = crossError(outer);

    assert.equal((arrived.cause as Error).cause, arrived);
  });

  it('may be a chain of 20,000', () => {
    let thrown = new Error('first');
    for (let depth = 1; depth < 20_000; depth += 1) thrown = new Error('next', { cause: thrown });

    let arrived: unknown = cross(thrown);

    let depth = 0;
    for (; arrived instanceof Error; arrived = arrived.cause) depth += 1;
    assert.equal(depth, 20_000);
  });

  it('each say where they ran, and only the outermost who asked', () => {
    const submitted = 'Error\n    at main (file:///app/main.js:4:22)';

    const arrived = crossError(new Error('x', { cause: new Error('y') }), { submitted });

    assert.match(arrived.stack ?? '', /at worker 3 \(pid 4242\)\n {4}at main \(file:/);
    assert.match((arrived.cause as Error).stack ?? '', /at worker 3 \(pid 4242\)$/);
  });
});

describe('what could not cross', () => {
  it('is left out and named in the last line of the stack', () => {
    const thrown = Object.assign(new Error('x'), {
      kept: 1,
      socket: new Socket(),
      retry: function retry(): void {},
    });
    const fail = (): never => assert.fail('read');
    Object.defineProperty(thrown, 'broken', { enumerable: true, get: fail });

    const arrived = crossError(thrown);

    assert.deepEqual({ ...arrived }, { kept: 1 });
    assert.equal(
      arrived.stack?.split('\n').at(-1),
      '    (left out, because they cannot be sent: socket, a net.Socket; ' +
        'retry, function retry; broken, a getter that threw)',
    );
  });

  it('is named for the cause too, in its own stack', () => {
    const cause = Object.assign(new Error('y'), { f: Math.max });

    const arrived = crossError(new Error('x', { cause }));

    assert.match((arrived.cause as Error).stack ?? '', /left out.*: f, function max\)$/);
  });

  it('names a cause that is a function, though it is not in loops', () => {
    const arrived = crossError(new Error('x', { cause: Math.max }));

    assert.match(arrived.stack ?? '', /left out.*: cause, function max\)$/);
    assert.ok(!('cause' in arrived));
  });

  it('is not named if it was hidden from loops, as the methods of Node on its errors are', () => {
    const arrived = crossError(Object.defineProperty(new Error('x'), 'f', { value: () => 1 }));

    assert.doesNotMatch(arrived.stack ?? '', /left out/);
  });

  it('keeps its place in a list of errors', () => {
    const arrived = crossError(new AggregateError([new Error('a'), () => 1, new Error('b')]));

    assert.equal(arrived.errors.length, 3);
    assert.ok(arrived.errors[1] instanceof NotSendableError);
    assert.match(arrived.errors[1].message, /an anonymous function could not be sent/);
  });
});

describe('a thrown value that is no error', () => {
  const VALUES = [
    undefined,
    null,
    42,
    -0,
    NaN,
    '',
    'text',
    true,
    10n,
    { a: 1 },
    [1, { b: 2 }],
    new Map([[1, 2]]),
    Symbol.for('x'),
  ];
  for (const value of VALUES) {
    it(`arrives as it is: ${inspect(value)}`, () => {
      const byThread = decodeError(sendToThread(encodeError(value)), { worker: WORKER });

      assert.deepStrictEqual(cross(value), value);
      assert.deepStrictEqual(byThread, value);
    });
  }

  it('keeps the errors in it whole', () => {
    const arrived = cross({ status: 3, error: new RangeError('inside') });

    assert.ok(arrived !== null && typeof arrived === 'object' && 'error' in arrived);
    assert.ok(arrived.error instanceof RangeError);
  });

  it('arrives as a NotSendableError that describes it when it cannot cross', () => {
    const arrived = cross(
      { deep: { socket: new Socket() } },
      { submitted: 'Error\n    at main (a.js:1:1)' },
    );

    assert.ok(arrived instanceof NotSendableError);
    assert.equal(
      arrived.message,
      'cannot send what the task threw, an object, to the caller\n' +
        "  because its property 'deep.socket' is a net.Socket: open handles belong to one process\n" +
        "  → open it inside the function, or in the pool's initializer",
    );
    assert.match(arrived.stack ?? '', /at worker 3 \(pid 4242\)\n {4}at main \(a\.js:1:1\)$/);
  });

  it('arrives as a NotSendableError for a function and for a symbol of its own', () => {
    for (const value of [function upload(): void {}, Symbol('mine')]) {
      assert.ok(cross(value) instanceof NotSendableError);
    }
  });
});

describe('the stack', () => {
  it('is that of the worker, then the worker, then the call without its first line', () => {
    const thrown = new Error('x');

    const arrived = crossError(thrown, {
      submitted: 'Error: ignored\n    at a (a.js:1:1)\n    at b (b.js:2:2)',
    });

    assert.equal(
      arrived.stack,
      `${thrown.stack}\n    at worker 3 (pid 4242)\n    at a (a.js:1:1)\n    at b (b.js:2:2)`,
    );
  });

  it('ends with the worker if nobody knows who asked', () => {
    const arrived = crossError(new Error('x'), { submitted: 'Error' });

    assert.match(arrived.stack ?? '', /\n {4}at worker 3 \(pid 4242\)$/);
  });

  for (const stack of [undefined, 42, '', { a: 1 }]) {
    it(`begins with name and message where the error has ${inspect(stack)} for a stack`, () => {
      const thrown: object = Object.assign(new TypeError('boom'), { stack });

      const arrived = cross(thrown);

      assert.ok(arrived instanceof TypeError);
      assert.equal(arrived.stack, 'TypeError: boom\n    at worker 3 (pid 4242)');
    });
  }

  it('keeps a message of millions of characters whole', () => {
    const message = `start${'x'.repeat(17 * 2 ** 20)}end`;

    assert.ok(crossError(new Error(message)).message === message);
  });

  it('keeps both ends of one that has more than 32 Mi', () => {
    const arrived = crossError(new Error(`start${'x'.repeat(2 ** 25)}end`));

    assert.ok(arrived.message.length < 2 ** 25 + 100);
    assert.match(arrived.message, /^start/);
    assert.match(arrived.message, /characters left out\) …x+end$/);
    assert.match(arrived.stack ?? '', /at worker 3 \(pid 4242\)$/);
  });

  it('tells of both workers when a pool runs inside a pool', () => {
    const inner = crossError(new Error('x'), { worker: 'worker 1 (pid 5)' });

    const arrived = crossError(inner);

    assert.match(arrived.stack ?? '', /at worker 1 \(pid 5\)\n {4}at worker 3 \(pid 4242\)$/);
  });
});

describe('decodeError', () => {
  const MALFORMED: readonly unknown[] = [
    undefined,
    null,
    42,
    {},
    { kind: 'other' },
    { kind: 'thrown' },
    { kind: 'thrown', errors: [{}], root: { is: 'error', index: 0 } },
    { kind: 'thrown', errors: [], root: { is: 'list', items: [null] } },
  ];
  for (const payload of MALFORMED) {
    it(`answers a ProtocolError and does not throw on ${inspect(payload)}`, () => {
      const arrived = decodeError(payload as never, { worker: WORKER }); // foreign bytes

      assert.ok(arrived instanceof ProtocolError);
    });
  }

  it('keeps an error one of whose values cannot be read any more', () => {
    const thrown = Object.assign(new Error('x'), { code: compileNothing() });

    const arrived = crossError(thrown);

    assert.equal(arrived.message, 'x');
    assert.ok(arrived.code instanceof NotSendableError);
  });

  it('gives back message, name, code and data of any error', () => {
    const data = fc.anything({
      withBigInt: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      maxDepth: 3,
    });
    fc.assert(
      fc.property(fc.string(), fc.string(), data, data, (message, name, first, second) => {
        const thrown = Object.assign(new RangeError(message, { cause: first }), {
          name,
          data: { second },
        });

        const arrived = crossError(thrown);

        assert.ok(arrived instanceof RangeError);
        assert.deepStrictEqual([arrived.message, arrived.name], [message, name]);
        assert.deepStrictEqual(arrived.cause, first);
        assert.deepStrictEqual(arrived.data, { second });
      }),
    );
  });
});
