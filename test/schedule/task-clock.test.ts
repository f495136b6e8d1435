import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TaskClock } from '#dist/schedule/task-clock.js';

/** Keeps the program alive meanwhile: the clock itself does not. */
async function expiry(start: (onExpire: () => void) => void): Promise<void> {
  const alive = setInterval(() => {}, 1 << 30);
  await new Promise<void>((resolve) => start(resolve));
  clearInterval(alive);
}

describe('TaskClock', () => {
  it('tells when a time is over, though nothing else happens in the program', async () => {
    const clock = new TaskClock();
    const events: string[] = [];
    const muchLater = setTimeout(() => events.push('much later'), 5000);

    await expiry((onExpire) => {
      clock.start(1, 1, () => {
        events.push('over');
        onExpire();
      });
    });
    clearTimeout(muchLater);

    assert.deepEqual(events, ['over']);
  });

  it('tells nothing of a clock that was stopped or started anew', async () => {
    const clock = new TaskClock();
    const told: string[] = [];
    clock.start(1, 1, () => told.push('stopped'));
    clock.start(2, 1, () => told.push('replaced'));

    clock.stop(1);
    clock.stop(99);
    await expiry((onExpire) => {
      clock.start(2, 1, () => {
        told.push('second');
        onExpire();
      });
    });

    assert.deepEqual(told, ['second']);
  });

  it('keeps a clock for each worker', async () => {
    const clock = new TaskClock();
    const told: number[] = [];

    await Promise.all(
      [1, 2, 3].map((id) =>
        expiry((onExpire) =>
          clock.start(id, 1, () => {
            told.push(id);
            onExpire();
          }),
        ),
      ),
    );

    assert.deepEqual(
      told.sort((a, b) => a - b),
      [1, 2, 3],
    );
  });

  it('keeps no program alive', () => {
    const clock = new TaskClock();

    clock.start(1, 60_000, () => {});

    assert.ok(!process.getActiveResourcesInfo().includes('Timeout'));
    clock.stop(1);
  });
});
