import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { open } from 'node:fs/promises';
import { Server as HttpServer } from 'node:http';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { describeValue } from '#dist/core/base/describe.js';
import { fc } from '../../property.ts';

class Point {
  x = 1;
}
class Upload extends Socket {}
function upload(): void {}

const TEXTS: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['true', true],
  ['-1', -1],
  ['-0', -0],
  ['NaN', NaN],
  ['1.5', 1.5],
  ['12n', 12n],
  ['a bigint of about 4000 bits', 2n ** 3999n],
  ['"abc"', 'abc'],
  ['"a\\"b\\n"', 'a"b\n'],
  ['Symbol(x)', Symbol('x')],
  ['function upload', upload],
  [
    'an anonymous function',
    (
      () => () =>
        1
    )(),
  ],
  ['class Point', Point],
  ['an anonymous class', (() => class {})()],
  ['an array of 3', [1, 2, 3]],
  ['an object', { a: 1 }],
  ['an object without a prototype', Object.create(null)],
  ['a Point', new Point()],
  ['a Date', new Date(0)],
  ['a RegExp', /x/],
  [
    'a Map of 2',
    new Map([
      [1, 1],
      [2, 2],
    ]),
  ],
  ['a Set of 1', new Set([1])],
  ['a Promise', Promise.resolve()],
  ['a Uint8Array', new Uint8Array(2)],
  ['a Buffer', Buffer.from('a')],
  ['an ArrayBuffer', new ArrayBuffer(1)],
  ['a URL', new URL('http://a')],
  ['a Proxy', new Proxy({}, {})],
  ['a Proxy', new Proxy(upload, {})],
  ['a TypeError ("boom")', new TypeError('boom')],
  ['an Error', new Error()],
  ['an AggregateError', new AggregateError([])],
  ['a net.Socket', new Socket()],
  ['a dgram.Socket', createSocket('udp4').close()],
  ['an http.Server', new HttpServer()],
  ['a net.Socket', new Upload()],
  ['a TypeError ("far")', runInNewContext('new TypeError("far")')],
];

describe('describeValue', () => {
  for (const [text, value] of TEXTS) {
    it(`says ${text}`, () => {
      assert.equal(describeValue(value), text);
    });
  }

  it('knows a file handle, whose class no module exports', async () => {
    const handle = await open(process.execPath);

    const text = describeValue(handle);

    await handle.close();
    assert.equal(text, 'an fs.promises.FileHandle');
  });

  it('does not take a class of that name for the one of Node', () => {
    const own = new (class Socket {})();

    assert.equal(describeValue(own), 'a Socket');
  });

  it('cuts long texts, and never through a character', () => {
    const text = describeValue(`a${'😀'.repeat(100)}`);

    assert.ok(text.length <= 70, text);
    assert.ok(!/\p{Surrogate}/u.test(text), 'half a character was left');
    assert.match(text, /…"$/);
  });

  it('says something of a revoked Proxy', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();

    assert.equal(describeValue(proxy), 'a Proxy');
  });

  it('runs no code of the value', () => {
    const trap = (): never => assert.fail('foreign code ran');
    const hostile = Object.create(Object.create(Object.prototype, { constructor: { get: trap } }), {
      toString: { get: trap },
      message: { get: trap },
      [Symbol.toStringTag]: { get: trap },
    });

    assert.equal(describeValue(hostile), 'an object');
  });

  it('survives a Proxy among the prototypes', () => {
    const proxy = new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error('no');
        },
      },
    );

    assert.equal(typeof describeValue(Object.create(proxy)), 'string');
  });

  it('is one short line whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (value) => {
        const text = describeValue(value);

        assert.ok(text.length > 0 && text.length < 140, text);
        assert.ok(!text.includes('\n'), text);
      }),
    );
  });
});
