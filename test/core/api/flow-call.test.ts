import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import {
  type EndCall,
  flow,
  fold,
  type FlowSource,
  type NamedStage,
} from '#dist/core/api/flow-call.js';
import { ADDING, reducing } from '#dist/core/api/flow-joins.js';
import type { FlowOptions } from '#dist/core/api/call-options.js';
import { answer } from '../job/flow-stage.js';
import { FakeBackend } from './fake-backend.js';

function double(x: number): number {
  return 2 * x;
}
const STAGES: readonly NamedStage[] = [{ method: 'map', kind: 'map', fn: double }];

function count(): void {
  // stands for a method of the chain
}

function sourceOf(options: FlowOptions = {}): { source: FlowSource; backend: FakeBackend } {
  const backend = new FakeBackend();
  const submitted = { stack: 'Error\n    at caller' };
  const source: FlowSource = {
    items: [1, 2, 3],
    options,
    open: () => ({ backend, method: 'from', submitted }),
  };
  return { source, backend };
}

const COUNTING: EndCall = { method: count, kind: 'count' };

describe('The end of a chain', () => {
  const second = (items: FlowSource['items']): Promise<unknown> => {
    const { source } = sourceOf();
    const call = { source: { ...source, items }, stages: [], end: COUNTING };
    fold(call, ADDING).catch(() => {});
    return fold(call, ADDING);
  };

  it('refuses items that another end has read, and that cannot be read again', async () => {
    const numbers = async function* (): AsyncGenerator<number> {
      yield await Promise.resolve(1);
    };
    for (const items of [numbers(), [1].values(), Readable.from([1]), new ReadableStream()]) {
      await assert.rejects(second(items), { code: 'ERR_POOL_STATE', message: /read once/ });
      assert.throws(
        () => flow({ source: { ...sourceOf().source, items }, stages: [], end: COUNTING }),
        /read once/,
      );
    }
  });

  it('reads again what can be iterated anew', () => {
    const hasNext = { *[Symbol.iterator]() {}, next: () => undefined };
    for (const items of [[1], new Set([1]), { async *[Symbol.asyncIterator]() {} }, hasNext])
      assert.equal(second(items as Iterable<unknown>) instanceof Promise, true);
  });

  it('begins a call of its own, of one function that is the chain', async () => {
    const { source, backend } = sourceOf();

    const result = fold({ source, stages: STAGES, end: COUNTING }, ADDING);
    for (let chunks = backend.cut(); chunks.length > 0; chunks = backend.cut())
      for (const chunk of chunks) answer(chunk, [chunk.items.length]);

    assert.equal(await result, 3);
    const [job] = backend.jobs;
    assert.deepEqual(
      [job?.spec.call, job?.spec.onError, job?.spec.timed, job?.spec.fn.name],
      ['fold', 'stop', false, 'map(double).count()'],
    );
  });

  it('lets a worker hand back what it has not begun, unless the size of chunks is given', () => {
    const budgets = [{}, { chunkSize: 'auto' }, { chunkSize: 5 }].map((options) => {
      const { source, backend } = sourceOf(options as FlowOptions);
      fold({ source, stages: STAGES, end: COUNTING }, ADDING).catch(() => {});
      return backend.jobs[0]?.spec.budgetMs;
    });

    assert.deepEqual(budgets, [8, 8, 0]);
  });

  it('gives a chunk more time where it comes to a table of keys', () => {
    const budgets = (['sum', 'counts', 'keyed'] as const).map((kind) => {
      const { source, backend } = sourceOf();
      fold({ source, stages: [], end: { method: count, kind } }, ADDING).catch(() => {});
      return backend.jobs[0]?.spec.budgetMs;
    });

    assert.deepEqual(budgets, [8, 64, 64]);
  });

  it('rejects where the pool takes no calls, and for what is no function', async () => {
    const { source } = sourceOf();
    const closed: FlowSource = {
      ...source,
      open: () => {
        throw new Error('closed');
      },
    };
    const bad = { ...COUNTING, fns: { init: 5 } };

    await assert.rejects(fold({ source: closed, stages: [], end: COUNTING }, ADDING), /closed/);
    await assert.rejects(fold({ source, stages: [], end: bad }, ADDING), /init must be a function/);
  });

  it('is cancelled by its signal', async () => {
    const reason = new Error('enough');
    const { source, backend } = sourceOf({ signal: AbortSignal.abort(reason) });

    const result = fold({ source, stages: STAGES, end: COUNTING }, ADDING);

    await assert.rejects(result, (error) => error === reason);
    assert.deepEqual(backend.cut(), []);
  });

  it('joins in the async context of the caller', async () => {
    const storage = new AsyncLocalStorage<string>();
    const { source, backend } = sourceOf({ chunkSize: 1 });
    const seen: unknown[] = [];
    const join = (a: unknown): unknown => {
      seen.push(storage.getStore());
      return a;
    };

    const result = storage.run('mine', () =>
      fold({ source, stages: [], end: { ...COUNTING, kind: 'reduce' } }, reducing(join, undefined)),
    );
    for (const chunk of backend.cut()) answer(chunk, [1]);
    await result;

    assert.deepEqual(seen, ['mine', 'mine']);
  });

  it('may be read value by value', async () => {
    const { source, backend } = sourceOf({ chunkSize: 2 });

    const values = flow({ source, stages: STAGES, end: { method: count, kind: 'list' } });
    for (const chunk of backend.cut()) answer(chunk, [...chunk.items].map(Number).map(double));

    assert.deepEqual([(await values.next()).value, (await values.next()).value], [2, 4]);
    await values.return();
  });
});
