import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { NumberRange } from '#dist/core/wire/list/number-range.js';
import { CompiledChain, Pace } from '#dist/core/worker/flow/compiled-chain.js';

function rangeOf(start: number, step = 1): NumberRange {
  return new NumberRange({ start, step, length: 10 });
}

describe('A compiled chain', () => {
  it('has a loop of its own for each kind of items, and makes each once', () => {
    const chain = new CompiledChain({ stages: [], end: { kind: 'count', fns: [] } });

    const blocks = [[1], rangeOf(1), rangeOf(0.5), rangeOf(2 ** 40)].map((items) =>
      chain.blockFor(items),
    );

    assert.equal(new Set(blocks).size, 3);
    assert.equal(blocks[2], blocks[3]); // neither is of integers of 32 bits
    assert.equal(chain.blockFor([2]), blocks[0]);
  });

  it('does the same where code from strings is forbidden', async () => {
    const program = new URL('./programs/without-code-generation.js', import.meta.url);

    const { stdout } = await promisify(execFile)(process.execPath, [
      '--disallow-code-generation-from-strings',
      program.pathname,
    ]);

    assert.deepEqual(JSON.parse(stdout), { generates: false, values: [0, 4, 16], covers: 5 });
  });
});

describe('The pace of a chain', () => {
  it('begins with one item, and grows while laps are short, to blocks of 512', () => {
    const pace = new Pace();
    const first = [pace.lap, pace.block];

    for (let i = 0; i < 20; i += 1) pace.observe(performance.now());

    assert.deepEqual(first, [1, 1]);
    assert.equal(pace.block, 512);
    assert.ok(pace.lap > 512);
  });

  it('falls when a lap took long', () => {
    const pace = new Pace();
    for (let i = 0; i < 3; i += 1) pace.observe(performance.now());
    const before = pace.lap;

    pace.observe(performance.now() - 50);

    assert.ok(pace.lap < before, `${pace.lap} after ${before}`);
  });
});
