import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeFunction } from '#dist/core/codec/function/decode-function.js';
import { encodeCaptured } from '#dist/core/codec/function/encode-captured.js';

const OPTIONS = { allowShared: false, remakeConstants: true, useFiles: false, byHash: false, judgeStability: true } as const; // biome-ignore format: one row

describe('A captured function', () => {
  it('is a graph, with a hash of it', async () => {
    const factor = 3;
    const encode = () => encodeCaptured((x: number) => x * factor, 'times', OPTIONS);

    const { payload } = encode();

    assert.equal(payload.id, encode().payload.id);
    assert.match(payload.id, /^[\w-]{22}$/);
    assert.equal(((await decodeFunction(payload)) as (x: number) => number)(2), 6);
  });

  it('that cannot be sent says why', () => {
    const socket = new Promise(() => {});

    assert.throws(() => encodeCaptured(() => socket, 'f', OPTIONS), /cannot send 'f'.*socket/s);
  });
});
