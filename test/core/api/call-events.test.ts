import assert from 'node:assert/strict';
import { tracingChannel } from 'node:diagnostics_channel';
import { describe, it } from 'node:test';
import { type CallEvent, ThreadPool } from 'manyhands';

const double = (x: number): number => 2 * x;

function fail(): never {
  throw new Error('always');
}

interface News {
  readonly what: string;
  readonly event: CallEvent;
}

/** What is published while `work` is under way. */
async function newsOf(work: () => Promise<unknown>): Promise<News[]> {
  const news: News[] = [];
  const note =
    (what: string) =>
    (event: unknown): unknown =>
      news.push({ what, event: event as CallEvent });
  const channel = tracingChannel('manyhands:call');
  const subscribers = {
    start: note('start'),
    end: note('end'),
    asyncStart: note('asyncStart'),
    asyncEnd: note('asyncEnd'),
    error: note('error'),
  };
  channel.subscribe(subscribers);
  try {
    await work();
  } finally {
    channel.unsubscribe(subscribers);
  }
  return news;
}

const kinds = (news: readonly News[]): string[] => news.map(({ what }) => what);

describe('The events of a call', () => {
  it('are those of a tracing channel, with one object for all of them', async () => {
    await using pool = new ThreadPool({ workers: 1, name: 'told' });

    const news = await newsOf(() => pool.map(double, [1, 2, 3]));

    assert.deepEqual(kinds(news), ['start', 'end', 'asyncStart', 'asyncEnd']);
    const [first] = news;
    const { pool: name, callId, ...rest } = first?.event ?? {};
    assert.deepEqual(rest, { method: 'map', fn: 'double', items: 3 });
    assert.match(name ?? '', /^told#\d+$/);
    assert.equal(typeof callId, 'number');
    assert.ok(news.every(({ event }) => event === first?.event));
  });

  it('tell why it failed', async () => {
    await using pool = new ThreadPool(1);

    const news = await newsOf(() => pool.apply(fail).catch(() => {}));

    assert.deepEqual(kinds(news), ['start', 'end', 'error', 'asyncStart', 'asyncEnd']);
    assert.match(String(news[2]?.event.error), /always/);
  });

  it('tell of an iterator how many items there were, once its source has ended', async () => {
    await using pool = new ThreadPool(1);
    let before: number | undefined = -1;

    const news = await newsOf(async () => {
      const results = pool.imapUnordered(double, new Set([1, 2]).values());
      for await (const _ of results) before = Math.max(before ?? 0, 0);
    });

    assert.deepEqual([news[0]?.event.method, news.at(-1)?.event.items], ['imapUnordered', 2]);
  });

  it('are those of a chain as well, for its end', async () => {
    await using pool = new ThreadPool(1);

    const news = await newsOf(() => pool.from([1, 2, 3]).map(double).sum());

    assert.deepEqual(kinds(news), ['start', 'end', 'asyncStart', 'asyncEnd']);
    const { method, fn, items } = news.at(-1)?.event ?? {};
    assert.deepEqual([method, fn, items], ['sum', 'map(double).sum()', 3]);
  });

  it('are none for a call that is refused for its arguments', async () => {
    await using pool = new ThreadPool(1);

    const news = await newsOf(() => pool.map(double, 7 as never).catch(() => {}));

    assert.deepEqual(news, []);
  });

  it('differ in their number from call to call', async () => {
    await using pool = new ThreadPool(1);

    const news = await newsOf(() =>
      Promise.all([pool.apply(double, [1]), pool.apply(double, [2])]),
    );

    assert.equal(new Set(news.map(({ event }) => event.callId)).size, 2);
  });
});
