import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ExitReport } from '#dist/core/handle/exit-report.js';
import { Chunk } from '#dist/core/job/chunk.js';
import { examine, type Findings, isSuspect } from '#dist/core/schedule/poison-items.js';

const chunk = (...items: unknown[]): Chunk => new Chunk({} as never, { first: 0, items });

function endOf(unstarted: readonly Chunk[], more: Partial<ExitReport<Chunk>> = {}): Findings {
  const exit = { workerId: 1, pid: 1, exitCode: 1, signal: null, lastWords: '' };
  return examine({ exit, crash: undefined, started: [], unstarted, stage: 'ready', ...more });
}

const itemsOf = (chunks: readonly Chunk[]): unknown[] => chunks.map(({ items }) => [...items]);

describe('examine', () => {
  it('finds nothing odd in what waited behind a task that ended its worker', () => {
    const [running, waiting] = [chunk(1), chunk(2)];

    const { next, gone } = endOf([waiting], { started: [running] });

    assert.deepEqual([next, gone, isSuspect(waiting)], [[waiting], [running], false]);
  });

  it('finds nothing odd in the hands of a worker that was told to end', () => {
    const waiting = chunk(1);

    assert.deepEqual(endOf([waiting], { stage: 'ended by us' }).next, [waiting]);
    assert.equal(isSuspect(waiting), false);
  });

  it('suspects all that a worker had in hand when it ended without starting any', () => {
    const chunks = [chunk(1), chunk(2)];

    assert.deepEqual(endOf(chunks).next, chunks);
    assert.deepEqual(chunks.map(isSuspect), [true, true]);
  });

  it('blames what was alone, and not what came behind it', () => {
    const [first, second] = [chunk(1), chunk(2)];
    endOf([first]);

    const { next, last, guilty } = endOf([first, second]);

    assert.deepEqual([next, last, guilty], [[second], [first], []]);
    assert.equal(isSuspect(second), false);
  });

  it('gives an item up when it has ended two workers alone', () => {
    const item = chunk(1);
    endOf([item]);
    endOf([item]);

    assert.deepEqual(endOf([item]), { next: [], last: [], gone: [], guilty: [item] });
  });

  it('halves a chunk until the item is alone, and blames nothing else', () => {
    const guilty: unknown[] = [];
    let poisoned: Chunk | undefined = chunk('a', 'b', 'poison', 'd', 'e');

    while (poisoned !== undefined) {
      const { next, last, guilty: found }: Findings = endOf([poisoned]);
      guilty.push(...itemsOf(found));
      assert.ok([...next, ...last].every(isSuspect));
      poisoned = [...next, ...last].find(({ items }) => [...items].includes('poison'));
    }

    assert.deepEqual(guilty, [['poison']]);
  });

  it('calls lost what was moved to the worker, for it cannot be sent again', () => {
    const moved = chunk(1);
    moved.isMoved = true;

    assert.deepEqual(endOf([moved]).gone, [moved]);
    assert.equal(isSuspect(moved), false);
  });
});
