import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createSecretKey } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createReadStream } from 'node:fs';
import { BlockList, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { MIMEType } from 'node:util';
import {
  arrivesWhole,
  findLostObject,
  LostObjectError,
  mayHaveLost,
  platformNameOf,
  platformPrototypeOf,
  refuseLost,
  wholeBytesOfValue,
} from '#dist/core/base/lost-object.js';
import { UncloneableError, valueOfBytes } from '#dist/core/base/value-bytes.js';

class Own {
  readonly #hidden = 1;
  read(): number {
    return this.#hidden;
  }
}

/** Refuses every question that a proxy can be asked. */
function untouchable(target: object): object {
  const traps = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'];
  const fail = () => assert.fail('a trap has run');
  return new Proxy(target, Object.fromEntries(traps.map((trap) => [trap, fail])));
}

describe('wholeBytesOfValue', () => {
  it('writes what arrives whole, empty objects included', () => {
    for (const value of [1, {}, { a: {} }, [[], {}], new Map([[{}, {}]]), new Error('x')])
      assert.deepStrictEqual(valueOfBytes(wholeBytesOfValue(value)), value);
  });

  it('refuses what would arrive empty, wherever it is, and says what it is', () => {
    const url = new URL('https://a.b/');
    const error = new Error('x', { cause: url });

    for (const value of [url, { a: url }, [[url]], new Map([[url, 1]]), new Map([[1, url]]), new Set([url]), error]) // biome-ignore format: one row
      assert.throws(() => wholeBytesOfValue(value), LostObjectError);
    assert.throws(() => wholeBytesOfValue({ url }), {
      message: /^nothing would be left of .*URL/,
    });
  });

  it('refuses in the way of everything that cannot be cloned', () => {
    assert.ok(new LostObjectError(new Headers()) instanceof UncloneableError);
    assert.throws(() => wholeBytesOfValue(() => 1), UncloneableError);
  });

  it('takes instances of the user’s classes, of which structured clone leaves the fields', () => {
    const arrived = valueOfBytes(wholeBytesOfValue({ own: new Own() }));

    assert.deepEqual(arrived, { own: {} });
  });
});

describe('mayHaveLost', () => {
  it('says whether there is an empty object, from the given byte on', () => {
    const bytes = wholeBytesOfValue({ a: {} });

    assert.equal(mayHaveLost(bytes, 0), true);
    assert.equal(mayHaveLost(bytes, bytes.length - 1), false);
    assert.equal(mayHaveLost(wholeBytesOfValue({ a: { b: 1 } }), 0), false);
  });
});

describe('findLostObject', () => {
  it('finds the first in reach of the values, the nearest first', () => {
    const [first, second] = [new Headers(), new AbortController()];

    assert.equal(findLostObject([1, 'a', null, [{ deep: [first] }]]), first);
    assert.equal(findLostObject([{ deep: { er: [first] } }, { second }]), second);
    assert.equal(findLostObject([1, {}, [new Date()], new Own()]), undefined);
  });

  it('asks which of them arrive nevertheless, with the prototype of their class', () => {
    const [url, blob] = [new URL('https://a.b/'), new Blob(['x'])];
    const asked: unknown[] = [];

    const found = findLostObject([blob, url], (object, prototype) => {
      asked.push([object, prototype]);
      return object === blob;
    });

    assert.equal(found, url);
    assert.deepEqual(asked, [
      [blob, Blob.prototype],
      [url, URL.prototype],
    ]);
  });

  it('comes to its end in a circle', () => {
    const circle: { self?: unknown } = {};
    circle.self = [circle];

    assert.equal(findLostObject([circle, circle]), undefined);
  });

  it('runs no getter and no trap of a proxy', () => {
    const values = [
      {
        get a(): never {
          return assert.fail('a getter has run');
        },
      },
      untouchable({ url: new URL('https://a.b/') }),
      new (class extends Map {
        override forEach(): never {
          return assert.fail('the user’s own method has run');
        }
      })(),
    ];

    assert.equal(findLostObject([values, ...values]), undefined);
  });
});

describe('refuseLost', () => {
  it('throws if one is there that is not allowed', () => {
    const values = [{ controller: new AbortController() }];

    assert.throws(() => refuseLost(values), LostObjectError);
    assert.doesNotThrow(() => refuseLost(values, () => true));
    assert.doesNotThrow(() => refuseLost([{}]));
  });
});

describe('platformPrototypeOf', () => {
  const OF_PLATFORM: readonly (readonly [object, name: string])[] = [
    [new URL('https://a.b/'), 'URL'],
    [new TextDecoder(), 'TextDecoder'],
    [new DOMException('x'), 'DOMException'],
    [new AsyncLocalStorage(), 'AsyncLocalStorage'],
    [new BlockList(), 'BlockList'],
    [new MIMEType('a/b'), 'MIMEType'],
    [createSecretKey(Buffer.from('x')), 'KeyObject'],
    [new (class Page extends URL {})('https://a.b/'), 'URL'],
  ];
  for (const [object, name] of OF_PLATFORM) {
    it(`is that of ${name} for ${object.constructor.name}`, () => {
      const prototype = platformPrototypeOf(object);

      assert.ok(prototype !== undefined);
      assert.equal(platformNameOf(prototype), name);
      assert.ok(Object.prototype.isPrototypeOf.call(prototype, object));
    });
  }

  it('is none for what the language has, and for the user’s classes', () => {
    for (const object of [{}, [], new Date(), new Map(), new Error('x'), new Own(), Object.create(null) as object]) // biome-ignore format: one row
      assert.equal(platformPrototypeOf(object), undefined);
  });

  it('is none for a class that only has the same name', () => {
    const { URL: Mine, KeyObject } = { URL: class URL {}, KeyObject: class KeyObject {} };

    assert.equal(platformPrototypeOf(new Mine()), undefined);
    assert.equal(platformPrototypeOf(new KeyObject()), undefined);
  });

  it('is none, without running a trap, behind a proxy in the chain of prototypes', () => {
    const object = Object.create(untouchable(URL.prototype)) as object;

    assert.equal(platformPrototypeOf(object), undefined);
  });
});

describe('An object of which something would arrive, but not what it is', () => {
  it('is found in a value by what all emitters have', () => {
    for (const handle of [createServer(), createReadStream('/dev/null').destroy()])
      assert.throws(() => wholeBytesOfValue({ deep: [handle] }), LostObjectError);
  });

  it('is no emitter of the program', () => {
    class Bus extends EventEmitter {
      readonly name = 'bus';
    }

    assert.deepEqual((valueOfBytes(wholeBytesOfValue(new Bus())) as Bus).name, 'bus');
  });
});

describe('arrivesWhole', () => {
  it('is true of the few that postMessage can copy', () => {
    assert.equal(arrivesWhole(new Blob(['x']), Blob.prototype), true);
    assert.equal(arrivesWhole(new URL('https://a.b/'), URL.prototype), false);
    assert.equal(arrivesWhole(new Headers(), Headers.prototype), false);
  });

  it('is false of what refuses to be copied', () => {
    const { port1, port2 } = new MessageChannel();

    const arrives = arrivesWhole(port1, MessagePort.prototype);

    port1.close();
    port2.close();
    assert.equal(arrives, false);
  });
});

describe('platformNameOf', () => {
  it('is the name of the class, or a word for what has none', () => {
    assert.equal(platformNameOf(Headers.prototype), 'Headers');
    assert.equal(platformNameOf(Object.create(null) as object), 'object');
  });
});
