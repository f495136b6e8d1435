import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FailedHosts } from '#dist/cluster/submit/failed-hosts.js';
import { hostInfo } from '../hosts.ts';

describe('FailedHosts', () => {
  it('finds another host until each that is there has failed', () => {
    const failed = new FailedHosts(() => [hostInfo('a', 1), hostInfo('b', 1)]);

    assert.equal(failed.hasOthers('f'), true);
    assert.equal(failed.note('f', 'h-a'), true);
    assert.equal(failed.hasOthers('f'), true);
    assert.equal(failed.note('f', 'h-b'), false);
    assert.equal(failed.hasOthers('f'), false);
    assert.equal(failed.hasOthers('g'), true); // of another function nothing is known
  });

  it('does not count hosts that take nothing', () => {
    const failed = new FailedHosts(() => [hostInfo('a', 1), hostInfo('b', 0)]);

    assert.equal(failed.hasOthers('f'), false);
    assert.equal(failed.note('f', 'h-a'), false);
  });

  it('forgets a failure after a minute', (test) => {
    let nowMs = 0;
    test.mock.method(performance, 'now', () => nowMs);
    const failed = new FailedHosts(() => [hostInfo('a', 1), hostInfo('b', 1)]);
    failed.note('f', 'h-a');
    const before = failed.note('f', 'h-b');

    nowMs = 61_000;

    assert.deepEqual([before, failed.hasOthers('f')], [false, true]);
  });
});
