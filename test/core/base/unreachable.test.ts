import assert from 'node:assert/strict';
import { it } from 'node:test';
import { InvariantError } from '#dist/core/base/errors.js';
import { unreachable } from '#dist/core/base/unreachable.js';

it('says what was there where the compiler had proved that nothing could be', () => {
  assert.throws(
    () => unreachable('surprise' as never),
    (error) => error instanceof InvariantError && error.message.startsWith('unexpected surprise'),
  );
});
