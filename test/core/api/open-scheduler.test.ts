import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openScheduler } from '#dist/core/api/open-scheduler.js';
import { resolvePoolOptions } from '#dist/core/api/pool-options.js';
import { NotSendableError } from '#dist/core/base/errors.js';
import { FakeTransport } from '../handle/fake-channel.js';

const starts = (): { discard(): void }[] => [{ discard: () => {} }, { discard: () => {} }];

describe('openScheduler', () => {
  it('opens its channels to the workers that are started already, and takes them out of the list', async () => {
    const transport = new FakeTransport();
    const started = starts();
    const [first, second] = started;

    const scheduler = openScheduler(resolvePoolOptions({ workers: 3, transport }), started);
    await nextTurn();

    assert.deepEqual(
      transport.channels.map(({ options }) => options.started),
      [first, second, undefined],
    );
    assert.deepEqual(started, []);
    scheduler.terminate();
  });

  it('leaves them where they are if the initializer cannot be sent', () => {
    const transport = new FakeTransport();
    const started = starts();
    const options = { workers: 2, transport, initializer: () => {}, initArgs: [Symbol('none')] };

    assert.throws(() => openScheduler(resolvePoolOptions(options), started), NotSendableError);
    assert.equal(started.length, 2);
  });
});
