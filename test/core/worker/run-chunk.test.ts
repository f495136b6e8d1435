import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOVED } from '#dist/core/base/moved.js';
import type { ChunkResult, TaskSpec } from '#dist/core/wire/messages.js';
import { type ChunkEvents, runChunk } from '#dist/core/worker/run-chunk.js';
import { chunk, thrown } from './fake-port.ts';

const NO_NEWS: ChunkEvents = {
  onStart: () => undefined,
  onWait: () => undefined,
  onMove: () => {},
};

async function run(
  fn: (...args: never[]) => unknown,
  items: ArrayLike<unknown>,
  spec: Partial<TaskSpec> = {},
  news: Partial<ChunkEvents> = {},
): Promise<ChunkResult> {
  return await runChunk(fn as () => unknown, chunk(1, items, spec), { ...NO_NEWS, ...news });
}

function valuesOf(result: ChunkResult): unknown[] {
  return Array.from(result.values);
}

/** Throws for 2, returns a promise for 3. */
function sometimes(x: number): unknown {
  if (x === 2) throw new Error('two');
  return x === 3 ? Promise.resolve(3) : x;
}

describe('runChunk', () => {
  it('runs a chunk of plain values without a promise', () => {
    const result = runChunk((x) => x, chunk(1, ['a', 1, null, undefined]), NO_NEWS);

    assert.ok(!(result instanceof Promise));
    assert.deepEqual(valuesOf(result), ['a', 1, null, undefined]);
  });

  it('spreads arguments if the call says so', async () => {
    const add = (a: number, b: number): number => a + b;

    assert.deepEqual(
      valuesOf(
        await run(
          add,
          [
            [1, 2],
            [3, 4],
          ],
          { call: 'spread' },
        ),
      ),
      [3, 7],
    );
  });

  it('stops at the first error, or goes on', async () => {
    const stopped = await run(sometimes, [1, 2, 3, 4]);
    const whole = await run(sometimes, [1, 2, 3, 4], { onError: 'go-on' });

    assert.deepEqual(valuesOf(stopped), [1]);
    assert.deepEqual(valuesOf(whole), [1, 3, 4]);
    for (const { errors } of [stopped, whole]) {
      assert.deepEqual(
        errors.map(([offset]) => offset),
        [1],
      );
      assert.equal(thrown(errors[0]?.[1]).message, 'two');
    }
  });

  it('waits for promises and whatever has a `then`, one after another', async () => {
    let atOnce = 0;
    const slow = async (x: number): Promise<number> => {
      atOnce += 1;
      await Promise.resolve();
      assert.equal(atOnce, 1);
      atOnce -= 1;
      return x;
    };
    const late = (x: number) => ({ then: (resolve: (x: number) => void) => resolve(x) });

    assert.deepEqual(valuesOf(await run(slow, [1, 2, 3])), [1, 2, 3]);
    assert.deepEqual(valuesOf(await run(late, [1, 2])), [1, 2]);
  });

  it('hands items back when the budget is used up, but runs one', async () => {
    const spin = (ms: number): number => {
      for (const end = performance.now() + ms; performance.now() < end; );
      return ms;
    };

    const result = await run(spin, [3, 3, 3, 3], { budgetMs: 1 });

    assert.deepEqual(valuesOf(result), [3]);
  });

  it('hands back what is behind a task that waits, and tells what came before', async () => {
    const told: unknown[] = [];
    const news: Partial<ChunkEvents> = {
      onWait: (offset, before) => {
        told.push([offset, before.from, valuesOf(before)]);
        go();
        return undefined;
      },
    };
    let go = (): void => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const ran: number[] = [];
    const task = (x: number): unknown => {
      ran.push(x);
      return x === 3 ? gate.then(() => x) : x;
    };

    const result = await run(task, [1, 2, 3, 4, 5], { budgetMs: 1, onError: 'go-on' }, news);

    assert.deepEqual(told, [[2, 0, [1, 2]]]);
    assert.deepEqual([result.from, valuesOf(result), ran], [2, [3], [1, 2, 3]]);
  });

  it('has nothing to tell of a task that waits alone', async () => {
    const told: unknown[] = [];
    const wait = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 5));

    await run(wait, [1], { budgetMs: 1 }, { onWait: (offset) => void told.push(offset) });
    // A budget that the first item does not use up on a busy machine; the second waits until that is told.
    let go = (): void => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const onWait = (offset: number): undefined => {
      told.push(offset);
      go();
    };
    const last = await run(
      async (x: number) => (x === 2 ? await gate : x),
      [1, 2],
      { budgetMs: 50 },
      { onWait },
    );

    assert.deepEqual([told, last.from], [[1], 1]);
  });

  it('takes results out of their marker, and tells which memory they leave', async () => {
    const buffer = new ArrayBuffer(8);
    const moved: ArrayBuffer[] = [];
    const news = { onMove: (buffers: readonly ArrayBuffer[]) => moved.push(...buffers) };
    const give = () => ({ value: 'mine', [MOVED]: [buffer] });

    const results = [
      await run(give, [0], {}, news),
      await run(async () => await Promise.resolve(give()), [0], {}, news),
    ];

    assert.deepEqual(results.map(valuesOf), [['mine'], ['mine']]);
    assert.deepEqual(moved, [buffer, buffer]);
  });

  it('calls as a plain function, without `this`', async () => {
    const selves: unknown[] = [];
    const look = function (this: unknown): void {
      selves.push(this);
    };

    await run(look, [1]);
    await run(look, [1], { timed: true });

    assert.deepEqual(selves, [undefined, undefined]);
  });
});
