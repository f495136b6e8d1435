import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { installTaskScope, runInScope } from '#dist/core/base/task-scope.js';

afterEach(() => installTaskScope(undefined));

describe('runInScope', () => {
  it('just runs where there is no scope', () => {
    assert.equal(
      runInScope('{}', () => 42),
      42,
    );
  });

  it('runs in the scope that is installed, which is given the carrier', () => {
    const carriers: string[] = [];
    installTaskScope((carrier, run) => {
      carriers.push(carrier);
      return run();
    });

    assert.equal(
      runInScope('{"a":"b"}', () => 42),
      42,
    );
    assert.deepEqual(carriers, ['{"a":"b"}']);
  });
});
