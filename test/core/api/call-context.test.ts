import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packedContext } from '#dist/core/api/call-context.js';
import { NotSendableError } from '#dist/core/base/errors.js';
import { unpackContext } from '#dist/core/base/packed-context.js';

describe('packedContext', () => {
  it('takes a value, or what a function returns at the call', () => {
    let calls = 0;
    const next = (): number => (calls += 1);

    assert.equal(unpackContext(packedContext('id', 'f').context ?? ''), 'id');
    assert.equal(unpackContext(packedContext(next, 'f').context ?? ''), 1);
    assert.equal(calls, 1);
  });

  it('takes nothing for nothing', () => {
    assert.deepEqual([packedContext(undefined, 'f'), packedContext(() => {}, 'f')], [{}, {}]);
  });

  it('says which context cannot be sent, and why', () => {
    const refused = (error: unknown): boolean =>
      error instanceof NotSendableError &&
      /the context of a call of 'f'[^]*'g'/.test(error.message);

    assert.throws(() => packedContext({ g: () => 1 }, 'f'), refused);
  });
});
