import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FailedHosts } from '#dist/cluster/submit/failed-hosts.js';
import { hostInfo } from '../hosts.ts';

const F = { recipe: 'f', placement: '' };

describe('FailedHosts', () => {
  it('finds another host until each that is there has failed', () => {
    const failed = new FailedHosts(() => [hostInfo('a', 1), hostInfo('b', 1)]);

    assert.equal(failed.hasOthers(F), true);
    assert.equal(failed.note(F, 'h-a'), true);
    assert.equal(failed.hasOthers(F), true);
    assert.equal(failed.note(F, 'h-b'), false);
    assert.equal(failed.hasOthers(F), false);
    assert.equal(failed.hasOthers({ recipe: 'g', placement: '' }), true); // of another function nothing is known
  });

  it('does not count hosts that take nothing', () => {
    const failed = new FailedHosts(() => [hostInfo('a', 1), hostInfo('b', 0)]);

    assert.equal(failed.hasOthers(F), false);
    assert.equal(failed.note(F, 'h-a'), false);
  });

  it('counts only hosts that have what the work asks for', () => {
    const on = { recipe: 'f', placement: 'gpu' };
    const hosts = [
      hostInfo('a', 1, { gpu: true }),
      hostInfo('b', 1),
      hostInfo('c', 1, { gpu: '2' }),
    ];
    const failed = new FailedHosts(() => hosts);

    assert.deepEqual([failed.hasOthers(on), failed.note(on, 'h-a')], [true, true]);
    assert.deepEqual([failed.note(on, 'h-c'), failed.hasOthers(F)], [false, true]);
  });

  it('forgets a failure after a minute', (test) => {
    let nowMs = 0;
    test.mock.method(performance, 'now', () => nowMs);
    const failed = new FailedHosts(() => [hostInfo('a', 1), hostInfo('b', 1)]);
    failed.note(F, 'h-a');
    const before = failed.note(F, 'h-b');

    nowMs = 61_000;

    assert.deepEqual([before, failed.hasOthers(F)], [false, true]);
  });
});
