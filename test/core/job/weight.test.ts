import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { weigh } from '#dist/core/job/weight.js';

describe('weigh', () => {
  const cases: readonly (readonly [what: string, value: unknown, least: number, most: number])[] = [
    ['a number', 1, 8, 8],
    ['a text', 'x'.repeat(1000), 1000, 1010],
    ['a buffer', new Uint8Array(5000), 5000, 5010],
    [
      'a buffer in an object in a list',
      [{ name: 'a', data: Buffer.alloc(1 << 20) }],
      1 << 20,
      1.1 * 2 ** 20,
    ],
    ['a long list, by its first items', Array.from({ length: 1e6 }, () => 'abcdefgh'), 8e6, 20e6],
    ['an empty object', {}, 8, 8],
    [
      'a list of lists without end',
      Array.from({ length: 1e3 }, () => Array.from({ length: 1e3 })),
      1e3,
      1e10,
    ],
  ];

  for (const [what, value, least, most] of cases) {
    it(`weighs ${what}`, () => {
      const bytes = weigh(value);

      assert.ok(bytes >= least && bytes <= most, `${bytes}`);
    });
  }

  it('comes to an end where a value is in itself', () => {
    const loop: unknown[] = ['x'.repeat(100)];
    loop.push(loop, loop);

    assert.ok(Number.isFinite(weigh(loop)));
  });

  it('runs no code of the caller', () => {
    const bomb = (): never => {
      throw new Error('it ran');
    };
    const proxy = new Proxy(
      {},
      { get: bomb, ownKeys: bomb, getOwnPropertyDescriptor: bomb, getPrototypeOf: bomb },
    );
    const values = [
      proxy,
      Object.defineProperty({}, 'x', { get: bomb, enumerable: true }),
      [proxy],
    ];

    assert.doesNotThrow(() => weigh(values));
  });
});
