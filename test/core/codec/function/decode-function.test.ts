import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serialize } from 'node:v8';
import { decodeFunction } from '#dist/core/codec/function/decode-function.js';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import type { Graph } from '#dist/core/codec/function/function-body.js';
import { double } from './fixtures/jobs.js';

function payloadOf({ nodes, cells = [] }: Partial<Graph>) {
  const body = { kind: 'captured' as const, bytes: serialize({ nodes, cells }) };
  return { id: '1', name: 'f', body };
}

describe('decodeFunction', () => {
  it('loads a function by reference: it is the very one of the module', async () => {
    const payload = encodeFunction(double);

    assert.equal(await decodeFunction(payload), double);
  });

  it('makes a new function by value at each call', async () => {
    const factor = 3;
    const payload = encodeFunction((x: number) => x * factor);

    const made = [await decodeFunction(payload), await decodeFunction(payload)];

    assert.notEqual(made[0], made[1]);
    assert.equal((made[0] as (x: number) => number)(2), 6);
  });

  it('refuses a payload that holds something else', async () => {
    const payload = payloadOf({ nodes: [{ kind: 'plain', value: 5 }] });

    await assert.rejects(decodeFunction(payload), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: "'f' is not a function in the worker",
    });
  });
});
