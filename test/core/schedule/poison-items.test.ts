import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ExitReport } from '#dist/core/handle/exit-report.js';
import { Chunk } from '#dist/core/job/chunk.js';
import { type Triage, triage } from '#dist/core/schedule/poison-items.js';

const chunk = (...items: unknown[]): Chunk => new Chunk({} as never, { first: 0, items });

function endOf(unstarted: readonly Chunk[], more: Partial<ExitReport<Chunk>> = {}): Triage {
  const exit = { workerId: 1, pid: 1, exitCode: 1, signal: null, lastWords: '' };
  return triage({ exit, crash: undefined, started: [], unstarted, stage: 'ready', ...more });
}

const itemsOf = (chunks: readonly Chunk[]): unknown[] => chunks.map(({ items }) => [...items]);

describe('triage', () => {
  it('finds nothing odd in what waited behind a task that ended its worker', () => {
    const [running, waiting] = [chunk(1), chunk(2)];

    const { next, lost } = endOf([waiting], { started: [running] });

    assert.deepEqual([next, lost, waiting.isSuspect], [[waiting], [running], false]);
  });

  it('finds nothing odd in the hands of a worker that was told to end', () => {
    const waiting = chunk(1);

    assert.deepEqual(endOf([waiting], { stage: 'ended by us' }).next, [waiting]);
    assert.equal(waiting.isSuspect, false);
  });

  it('suspects all that a worker had in hand when it ended without starting any', () => {
    const chunks = [chunk(1), chunk(2)];

    assert.deepEqual(endOf(chunks).next, chunks);
    assert.deepEqual(
      chunks.map(({ isSuspect }) => isSuspect),
      [true, true],
    );
  });

  it('blames what was alone, and not what came behind it', () => {
    const [first, second] = [chunk(1), chunk(2)];
    endOf([first]);

    const { next, last, poisoned } = endOf([first, second]);

    assert.deepEqual([next, last, poisoned], [[second], [first], []]);
    assert.equal(second.isSuspect, false);
  });

  it('gives an item up when it has ended two workers alone', () => {
    const item = chunk(1);
    endOf([item]);
    endOf([item]);

    assert.deepEqual(endOf([item]), { next: [], last: [], lost: [], poisoned: [item] });
  });

  it('halves a chunk until the item is alone, and blames nothing else', () => {
    const found: unknown[] = [];
    let suspect: Chunk | undefined = chunk('a', 'b', 'poison', 'd', 'e');

    while (suspect !== undefined) {
      const { next, last, poisoned }: Triage = endOf([suspect]);
      found.push(...itemsOf(poisoned));
      assert.ok([...next, ...last].every(({ isSuspect }) => isSuspect));
      suspect = [...next, ...last].find(({ items }) => [...items].includes('poison'));
    }

    assert.deepEqual(found, [['poison']]);
  });

  it('calls lost what was moved to the worker, for it cannot be sent again', () => {
    const moved = chunk(1);
    moved.isMoved = true;

    assert.deepEqual(endOf([moved]).lost, [moved]);
    assert.equal(moved.isSuspect, false);
  });
});
