import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AdaptiveSize, MOST_AHEAD, MOST_BYTES } from '#dist/core/job/adaptive-size.js';
import { CHUNKS_AHEAD, LOCAL_PACE } from '#dist/core/job/chunk-size.js';
import { fc } from '../../property.js';

/** How long things take, by a clock of the test's own, and what they weigh. */
interface World {
  readonly slots: number;
  readonly taskMs: (item: number) => number;
  readonly readMs: (item: number) => number;
  readonly bytes: number;
  readonly items: number;
}

const QUICK: World = {
  slots: 2,
  taskMs: () => 0.001,
  readMs: () => 0.0005,
  bytes: 16,
  items: 50_000,
};

/** Cuts, runs and reads one chunk after another. The sizes that were chosen, and the largest lead over the reader. */
function simulate({ slots, taskMs, readMs, bytes, items }: World): {
  sizes: number[];
  lead: number;
} {
  const sizer = new AdaptiveSize({ slots, pace: LOCAL_PACE });
  const sizes: number[] = [];
  let [nowMs, cut, lead] = [0, 0, 0];
  const here: number[] = [];
  let taken = 0;
  while (cut < items) {
    const size = sizer.next();
    sizes.push(size);
    lead = Math.max(lead, size * slots * CHUNKS_AHEAD);
    const chunk = Array.from({ length: size }, (_, i) => cut + i);
    cut += size;
    const runMs = chunk.reduce((sum, item) => sum + taskMs(item), 0);
    const untilMs = nowMs + runMs / slots;
    for (
      let next = here[0];
      next !== undefined && nowMs + readMs(next) <= untilMs;
      next = here[0]
    ) {
      nowMs += readMs(next);
      here.shift();
      taken += 1;
    }
    nowMs = Math.max(nowMs, untilMs);
    sizer.observe(size, runMs);
    sizer.observeReader(nowMs, taken, here.length);
    sizer.noteItem(bytes);
    here.push(...chunk);
    // No further ahead than is allowed: the reader is waited for.
    while (here.length > sizer.next() * slots * CHUNKS_AHEAD) {
      nowMs += readMs(here[0] as number);
      here.shift();
      taken += 1;
    }
  }
  return { sizes, lead };
}

describe('AdaptiveSize', () => {
  it('begins with single items', () => {
    assert.equal(new AdaptiveSize({ slots: 2, pace: LOCAL_PACE }).next(), 1);
  });

  it('widens up to all that may be ahead, while all is quick', () => {
    const { sizes, lead } = simulate(QUICK);

    assert.equal(Math.max(...sizes), MOST_AHEAD / (2 * CHUNKS_AHEAD));
    assert.equal(lead, MOST_AHEAD);
  });

  it('keeps to single items if tasks take long', () => {
    const { sizes } = simulate({ ...QUICK, taskMs: () => 5, items: 300 });

    assert.deepEqual(new Set(sizes), new Set([1]));
  });

  it('narrows for slow tasks among quick ones, and widens again', () => {
    const { sizes } = simulate({ ...QUICK, taskMs: (i) => (i > 20_000 && i < 25_000 ? 1 : 0.001) });
    const widest = sizes.indexOf(1024);
    const narrow = sizes.findIndex((size, at) => at > widest && size <= 8); // 8 ms of work

    assert.ok(widest > 0 && narrow > widest);
    assert.ok(sizes.lastIndexOf(1024) > narrow);
  });

  it('is no further ahead of a slow reader than it reads in some milliseconds', () => {
    const { sizes, lead } = simulate({ ...QUICK, readMs: () => 10, items: 500 });

    assert.ok(lead <= 16, `${lead}`);
    assert.equal(sizes.at(-1), 1);
  });

  it('is never further ahead than the reader has come', () => {
    const sizer = new AdaptiveSize({ slots: 2, pace: LOCAL_PACE });
    for (let i = 0; i < 20; i += 1) sizer.observe(1000, 0.001);
    assert.equal(sizer.next(), 1, 'nothing has been read');

    sizer.observeReader(1, 400, 0);

    assert.equal(sizer.next(), 100);
  });

  it('does not take a single pause of the reader for its pace', () => {
    const { sizes } = simulate({ ...QUICK, readMs: (i) => (i === 20_000 ? 1000 : 0.0005) });

    assert.ok(
      sizes.slice(-3).every((size) => size === 1024),
      `${sizes}`,
    );
  });

  it('bounds what is ahead by its bytes, results included', () => {
    const sizer = new AdaptiveSize({ slots: 2, pace: LOCAL_PACE });
    for (let i = 0; i < 20; i += 1) sizer.observe(1000, 0.001);
    sizer.observeReader(1, 1e6, 0);
    sizer.noteItem(MOST_BYTES / 100);
    const byItems = sizer.next();
    sizer.noteResult(MOST_BYTES / 10);

    assert.deepEqual([byItems, sizer.next()], [25, 2]);
  });

  it('is careful from the moment that a worker was lost', () => {
    const sizer = new AdaptiveSize({ slots: 2, pace: LOCAL_PACE });
    for (let i = 0; i < 20; i += 1) sizer.observe(1000, 0.001);
    sizer.observeReader(1, 1e6, 0);
    assert.equal(sizer.next(), 1024);

    sizer.beCareful();

    assert.equal(sizer.next(), 1);
  });

  it('keeps to its bounds in any world', () => {
    const ms = fc.double({ min: 0, max: 30, noNaN: true });
    const world = fc.record({
      slots: fc.integer({ min: 1, max: 64 }),
      tasks: fc.array(ms, { minLength: 1, maxLength: 20 }),
      reads: fc.array(ms, { minLength: 1, maxLength: 20 }),
      bytes: fc.integer({ min: 0, max: 4e6 }),
    });
    fc.assert(
      fc.property(world, ({ slots, tasks, reads, bytes }) => {
        const of = (list: number[]) => (item: number) => list[item % list.length] as number;
        const { sizes, lead } = simulate({
          slots,
          taskMs: of(tasks),
          readMs: of(reads),
          bytes,
          items: 2000,
        });
        const least = slots * CHUNKS_AHEAD;

        assert.ok(sizes.every((size) => Number.isInteger(size) && size >= 1));
        assert.ok(lead <= Math.max(MOST_AHEAD, least));
        // The first chunk is cut before anything is known of its weight.
        assert.ok(sizes.slice(1).every((size) => size === 1 || size * least * bytes <= MOST_BYTES));
      }),
    );
  });
});
