import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findTask, task } from '#dist/core/codec/function/task.js';

const jobs = new URL('./fixtures/jobs.js', import.meta.url);

describe('task()', () => {
  it('refuses what is no absolute URL', () => {
    assert.throws(() => task('./jobs.js', 'double'), {
      code: 'ERR_POOL_OPTION',
      message: 'task: the module must be an absolute URL such as import.meta.url, not "./jobs.js"',
    });
  });

  it('gives a stand-in that says what it is for when it is called', () => {
    const stand = task<(x: number) => number>(jobs, 'double');

    assert.throws(() => stand(1), {
      message: `task 'double' of ${jobs.href} is a name for a pool's workers: pass it to a pool`,
    });
  });

  it('names an export of a module that it does not load', () => {
    const missing = 'file:///nowhere/missing.js';

    const found = [task(missing, 'resize'), task(missing)].map(findTask);

    assert.deepEqual(found, [
      { kind: 'reference', module: missing, path: ['resize'], commonJs: false },
      { kind: 'reference', module: missing, path: ['default'], commonJs: false },
    ]);
  });

  it('gives a stand-in that bears the name of the export', () => {
    assert.equal(task<() => void>(jobs, 'double').name, 'double');
  });

  it('knows no other functions', () => {
    assert.equal(
      findTask(() => 1),
      undefined,
    );
  });
});
