import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Chain } from '#dist/core/base/chain.js';
import { decodeFunction } from '#dist/core/codec/function/decode-function.js';
import { encodeChain } from '#dist/core/codec/function/encode-chain.js';
import { functionOf } from '#dist/core/codec/function/encode-function.js';
import { type AnyFunction, task } from '#dist/core/codec/function/task.js';

function chainOf(...fns: readonly AnyFunction[]): Chain<AnyFunction> {
  return {
    stages: fns.map((fn) => ({ kind: 'map' as const, fn })),
    end: { kind: 'reduce', fns: [(a: number, b: number) => a + b] },
  };
}

async function decode(payload: ReturnType<typeof encodeChain>): Promise<Chain<AnyFunction>> {
  const give = await decodeFunction(structuredClone(payload));
  return give() as Chain<AnyFunction>;
}

describe('A chain', () => {
  it('arrives with all its functions, by reference or by value, and what they have captured', async () => {
    const factor = 3;
    const byValue = (x: number): number => x * factor;
    const byReference = task(import.meta.resolve('manyhands'), 'range');

    const chain = await decode(encodeChain('a chain', chainOf(byValue, byReference)));

    const [scale, range] = chain.stages.map(({ fn }) => fn);
    assert.deepEqual(
      chain.stages.map(({ kind }) => kind),
      ['map', 'map'],
    );
    assert.equal(scale?.(5), 15);
    assert.ok(range !== undefined);
    assert.deepEqual([...(range(3) as Iterable<number>)], [0, 1, 2]);
    assert.equal(chain.end.kind, 'reduce');
    assert.equal(chain.end.fns[0]?.(1, 2), 3);
  });

  it('is the same payload while its functions are the same, and another otherwise', () => {
    let factor = 1;
    const scale = (x: number): number => x * factor;
    const chain = chainOf(scale);

    const [first, second] = [encodeChain('c', chain), encodeChain('c', chain)];
    factor = 2;
    const [third, renamed] = [encodeChain('c', chain), encodeChain('d', chain)];

    assert.equal(first, second);
    assert.notEqual(first.id, third.id);
    assert.deepEqual([third.name, renamed.name], ['c', 'd']);
  });

  it('refuses what cannot be sent, in the name of the function', () => {
    const secret = new WeakMap();
    const keep = (x: object): boolean => secret.has(x);

    assert.throws(
      () => encodeChain('c', chainOf(String, keep)),
      /^NotSendableError: cannot send 'keep'/,
    );
  });

  it('can be looked into, for the classes of its errors', () => {
    const one = (): number => 1;

    const payload = encodeChain('c', chainOf(one));

    const look = functionOf(payload) as () => readonly AnyFunction[];
    assert.ok(look().includes(one));
  });
});
