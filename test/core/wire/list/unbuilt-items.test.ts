import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeFrame, FrameReader } from '#dist/core/wire/frame.js';
import type { RunChunk, ToWorker } from '#dist/core/wire/messages.js';
import { UnbuiltItems } from '#dist/core/wire/list/unbuilt-items.js';
import { noteReceived, takeMemory } from '#dist/core/wire/list-memory.js';

const MANY = 3_000;

/** What a worker is given of `items`. */
function sent(items: readonly unknown[], call: 'one' | 'spread' = 'one'): RunChunk['items'] {
  const messages: ToWorker[] = [];
  const spec = {
    fn: { id: 'f', name: 'f', body: null },
    call,
    onError: 'stop',
    timed: false,
    budgetMs: 0,
  } as const;
  const frame = encodeFrame({ kind: 'run', chunks: [{ id: 1, spec, items, attempt: 0 }] });
  new FrameReader<ToWorker>((message) => messages.push(message)).push(frame);
  const [message] = messages;
  assert.ok(message?.kind === 'run');
  return message.chunks[0]?.items ?? [];
}

describe('items that are not built', () => {
  it('are built when they are asked for, block by block', () => {
    const built: string[] = [];
    const build = (from: number, to: number): object[] => {
      built.push(`${from} to ${to}`);
      return Array.from({ length: to - from }, (_, i) => ({ at: from + i }));
    };
    const items = new UnbuiltItems(2_500, build, []);
    assert.deepEqual(built, []);
    assert.deepEqual(items.first(), { at: 0 });
    assert.deepEqual(built.splice(0), ['0 to 1']);

    assert.deepEqual(items.at(0), { at: 0 });
    assert.equal(items.at(1_000), items.at(1_000));
    assert.deepEqual(items.at(1_024), { at: 1_024 });
    assert.deepEqual(items.at(2_499), { at: 2_499 });
    assert.deepEqual(items.at(3), { at: 3 });

    assert.deepEqual(built, ['0 to 1024', '1024 to 2048', '2499 to 2500', '3 to 1027']);
  });
});

describe('many items', () => {
  it('of one shape come unbuilt, and are the same in any block', () => {
    const objects = Array.from({ length: MANY }, (_, i) => ({ id: i, half: i / 2, name: `n${i}` }));
    const items = sent(objects);
    assert.ok(items instanceof UnbuiltItems);
    assert.equal(items.length, MANY);

    const { from, items: block } = items.blockWith(1_234);
    assert.deepEqual(block, objects.slice(from, from + block.length));
    assert.deepEqual([...items], objects);
    assert.deepEqual(items.buildAll(), objects);
  });

  it('that are lists of arguments as well', () => {
    const lists = Array.from({ length: MANY }, (_, i) => [i, i / 2]);
    const items = sent(lists, 'spread');
    assert.ok(items instanceof UnbuiltItems);

    assert.deepEqual([items.at(5), items.at(2_999)], [lists[5], lists[2_999]]);
    assert.deepEqual(items.buildAll(), lists);
  });

  it('are built at once if they are not that many', () => {
    const objects = Array.from({ length: 999 }, (_, i) => ({ id: i }));
    assert.deepEqual(sent(objects), objects);
    const lists = Array.from({ length: 999 }, (_, i) => [i, i]);
    assert.deepEqual(sent(lists, 'spread'), lists);
  });

  it('give the memory that they came in back when all are built', () => {
    const memory = new ArrayBuffer(1 << 20);
    noteReceived(memory);
    const column = new Float64Array(memory);
    const items = new UnbuiltItems(column.length, (from, to) => [...column.subarray(from, to)], [
      column,
    ]);

    items.at(0);
    assert.notEqual(takeMemory(1 << 20), memory);
    items.buildAll();
    assert.equal(takeMemory(1 << 20), memory);
  });
});
