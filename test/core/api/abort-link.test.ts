import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { linkAbort } from '#dist/core/api/abort-link.js';

function listenerCount(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

describe('linkAbort', () => {
  it('calls with the reason when the signal aborts', () => {
    const controller = new AbortController();
    const reasons: unknown[] = [];
    linkAbort(controller.signal, (reason) => reasons.push(reason));

    controller.abort('enough');

    assert.deepEqual(reasons, ['enough']);
  });

  it('has one listener per signal, however many calls share it, until the last has let go', () => {
    const { signal } = new AbortController();
    const unlinks = Array.from({ length: 100 }, () => linkAbort(signal, () => {}));

    const counts = [listenerCount(signal)];
    const last = unlinks.pop();
    for (const unlink of unlinks) unlink();
    counts.push(listenerCount(signal));
    last?.();
    counts.push(listenerCount(signal));

    assert.deepEqual(counts, [1, 1, 0]);
  });

  it('does not call who has let go', () => {
    const controller = new AbortController();
    const called: string[] = [];
    const unlink = linkAbort(controller.signal, () => called.push('gone'));
    linkAbort(controller.signal, () => called.push('there'));

    unlink();
    controller.abort();

    assert.deepEqual(called, ['there']);
  });

  it('has no listener left after an abort, and lets go twice without harm', () => {
    const controller = new AbortController();
    const unlink = linkAbort(controller.signal, () => {});

    controller.abort();
    unlink();
    unlink();

    assert.equal(listenerCount(controller.signal), 0);
  });

  it('calls those who are linked by a callback no more than those who let go in one', () => {
    const controller = new AbortController();
    const called: string[] = [];
    const unlinks: (() => void)[] = [];
    linkAbort(controller.signal, () => {
      called.push('first');
      for (const unlink of unlinks) unlink();
    });
    unlinks.push(linkAbort(controller.signal, () => called.push('second')));

    controller.abort();

    assert.deepEqual(called, ['first']);
  });

  it('can be linked again after everybody has let go', () => {
    const controller = new AbortController();
    const called: string[] = [];
    linkAbort(controller.signal, () => called.push('old'))();

    linkAbort(controller.signal, () => called.push('new'));
    controller.abort();

    assert.deepEqual(called, ['new']);
  });
});
