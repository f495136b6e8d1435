import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settle } from '#dist/core/api/async-result.js';
import type { Outcome } from '#dist/core/base/outcome.js';

function settled(outcome: Outcome<unknown>): unknown[] {
  const calls: unknown[] = [];
  settle(outcome, {
    resolve: (value) => calls.push(['resolve', value]),
    reject: (error) => calls.push(['reject', error]),
  });
  return calls;
}

describe('settle', () => {
  it('resolves with the value', () => {
    assert.deepEqual(settled({ ok: true, value: 1 }), [['resolve', 1]]);
  });

  it('rejects with the error', () => {
    assert.deepEqual(settled({ ok: false, error: 'no' }), [['reject', 'no']]);
  });

  it('tells an undefined that was returned from one that was thrown', () => {
    assert.deepEqual(settled({ ok: true, value: undefined }), [['resolve', undefined]]);
    assert.deepEqual(settled({ ok: false, error: undefined }), [['reject', undefined]]);
  });
});
