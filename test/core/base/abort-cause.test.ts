import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AbortCause, abortReason, causeOf, numberOf } from '#dist/core/base/abort-cause.js';
import { PoolTerminatedError } from '#dist/core/base/errors.js';

const CAUSES: readonly AbortCause[] = ['cancelled', 'timedOut', 'ended'];

describe('The causes of an abort', () => {
  it('are numbers where nothing else can be shared, and none is 0', () => {
    assert.deepEqual(
      CAUSES.map((cause) => causeOf(numberOf(cause))),
      CAUSES,
    );
    assert.ok(CAUSES.every((cause) => numberOf(cause) > 0));
    assert.deepEqual([causeOf(0), causeOf(99)], [undefined, undefined]);
  });

  it('are told a task in the words of the web, and of the pool', () => {
    assert.deepEqual(
      CAUSES.map((cause) => abortReason(cause).name),
      ['AbortError', 'TimeoutError', 'PoolTerminatedError'],
    );
    assert.ok(abortReason('ended') instanceof PoolTerminatedError);
  });
});
