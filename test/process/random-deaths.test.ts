/** Actors and processes that die at random: each call is answered once or fails, each item arrives once or is lost. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actor, Process, WorkerLostError } from 'manyhands';
import { Queue, serve } from 'manyhands/shared';

const CALLS = 300;
const ITEMS = 60;
const seed = Number(process.env.FC_SEED ?? 20_261_128);

/** mulberry32: what is decided for which call depends on the seed alone. */
function chance(of: number): number {
  let t = (seed + Math.imul(of, 0x9e3779b1) + 0x6d2b79f5) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

class Fragile {
  readonly #seen: (n: number) => Promise<void>;
  constructor(log: { note(n: number): Promise<void> }) {
    this.#seen = async (n) => await log.note(n);
  }
  async call(n: number): Promise<number> {
    await this.#seen(n);
    if (chance(n) < 0.03) process.kill(process.pid, 'SIGKILL');
    if (chance(-n) < 0.02) setImmediate(() => process.exit(1));
    return n;
  }
}

class Log {
  readonly began: number[] = [];
  note(n: number): void {
    this.began.push(n);
  }
}

describe(`with seed ${seed}`, { timeout: 240_000 }, () => {
  it('an actor runs each call at most once, in order, and settles each', async () => {
    const log = new Log();
    await using fragile = await actor(Fragile, [serve(log)], {
      restarts: Number.POSITIVE_INFINITY,
    });
    const answered: number[] = [];
    let failed = 0;

    const calls = Array.from({ length: CALLS }, (_, n) => n);
    for (let from = 0; from < CALLS; from += 10) {
      const settled = await Promise.allSettled(
        calls.slice(from, from + 10).map(async (n) => await fragile.call(n)),
      );
      for (const one of settled) {
        if (one.status === 'fulfilled') answered.push(one.value);
        else {
          failed += 1;
          assert.ok(one.reason instanceof WorkerLostError);
        }
      }
    }

    assert.equal(answered.length + failed, CALLS);
    assert.ok(failed > 0 && answered.length > CALLS / 2, `${failed} have failed`);
    assert.deepEqual(
      log.began,
      [...new Set(log.began)].sort((a, b) => a - b),
    );
    assert.ok(answered.every((n) => log.began.includes(n)));
  });

  it('processes that put and get lose what is in dead hands, and nothing else', async () => {
    const queue = new Queue<number>({ maxSize: 4 });
    const log = new Log();
    const remote = serve(log);
    const produce = async (from: number, to: number): Promise<void> => {
      for (let item = from; item < to; item += 1) {
        await queue.put(item);
        if (chance(item) < 0.05) process.kill(process.pid, 'SIGKILL');
      }
    };
    const consume = async (): Promise<void> => {
      for await (const item of queue) {
        if (chance(-item) < 0.1) process.kill(process.pid, 'SIGKILL');
        await remote.note(item);
        await queue.taskDone();
      }
    };
    /** Until one has come to its end; `next` says where its successor goes on. */
    const again = async (start: () => Process<void>): Promise<void> => {
      for (;;) {
        const child = start();
        await child.join();
        if (child.exitCode === 0) return;
        await assert.rejects(child.result(), WorkerLostError);
      }
    };

    const consumers = [1, 2].map(async () => await again(() => new Process(consume)));
    let next = 0;
    await again(() => {
      const from = next;
      // What it dies after is known from the seed: the next one begins behind it.
      while (next < ITEMS && chance(next) >= 0.05) next += 1;
      next += 1;
      return new Process(produce, [from, ITEMS]);
    });
    await queue.close();
    await Promise.all(consumers);
    await queue.join();

    const { began } = log;
    assert.equal(new Set(began).size, began.length, 'an item was there twice');
    assert.equal(began.length + (await queue.lost()), ITEMS, 'an item was lost');
  });
});
