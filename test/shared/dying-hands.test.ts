/** Producers and consumers that die at random: what was in no dead hand arrives, exactly once. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool, WorkerLostError } from 'manyhands';
import { Queue, serve } from 'manyhands/shared';

const ITEMS = 120;
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
process.stdout.write(`# seed ${seed} (repeat with FC_SEED=${seed})\n`);

/** mulberry32: what is decided for which item depends on the seed alone. */
function chance(of: number): number {
  let t = (seed + Math.imul(of, 0x9e3779b1) + 0x6d2b79f5) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

class Ledger {
  #next = 0;
  readonly arrived: number[] = [];
  claim(): number | undefined {
    this.#next += 1;
    return this.#next <= ITEMS ? this.#next : undefined;
  }
  note(item: number): void {
    this.arrived.push(item);
  }
}

describe('a queue whose users die at random', { timeout: 240_000 }, () => {
  it('gives each item to one of them, but for those in dead hands', async () => {
    await using pool = new Pool(4);
    const ledger = new Ledger();
    const remote = serve(ledger);
    const queue = new Queue<number>({ maxSize: 8 });
    const die = (): void => void process.kill(process.pid, 'SIGKILL');
    const produce = async (): Promise<void> => {
      for (;;) {
        const item = await remote.claim();
        if (item === undefined) return;
        await queue.put(item);
        if (chance(item) < 0.03) die();
      }
    };
    const consume = async (): Promise<void> => {
      for await (const item of queue) {
        if (chance(-item) < 0.04) die();
        await remote.note(item);
        await queue.taskDone();
      }
    };
    /** Until one has come to its end. */
    const again = async (work: () => Promise<void>): Promise<void> => {
      for (;;) {
        try {
          await pool.apply(work);
          return;
        } catch (error) {
          assert.ok(error instanceof WorkerLostError);
        }
      }
    };

    const consumers = [again(consume), again(consume)];
    await Promise.all([again(produce), again(produce)]);
    await queue.close();
    await Promise.all(consumers);
    await queue.join();

    const { arrived } = ledger;
    assert.equal(new Set(arrived).size, arrived.length, 'an item was there twice');
    assert.equal(arrived.length + (await queue.lost()), ITEMS, 'an item was lost');
  });
});
