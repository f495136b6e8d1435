import assert from 'node:assert/strict';

/** What a promise rejects with. */
export async function caught(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  assert.ok('error' in outcome, 'nothing was thrown');
  return outcome.error;
}
