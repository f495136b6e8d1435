import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { handleOptions } from '#dist/core/handle/crew-options.js';
import { crewOptions } from '../schedule/stage.ts';
import { FakeTransport } from './fake-channel.ts';

describe('handleOptions', () => {
  it('names a worker after its pool and its number', () => {
    const options = crewOptions(new FakeTransport(), { name: 'images', label: 'images#2' });

    const { channel, start, pool } = handleOptions(options, { workerId: 7, slot: 2 });

    assert.deepEqual([channel.title, channel.workerId, start.slot], ['images-7', 7, 2]);
    assert.equal(pool, 'images#2');
  });
});
