import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CallNames } from '#dist/trace/call-names.js';

describe('CallNames', () => {
  it('knows all calls under way, however many, and the latest that are over', () => {
    const names = new CallNames();
    for (let id = 1; id <= 50_000; id += 1) names.begin(id, `f${id}`);

    for (let id = 1; id <= 40_000; id += 1) assert.ok(names.end(id));

    assert.equal(names.of(45_000), 'f45000');
    assert.equal(names.of(39_999), 'f39999');
    assert.equal(names.of(1), 'call 1');
  });

  it('says whether a call began while it was listening', () => {
    const names = new CallNames();
    names.begin(7, 'f');

    assert.deepEqual([names.end(3), names.end(7), names.end(7)], [false, true, false]);
  });
});
