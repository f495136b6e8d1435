import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeFunction } from '#dist/core/codec/function/decode-function.js';
import { encodeApplied } from '#dist/core/codec/function/encode-applied.js';
import { functionOf } from '#dist/core/codec/function/encode-function.js';

describe('A function applied to another', () => {
  const twice = (fn: (x: number) => number, x: number): number => fn(fn(x));

  it('arrives as one that takes the rest of the arguments', async () => {
    const by = 3;
    const payload = encodeApplied(twice, (x: number) => x * by, {});

    const call = (await decodeFunction(structuredClone(payload))) as (x: number) => number;

    assert.equal(call(2), 18);
  });

  it('is called as what it is applied to, which is looked into for the classes of errors', () => {
    const triple = (x: number): number => x * 3;

    const payload = encodeApplied(twice, triple, {});

    assert.equal(payload.name, 'triple');
    assert.equal(functionOf(payload), triple);
  });

  it('is the same as long as both are', () => {
    const triple = (x: number): number => x * 3;

    assert.equal(encodeApplied(twice, triple, {}).id, encodeApplied(twice, triple, {}).id);
    assert.notEqual(
      encodeApplied(twice, triple, {}).id,
      encodeApplied(twice, (x: number) => x, {}).id,
    );
  });

  it('that cannot be sent says so', () => {
    const { stdout } = process;

    assert.throws(() => encodeApplied(twice, () => stdout, {}), { code: 'ERR_POOL_NOT_SENDABLE' });
  });
});
