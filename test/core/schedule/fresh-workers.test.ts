import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { FreshWorkers } from '#dist/core/schedule/fresh-workers.js';

interface Played {
  readonly events: string[];
  readonly fresh: FreshWorkers<{ goOn(): void }>;
  readonly worker: (name: string) => { goOn(): void };
}

function play(t: TestContext): Played {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const events: string[] = [];
  const names = new Map<object, string>();
  return {
    events,
    fresh: new FreshWorkers((worker) => events.push(`replace ${names.get(worker)}`)),
    worker: (name) => {
      const worker = { goOn: () => void events.push(`go on ${name}`) };
      names.set(worker, name);
      return worker;
    },
  };
}

describe('FreshWorkers', () => {
  it('replaces a worker at once, and after a success again', (t) => {
    const { events, fresh, worker } = play(t);

    for (let i = 0; i < 5; i += 1) fresh.onLoadFailed(worker('w'));
    fresh.onLoaded();
    fresh.onLoadFailed(worker('x'));

    assert.deepEqual(events, [...Array.from({ length: 5 }, () => 'replace w'), 'replace x']);
  });

  it('lets a worker go on when many have failed in a row, and replaces it later', (t) => {
    const { events, fresh, worker } = play(t);
    for (let i = 0; i < 5; i += 1) fresh.onLoadFailed(worker('w'));
    events.length = 0;
    const kept = worker('kept');

    fresh.onLoadFailed(kept);
    fresh.onLoadFailed(kept);
    t.mock.timers.tick(999);
    assert.deepEqual(events, ['go on kept', 'go on kept']);
    t.mock.timers.tick(1);

    assert.deepEqual(events.slice(2), ['replace kept']);
  });

  it('forgets a worker that has ended meanwhile', (t) => {
    const { events, fresh, worker } = play(t);
    for (let i = 0; i < 5; i += 1) fresh.onLoadFailed(worker('w'));
    events.length = 0;
    const gone = worker('gone');

    fresh.onLoadFailed(gone);
    fresh.onExit(gone);
    t.mock.timers.tick(1000);

    assert.deepEqual(events, ['go on gone']);
  });
});
