import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { within } from '#dist/core/base/within.js';

const late = (): Error => new Error('too late');
const never = new Promise<never>(() => {});

/** How many timers are set in this program. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

describe('within', () => {
  it('settles as the promise does, and leaves no timer', async () => {
    const before = timers();

    assert.equal(await within(Promise.resolve(42), 60_000, late), 42);
    await assert.rejects(within(Promise.reject(new TypeError('no')), 60_000, late), TypeError);

    assert.equal(timers(), before);
  });

  it('rejects with the error that it was given when the time is up', async () => {
    await assert.rejects(within(never, 5, late), { message: 'too late' });
  });

  it('makes that error only when it is needed', async () => {
    let made = 0;
    const count = (): Error => {
      made += 1;
      return new Error('too late');
    };

    await within(Promise.resolve(), 60_000, count);
    assert.equal(made, 0);
    await assert.rejects(within(never, 1, count));
    assert.equal(made, 1);
  });

  it('takes a limit that is longer than timers can be set to', async () => {
    const soon = new Promise<string>((resolve) => {
      setTimeout(resolve, 20, 'done');
    });

    assert.equal(await within(soon, Number.POSITIVE_INFINITY, late), 'done');
  });
});
