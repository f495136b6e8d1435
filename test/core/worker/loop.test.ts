import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import type { RunChunk, TaskSpec } from '#dist/core/wire/messages.js';
import { UnreadableList } from '#dist/core/wire/unreadable.js';
import { Loop } from '#dist/core/worker/loop.js';
import { chunk, FakePort, start, thrown } from './fake-port.ts';

interface Setup {
  readonly port: FakePort;
  readonly loop: Loop;
  /** A chunk of that function; nothing is sent. */
  readonly make: (id: number, items: ArrayLike<unknown>, spec?: Partial<TaskSpec>) => RunChunk;
}

/** A loop that has been started and knows one function. */
async function startLoop(fn: (...args: never[]) => unknown): Promise<Setup> {
  const port = new FakePort();
  const loop = new Loop(port);
  loop.receive(start());
  await port.message('ready');
  const payload = encodeFunction(fn);
  loop.receive({ kind: 'define', fn: payload });
  return { port, loop, make: (id, items, spec) => chunk(id, items, { fn: payload, ...spec }) };
}

const double = (x: number): number => 2 * x;

describe('Loop', () => {
  it('runs a chunk whose ticket it has taken, and reports it', async () => {
    const { port, loop, make } = await startLoop(double);
    port.issued.push(1);

    loop.receive({ kind: 'run', chunks: [make(1, [1, 2, 3])] });
    const { results, memory } = await port.message('done');

    assert.deepEqual([results[0]?.id, results[0]?.from, results[0]?.errors], [1, 0, []]);
    assert.deepEqual(Array.from(results[0]?.values ?? []), [2, 4, 6]);
    assert.ok((results[0]?.runMs ?? 0) > 0);
    assert.ok(memory > 0);
  });

  it('reads its memory once a second, and not for each chunk', async () => {
    const { port, loop, make } = await startLoop(double);
    port.issued.push(1, 2);

    loop.receive({ kind: 'run', chunks: [make(1, [1]), make(2, [2])] });
    await turn();

    const memories = port.sent.flatMap((one) => (one.kind === 'done' ? [one.memory > 0] : []));
    assert.deepEqual(memories, [true, false]);
  });

  it('runs nothing whose ticket was taken back', async () => {
    const { port, loop, make } = await startLoop(double);
    port.issued.push(2);

    loop.receive({ kind: 'run', chunks: [make(1, [1]), make(2, [2])] });
    await port.message('done');

    assert.deepEqual(
      port.sent.flatMap((one) => (one.kind === 'done' ? one.results.map(({ id }) => id) : [])),
      [2],
    );
  });

  it('waits for a chunk whose ticket it has, and gives that up when it is dropped', async () => {
    const { port, loop, make } = await startLoop(double);
    port.issued.push(1, 2);

    loop.receive({ kind: 'run', chunks: [make(2, [2])] }); // 1 is claimed, and not here
    await port.message('ready');
    assert.equal(
      port.sent.some(({ kind }) => kind === 'done'),
      false,
    );
    loop.receive({ kind: 'drop', chunkIds: [1] });
    const { results } = await port.message('done');

    assert.equal(results[0]?.id, 2);
  });

  it('says when it loads a function, once', async () => {
    const { port, loop, make } = await startLoop(double);
    port.issued.push(1, 2);

    loop.receive({ kind: 'run', chunks: [make(1, [1]), make(2, [1])] });
    await port.message('done', 2);

    const loading = port.sent.filter(({ kind }) => kind === 'loading');
    assert.deepEqual(loading, [
      { kind: 'loading', chunkId: 1, isOver: false },
      { kind: 'loading', chunkId: 1, isOver: true },
    ]);
    assert.deepEqual(port.imports, [1, 0]);
  });

  it('runs chunks in the order of their tickets, one after another, and is idle at the end', async () => {
    const { port, loop, make } = await startLoop(async (x: number) => await Promise.resolve(x));
    port.issued.push(3, 1, 2);

    loop.receive({ kind: 'run', chunks: [make(1, [1]), make(2, [2]), make(3, [3])] });
    await port.message('done', 3);

    const ids = port.sent.flatMap((one) => (one.kind === 'done' ? [one.results[0]?.id] : []));
    assert.deepEqual(ids, [3, 1, 2]);
    await port.message('done', 3);
    assert.equal(port.idles, 1);
  });

  it('fails a chunk of a function that it was never given, or that was forgotten', async () => {
    const { port, loop, make } = await startLoop(double);
    const one = make(1, [1, 2]);
    loop.receive({ kind: 'forget', functionIds: [one.spec.fn.id] });
    port.issued.push(1);

    loop.receive({ kind: 'run', chunks: [one] });
    const { results } = await port.message('done');

    assert.deepEqual(
      results[0]?.errors.map(([offset]) => offset),
      [0, 1],
    );
    assert.match(thrown(results[0]?.errors[0]?.[1]).message, /no function/);
  });

  it('fails each item of a chunk that could not be read', async () => {
    const { port, loop, make } = await startLoop(double);
    port.issued.push(1);

    const items = new UnreadableList(2, new Error('garbled'));
    loop.receive({ kind: 'run', chunks: [make(1, items)] });
    const { results } = await port.message('done');

    assert.equal(results[0]?.errors.length, 2);
    assert.match(thrown(results[0]?.errors[0]?.[1]).message, /could not be read/);
  });

  it('sends an error in place of results that could be sent alone, and not together', async () => {
    const { port, loop, make } = await startLoop(double);
    const send = port.send.bind(port);
    port.send = (message) => {
      if (message.kind === 'done' && message.results.some(({ values }) => values.length > 0))
        throw new RangeError('it takes 5000000000 bytes');
      send(message);
    };
    port.issued.push(1);

    loop.receive({ kind: 'run', chunks: [make(1, [1, 2])] });

    const { results } = await port.message('done');
    assert.deepEqual(
      results[0]?.errors.map(([offset]) => offset),
      [0, 1],
    );
    assert.match(
      thrown(results[0]?.errors[0]?.[1]).message,
      /5000000000 bytes\n.*smaller chunkSize/,
    );
  });

  it('starts nothing more once a function could not be loaded, until it is told to', async () => {
    const { port, loop, make } = await startLoop(double);
    const gone = { id: 'gone', name: 'gone', body: null };
    port.issued.push(1, 2);

    loop.receive({ kind: 'run', chunks: [make(1, [1], { fn: gone }), make(2, [2])] });
    await port.message('load-failed');
    const { results } = await port.message('done');
    assert.deepEqual([results[0]?.id, port.issued], [1, [2]]);
    loop.receive({ kind: 'go-on' });

    const after = await port.message('done', 2);
    assert.equal(after.results[0]?.id, 2);
  });

  it('starts nothing more once it has handed items back, until it is told to', async () => {
    const spin = (ms: number): void => {
      const until = performance.now() + ms;
      while (performance.now() < until);
    };
    const { port, loop, make } = await startLoop(spin);
    port.issued.push(1, 2);

    loop.receive({ kind: 'run', chunks: [make(1, [3, 3], { budgetMs: 1 }), make(2, [0])] });
    const { results, handsBack } = await port.message('done');
    await turn();
    assert.deepEqual([results[0]?.values.length, handsBack, port.issued], [1, true, [2]]);
    loop.receive({ kind: 'go-on' });

    const after = await port.message('done', 2);
    assert.deepEqual([after.results[0]?.id, after.handsBack], [2, undefined]);
  });

  it('starts nothing more once a task has waited for long, until it is told to', async () => {
    const wait = async (ms: number): Promise<void> =>
      await new Promise((resolve) => setTimeout(resolve, ms));
    const { port, loop, make } = await startLoop(wait);
    port.issued.push(1, 2);

    loop.receive({ kind: 'run', chunks: [make(1, [30, 0], { budgetMs: 1 }), make(2, [0])] });
    await port.message('waiting');
    const { handsBack } = await port.message('done');
    for (const _ of ['to the task that waits', 'to the rest of its chunk']) {
      await turn();
      assert.deepEqual([handsBack, port.issued], [true, [2]]);
      loop.receive({ kind: 'go-on' });
    }

    const after = await port.message('done', 2);
    assert.equal(after.results[0]?.id, 2);
  });

  it('says of each timed task how long it took', async () => {
    const wait = async (ms: number): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return ms;
    };
    const { port, loop, make } = await startLoop(wait);
    port.issued.push(1);

    loop.receive({ kind: 'run', chunks: [make(1, [30, 0], { timed: true })] });
    const { results } = await port.message('done');

    const { before } = await port.message('started', 2);
    assert.ok(before.runMs >= 29, `${before.runMs}`);
    assert.ok((results[0]?.runMs ?? 99) < before.runMs, 'the last task alone');
  });

  it('sends an error in place of a result that cannot cross, and the others as they are', async () => {
    const { port, loop, make } = await startLoop((x: number) => (x === 2 ? () => x : x));
    port.issued.push(1);

    loop.receive({ kind: 'run', chunks: [make(1, [1, 2, 3])] });
    const { results } = await port.message('done');

    assert.deepEqual(Array.from(results[0]?.values ?? []), [1, 3]);
    assert.equal(results[0]?.errors[0]?.[0], 1);
    assert.match(thrown(results[0]?.errors[0]?.[1]).message, /cannot send/);
  });

  it('says when each task of a timed chunk starts, with the results before it', async () => {
    const { port, loop, make } = await startLoop(double);
    port.issued.push(1);

    loop.receive({ kind: 'run', chunks: [make(1, [1, 2], { timed: true })] });
    const { results } = await port.message('done');

    const started = port.sent.filter((one) => one.kind === 'started');
    assert.deepEqual(
      started.map(({ offset, before }) => [offset, before.from, Array.from(before.values)]),
      [
        [0, 0, []],
        [1, 0, [2]],
      ],
    );
    assert.deepEqual([results[0]?.from, Array.from(results[0]?.values ?? [])], [1, [4]]);
  });

  it('reports an initializer that throws, and one that does not by being ready', async () => {
    const port = new FakePort();
    const fn = encodeFunction(() => {
      throw new Error('no database');
    });

    new Loop(port).receive(start({ initializer: { fn, args: [] } }));
    const { error } = await port.message('init-failed');

    assert.match(thrown(error).message, /no database/);
    assert.equal(port.sent.length, 1);
  });

  it('ends at a pool that speaks another version', () => {
    const port = new FakePort();

    new Loop(port).receive(start({ version: -1 }));

    const [exitCode, last] = port.ends[0] ?? [];
    assert.equal(exitCode, 1);
    assert.match(thrown(last?.kind === 'crashed' ? last.error : undefined).message, /version -1/);
  });

  it('stops when it is asked to, but not while it loads a module', async () => {
    const { port, loop, make } = await startLoop(double);
    port.issued.push(1);

    loop.receive({ kind: 'run', chunks: [make(1, [1])] }); // it begins to load
    assert.deepEqual(port.imports, [1]);
    loop.receive({ kind: 'stop' });
    assert.deepEqual(port.ends, []);
    await port.message('done');

    assert.deepEqual(port.ends, [[0, undefined]]);
  });

  it('says who it is, and which attempt it runs', async () => {
    const { port, loop, make } = await startLoop(double);
    port.issued.push(1);

    loop.receive({ kind: 'run', chunks: [{ ...make(1, [1]), attempt: 2 }] });
    await port.message('done');

    const { talk: _, ...context } = loop.context;
    assert.deepEqual(context, {
      id: 7,
      pid: process.pid,
      kind: 'inline',
      slot: 3,
      attempt: 2,
      packed: undefined,
      depth: 1,
      isImporting: false,
    });
  });
});
