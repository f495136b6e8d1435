import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { heapLimitMb } from '#dist/core/transport/heap-limit.js';
import type { ChannelOptions } from '#dist/core/transport/transport.js';

function limit(changes: Partial<ChannelOptions>): number {
  return heapLimitMb({
    workerId: 1,
    title: 'w',
    env: {},
    execArgv: [],
    resourceLimits: undefined,
    onMessage: () => {},
    ...changes,
  });
}

describe('heapLimitMb', () => {
  it('is what the pool was given, before all else', () => {
    const resourceLimits = { maxOldGenerationSizeMb: 77 };

    assert.equal(limit({ resourceLimits, execArgv: ['--max-old-space-size=99'] }), 77);
  });

  it('is what Node was told last, in either spelling, by either way', () => {
    assert.equal(limit({ execArgv: ['--max-old-space-size=99', '--max_old_space_size=98'] }), 98);
    assert.equal(limit({ env: { NODE_OPTIONS: '--max-old-space-size=55' } }), 55);
    assert.equal(
      limit({
        env: { NODE_OPTIONS: '--max-old-space-size=55' },
        execArgv: ['--max-old-space-size=66'],
      }),
      66,
    );
  });

  it('is that of the program otherwise', () => {
    assert.ok(limit({ env: { NODE_OPTIONS: '' } }) > 100);
  });
});
