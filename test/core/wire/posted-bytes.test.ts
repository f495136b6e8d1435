import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toPosted } from '#dist/core/wire/posted.js';
import { bytesIn } from '#dist/core/wire/posted-bytes.js';
import type { FromWorker } from '#dist/core/wire/messages.js';

function done(...values: unknown[]): FromWorker {
  return { kind: 'done', results: [{ id: 1, from: 0, values, errors: [], runMs: 0 }], memory: 0 };
}

describe('The bytes of what is posted', () => {
  it('are the characters of a text', () => {
    assert.equal(bytesIn('abc'), 3);
  });

  it('are those of buffers and views', () => {
    assert.equal(bytesIn([1, new ArrayBuffer(5), new Float64Array(2)]), 21);
  });

  it('are those of buffers in values and in arguments', () => {
    const { value } = toPosted(
      done(new Uint8Array(1 << 15), [Buffer.from(new ArrayBuffer(1 << 14))]),
    );

    assert.equal(bytesIn(value), (1 << 15) + (1 << 14));
  });

  it('are none where nothing is known of them', () => {
    for (const posted of [undefined, null, 1, {}, [{ a: 1 }, null]])
      assert.equal(bytesIn(posted), 0);
  });
});
