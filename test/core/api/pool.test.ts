import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { cpuCount } from '#dist/core/api/cpu-count.js';
import { Pool } from '#dist/core/api/pool.js';
import { OptionError } from '#dist/core/base/errors.js';
import { FakeTransport } from '../handle/fake-channel.js';

describe('Pool', () => {
  it('starts as many workers as it is told to, by the name it is given', async () => {
    const transport = new FakeTransport();

    const pool = new Pool({ workers: 2, name: 'mine', transport });
    await nextTurn();

    assert.deepEqual(
      transport.channels.map(({ options }) => options.title),
      ['mine-1', 'mine-2'],
    );
    assert.equal(pool.state, 'running');
  });

  it('shows its options, with defaults filled in', () => {
    const { options } = new Pool({ workers: 2, transport: new FakeTransport() });

    assert.deepEqual([options.workers, options.name, options.killGrace], [2, 'manyhands', 1000]);
  });

  it('shows its workers', () => {
    const pool = new Pool({ workers: 1, transport: new FakeTransport() });

    assert.deepEqual(pool.workers, [{ id: 1, pid: 1001, state: 'starting' }]);
  });

  it('shows all its workers, those that it starts a turn later among them', () => {
    const pool = new Pool({ workers: cpuCount(), transport: new FakeTransport() });

    assert.equal(pool.workers.length, cpuCount());
  });

  it('counts them all', () => {
    const pool = new Pool({ workers: cpuCount(), transport: new FakeTransport() });

    assert.equal(pool.stats().workers.starting, cpuCount());
  });

  it('starts nothing where an option is bad', () => {
    const transport = new FakeTransport();

    assert.throws(() => new Pool({ workers: 2, killGrace: -1, transport }), OptionError);

    assert.deepEqual(transport.channels, []);
  });

  it('throws in the call where not even one worker can be started', () => {
    const transport = new FakeTransport();
    transport.openFailure = new Error('EAGAIN');

    assert.throws(() => new Pool({ workers: 2, transport }), { message: 'EAGAIN' });
  });
});
