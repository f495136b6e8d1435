import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LateModule } from '#dist/core/base/late-module.js';

const MODULE = { answer: 42 };

describe('A module that is loaded late', () => {
  it('is loaded at once, at its first use, and no more than once', () => {
    let loads = 0;
    const late = new LateModule<typeof MODULE>(
      () => {
        loads += 1;
        return MODULE;
      },
      () => assert.fail('imported as well'),
    );
    const before = loads;

    const answers = [late.with(({ answer }) => answer), late.with(({ answer }) => answer)];

    assert.equal(before, 0);
    assert.deepEqual(answers, [42, 42]);
    assert.equal(loads, 1);
  });

  it('comes with a promise where it cannot be had at once', async () => {
    const late = new LateModule(
      () => {
        throw new Error('being imported just now');
      },
      async () => await Promise.resolve(MODULE),
    );

    const answer = late.with(({ answer }) => answer);

    assert.ok(answer instanceof Promise);
    assert.equal(await answer, 42);
  });

  it('says what is wrong if it cannot be had at all', async () => {
    const late = new LateModule<typeof MODULE>(
      () => {
        throw new Error('no require');
      },
      async () => await Promise.reject(new Error('no file')),
    );

    await assert.rejects(async () => await late.with(({ answer }) => answer), /no file/);
  });
});
