import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { RefusalBreaker } from '#dist/cluster/host/refusal-breaker.js';

function breakerOf(test: TestContext) {
  let nowMs = 0;
  test.mock.method(performance, 'now', () => nowMs);
  test.mock.timers.enable({ apis: ['setTimeout'] });
  const events: string[] = [];
  const breaker = new RefusalBreaker({
    onOpen: (ms, why) => events.push(`nothing for ${ms}: ${why}`),
    onClose: (isAccepted) => events.push(isAccepted ? 'accepted' : 'tries again'),
  });
  const refuse = (times: number): void => {
    for (let i = 0; i < times; i += 1) breaker.refuse('no key');
  };
  const pass = (ms: number): void => {
    nowMs += ms;
    test.mock.timers.tick(ms);
  };
  return { breaker, events, refuse, pass };
}

describe('RefusalBreaker', () => {
  it('opens after three refusals, tries again, and opens at the next', (test) => {
    const { breaker, events, refuse, pass } = breakerOf(test);

    refuse(2);
    const early = breaker.isOpen;
    refuse(5);
    pass(10_000);
    refuse(1);

    assert.deepEqual([early, breaker.isOpen], [false, true]);
    assert.deepEqual(events, [
      'nothing for 10000: no key',
      'tries again',
      'nothing for 10000: no key',
    ]);
  });

  it('closes as soon as something is accepted', (test) => {
    const { breaker, events, refuse } = breakerOf(test);
    refuse(3);

    breaker.accept();

    assert.deepEqual([breaker.isOpen, events.at(-1)], [false, 'accepted']);
  });

  it('does not open where something was accepted lately, however much garbage comes', (test) => {
    const { breaker, refuse, pass } = breakerOf(test);
    breaker.accept();

    pass(599_999);
    refuse(100);
    const during = breaker.isOpen;
    pass(1);
    refuse(3);

    assert.deepEqual([during, breaker.isOpen], [false, true]);
  });
});
