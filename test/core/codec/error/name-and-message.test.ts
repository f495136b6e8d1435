import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeError } from '#dist/core/codec/error/decode-error.js';
import { encodeError } from '#dist/core/codec/error/encode-error.js';
import { fc } from '../../../property.ts';
import { crossError, sendToProcess, sendToThread, WORKER } from './cross-error.ts';

/** Counts what runs of it. */
let runs = 0;

type Make = new (message?: string) => Error;

/** Inside of a function, so that nobody finds them but who can see them. */
function makeClasses() {
  class Plain extends Error {}
  class Named extends TypeError {}
  Object.assign(Named.prototype, { name: 'ByPrototype', message: 'by prototype' });
  class Got extends RangeError {
    override get message(): string {
      runs += 1;
      return 'got';
    }
    override get name(): string {
      runs += 1;
      return 'Got!';
    }
  }
  class Secret extends Error {
    readonly #text = 'of a private field';
    override get message(): string {
      return this.#text;
    }
  }
  class Odd extends Error {
    override get message(): string {
      return 5 as unknown as string; // what a getter may do all the same
    }
  }
  class Several extends AggregateError {
    constructor(message?: string) {
      super([], message);
    }
  }
  class Web extends DOMException {
    override get message(): string {
      return 'web';
    }
  }
  const around = (): unknown => [Plain, Named, Got, Secret, Odd, Several, Web];
  return { Plain, Named, Got, around, all: [Plain, Named, Got, Secret, Odd, Several, Web] };
}

const { Plain, Named, Got, around, all } = makeClasses();
const CLASSES: readonly Make[] = [Error, ...all];

const TEXTS = ['', 'm', 'two\nlines', undefined] as const;

/** What happens to one of the two: nothing, mostly. */
const CHANGES: Readonly<Record<string, (error: Error, key: 'name' | 'message') => void>> = {
  'is left alone': () => undefined,
  'is deleted': (error, key) => Reflect.deleteProperty(error, key),
  'is hidden': (error, key) => Object.defineProperty(error, key, { value: 'h', writable: true }),
  'is in loops': (error, key) =>
    Object.defineProperty(error, key, { value: '', enumerable: true, configurable: true }),
  'is a number': (error, key) => Object.defineProperty(error, key, { value: 7 }),
  'is undefined': (error, key) => Object.defineProperty(error, key, { value: undefined }),
  'is a getter': (error, key) => Object.defineProperty(error, key, { get: () => 'own getter' }),
};

const changed = fc.constantFrom(...Object.keys(CHANGES));

function change(error: Error, key: 'name' | 'message', how: string): void {
  CHANGES[how]?.(error, key);
}

function seen(error: Error, key: 'name' | 'message'): unknown[] {
  const descriptor = Object.getOwnPropertyDescriptor(error, key);
  return [error[key], descriptor !== undefined, descriptor?.enumerable];
}

describe('The name and the message of an error', () => {
  it('read as they did, and are its own where they were, whether its class is known or not', () => {
    const thrown = fc.record({
      make: fc.constantFrom(...CLASSES),
      text: fc.constantFrom(...TEXTS),
      name: changed,
      message: changed,
      isKnown: fc.boolean(),
      send: fc.constantFrom(sendToProcess, sendToThread),
    });

    fc.assert(
      fc.property(thrown, ({ make, text, name, message, isKnown, send }) => {
        const error = new make(text);
        change(error, 'name', name);
        change(error, 'message', message);

        const payload = send(encodeError(error));
        const arrived = decodeError(payload, {
          worker: WORKER,
          ...(isKnown ? { fn: around } : {}),
        }) as Error; // an error was thrown

        for (const key of ['name', 'message'] as const) {
          const [value, isOwn, isEnumerable] = seen(error, key);
          assert.equal(arrived[key], value, key);
          if (isOwn === true) assert.deepEqual(seen(arrived, key), [value, isOwn, isEnumerable]);
          else assert.ok(!Object.keys(arrived).includes(key));
        }
      }),
    );
  });

  it('are inherited here if they were there, and the class says the same', () => {
    const errors = [new Error(), new Plain(), new Named(), new RangeError()];

    const arrived = errors.map((error) => crossError(error, { fn: around }));

    assert.deepEqual(arrived.map(Object.keys), [[], [], [], []]);
    for (const error of arrived)
      assert.deepEqual(Object.getOwnPropertyNames(error).sort(), ['stack']);
  });

  it('are not asked of a getter of the class, which nobody here has called', () => {
    const payload = encodeError(new Got());
    runs = 0;

    const arrived = decodeError(payload, { worker: WORKER, fn: around }) as Error; // thrown above

    assert.equal(runs, 0);
    assert.ok(arrived instanceof Got);
    assert.deepEqual([arrived.name, arrived.message], ['Got!', 'got']);
  });

  it('are asked once where it was thrown', () => {
    const error = new Got();
    assert.match(error.stack ?? '', /^Got!: got\n/); // V8 asks for its own purposes
    runs = 0;

    encodeError(error);

    assert.equal(runs, 2); // the name, and the message
  });

  it('are those of an Error if it had none', () => {
    const none: Error = Object.setPrototypeOf(new Error('m'), Object.prototype) as Error; // still one
    Reflect.deleteProperty(none, 'message');

    const arrived = crossError(none);

    assert.equal(Object.getPrototypeOf(arrived), Error.prototype);
    assert.deepEqual([arrived.name, arrived.message], ['Error', '']);
  });

  it('are named if they cannot be sent', () => {
    const arrived = crossError(
      Object.defineProperty(new Error('m'), 'message', { value: () => 1 }),
    );

    assert.equal(arrived.message, '');
    assert.match(arrived.stack ?? '', /left out, because they cannot be sent: message, /);
  });
});

describe('More properties than an error should have', () => {
  it('are left out, and their number is told', () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`p${i}`, i]));

    const arrived = crossError(Object.assign(new Error('m'), many));

    assert.match(arrived.stack ?? '', /left out, .*2002 more, properties beyond the first 1000/);
  });
});
