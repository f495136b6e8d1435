import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { type Reading, Source } from '#dist/core/items/source.js';

async function readAll(source: Source): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let reading = await source.read(); reading.kind !== 'end'; reading = await source.read()) {
    items.push(reading.kind === 'item' ? reading.item : reading.error);
    if (reading.kind === 'error') break;
  }
  return items;
}

describe('Source', () => {
  it('reads at once what can be had at once', () => {
    const source = new Source([1, 2]);

    const readings = [source.read(), source.read(), source.read(), source.read()];

    assert.deepEqual(readings, [
      { kind: 'item', item: 1 },
      { kind: 'item', item: 2 },
      { kind: 'end' },
      { kind: 'end' },
    ]);
  });

  it('reads strings, sets, async generators and streams', async () => {
    const sources = [
      'ab',
      new Set(['a', 'b']),
      (async function* () {
        yield* ['a', 'b'];
      })(),
      Readable.from(['a', 'b']),
      new Blob(['ab']).stream().pipeThrough(new TextDecoderStream() as never),
    ];

    const all = await Promise.all(
      sources.map((items) => readAll(new Source(items as Iterable<unknown>))),
    );

    assert.deepEqual(all, [['a', 'b'], ['a', 'b'], ['a', 'b'], ['a', 'b'], ['ab']]);
  });

  it('takes what a source throws for its last reading', async () => {
    const mine = new Error('mine');
    const source = new Source(
      (function* () {
        yield 1;
        throw mine;
      })(),
    );

    const readings = [source.read(), source.read(), source.read()];

    assert.deepEqual(readings, [
      { kind: 'item', item: 1 },
      { kind: 'error', error: mine },
      { kind: 'end' },
    ]);
  });

  it('takes what an async source rejects with for its last reading', async () => {
    const mine = new Error('mine');
    const source = new Source(
      (async function* () {
        yield 1;
        throw mine;
      })(),
    );

    assert.deepEqual(await readAll(source), [1, mine]);
    assert.deepEqual(await source.read(), { kind: 'end' });
  });

  it('takes an iterator that cannot be had for the first reading, and does not throw itself', () => {
    const mine = new Error('mine');
    const source = new Source({
      [Symbol.iterator]: () => {
        throw mine;
      },
    });

    assert.deepEqual(
      [source.read(), source.read()],
      [{ kind: 'error', error: mine }, { kind: 'end' }],
    );
  });

  it('lets the source clean up when it is closed, once', async () => {
    const events: string[] = [];
    const source = new Source(
      (function* () {
        try {
          yield 1;
          yield 2;
        } finally {
          events.push('cleaned up');
        }
      })(),
    );
    await source.read();

    await source.close();
    await source.close();

    assert.deepEqual(events, ['cleaned up']);
    assert.deepEqual(source.read(), { kind: 'end' });
  });

  it('rejects its close with what the source throws while it cleans up', async () => {
    const mine = new Error('mine');
    const source = new Source(
      (function* () {
        try {
          yield 1;
        } finally {
          // oxlint-disable-next-line no-unsafe-finally -- that is the case
          throw mine;
        }
      })(),
    );
    await source.read();

    await assert.rejects(source.close(), (error) => error === mine);
  });

  it('closes without waiting for an item that may never come', async () => {
    const source = new Source(
      (async function* () {
        yield 1;
        await new Promise(() => {});
      })(),
    );
    await source.read();
    void source.read();

    await source.close();

    assert.deepEqual(source.read(), { kind: 'end' });
  });

  it('does not close what has come to its end by itself', async () => {
    let returns = 0;
    const source = new Source({
      [Symbol.iterator]: () => ({
        next: () => ({ done: true, value: undefined }),
        return: () => {
          returns += 1;
          return { done: true, value: undefined };
        },
      }),
    });
    await source.read();

    await source.close();

    assert.equal(returns, 0);
  });

  it('runs the source in the async context in which it was made', async () => {
    const storage = new AsyncLocalStorage<string>();
    const source = storage.run(
      'caller',
      () =>
        new Source(
          (function* () {
            yield storage.getStore();
          })(),
        ),
    );

    const reading = storage.run('somebody else', () => source.read());

    assert.deepEqual(reading, { kind: 'item', item: 'caller' });
  });

  it('gives others a turn when it has been read for long', async () => {
    const source = new Source(Array.from({ length: 2000 }, (_, i) => i));
    let later: Promise<Reading> | undefined;

    for (let i = 0; i < 2000 && later === undefined; i += 1) {
      const reading = source.read();
      if (reading instanceof Promise) later = reading;
    }

    assert.ok(later !== undefined, 'it kept the thread for 2000 items');
    assert.equal((await later).kind, 'item');
    await source.close();
  });
});
