import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Cleanup } from '#dist/cluster/submit/cleanup.js';

const never = new Promise<void>(() => {});

describe('Cleanup', () => {
  it('is busy until all work has settled, also work that fails, and tells each time', async () => {
    let told = 0;
    const onSettled = (): void => {
      told += 1;
    };
    const cleanup = new Cleanup({ limitMs: 1000, onSettled });
    const before = cleanup.isBusy;

    cleanup.add(Promise.resolve());
    cleanup.add(Promise.reject(new Error('not connected')));
    const during = cleanup.isBusy;
    await cleanup.finish(async () => {});

    assert.deepEqual([before, during, cleanup.isBusy, told], [false, true, false, 2]);
  });

  it('does what comes last after everything else', async () => {
    const order: string[] = [];
    const cleanup = new Cleanup({ limitMs: 1000, onSettled: () => {} });
    const slow = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      order.push('work');
    };
    cleanup.add(slow());

    await cleanup.finish(async () => {
      order.push('last');
    });

    assert.deepEqual(order, ['work', 'last']);
  });

  it('does not wait longer than its limit', async () => {
    const cleanup = new Cleanup({ limitMs: 5, onSettled: () => {} });
    cleanup.add(never);
    let wasCalled = false;

    await cleanup.finish(async () => {
      wasCalled = true;
    });

    assert.deepEqual([wasCalled, cleanup.isBusy], [false, true]);
  });

  it('settles when what comes last fails', async () => {
    const cleanup = new Cleanup({ limitMs: 1000, onSettled: () => {} });

    await cleanup.finish(async () => await Promise.reject(new Error('away')));

    assert.equal(cleanup.isBusy, false);
  });
});
