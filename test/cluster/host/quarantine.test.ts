import assert from 'node:assert/strict';
import { after, beforeEach, describe, it, mock } from 'node:test';
import { Quarantine } from '#dist/cluster/host/quarantine.js';

let news: string[];
let quarantine: Quarantine;

beforeEach(() => {
  news = [];
  quarantine = new Quarantine({
    onBegin: (ms) => news.push(`takes nothing for ${ms / 1000} s`),
    onEnd: () => news.push('takes work'),
  });
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
});

const fail = (times: number, isElsewhere = true): void => {
  for (let i = 0; i < times; i += 1) quarantine.fail('f', isElsewhere);
};

after(() => mock.timers.reset());

describe('Quarantine', () => {
  it('begins with the third failure of a function, and ends after ten seconds', () => {
    fail(2);
    const before = [...news];
    fail(1);
    const { untilMs } = quarantine;
    mock.timers.tick(10_000);

    assert.deepEqual([before, untilMs, quarantine.untilMs], [[], 10_000, undefined]);
    assert.deepEqual(news, ['takes nothing for 10 s', 'takes work']);
  });

  it('comes back with one more failure, three times as long', () => {
    fail(3);
    mock.timers.tick(10_000);
    fail(1);
    mock.timers.tick(30_000);
    fail(1);

    const begun = news.filter((line) => line !== 'takes work');
    assert.deepEqual(
      begun,
      [10, 30, 90].map((s) => `takes nothing for ${s} s`),
    );
  });

  it('does not begin while the function succeeds in between', () => {
    for (let i = 0; i < 5; i += 1) {
      fail(2);
      quarantine.succeed('f');
    }

    assert.deepEqual([news, quarantine.failures], [[], 10]);
  });

  it('does not begin where no other host could run it', () => {
    fail(9, false);

    assert.deepEqual([news, quarantine.failures], [[], 9]);
  });

  it('counts each function by itself', () => {
    for (const key of ['a', 'b', 'a', 'b']) quarantine.fail(key, true);

    assert.deepEqual(news, []);
  });

  it('ends when it is told to, once', () => {
    fail(3);
    quarantine.end();
    quarantine.end();
    mock.timers.tick(60_000);

    assert.deepEqual(news, ['takes nothing for 10 s', 'takes work']);
  });

  it('leaves no timer behind', () => {
    fail(3);
    quarantine[Symbol.dispose]();
    mock.timers.tick(60_000);

    assert.deepEqual(news, ['takes nothing for 10 s']);
  });
});
