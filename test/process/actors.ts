/** What holds for actors, wherever they live: run once for processes and threads. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  type Actor,
  activeChildren,
  actor,
  type Child,
  Pool,
  PoolStateError,
  PoolTerminatedError,
  WorkerLostError,
} from 'manyhands';
import { Lock, Queue } from 'manyhands/shared';
import { failOnLeaks } from '../leaks.ts';
import { until } from '../until.ts';
import { openSocket } from './processes.ts';
import { Stack } from './modules/stack.ts';

const ALARM = { timeout: 60_000 };

class Counter {
  readonly #step: number;
  count = 0;
  constructor(step = 1) {
    this.#step = step;
  }
  add(times = 1): number {
    this.count += times * this.#step;
    return this.count;
  }
  async addLater(): Promise<number> {
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
    return this.add();
  }
  fail(): never {
    throw Object.assign(new RangeError('no'), { code: 'ERR_OWN' });
  }
  exit(code: number): void {
    process.exit(code);
  }
  async hang(): Promise<void> {
    await new Promise(() => {});
  }
}

/** Notes what happens in which order. */
class Log {
  readonly #lines: string[] = [];
  async visit(name: string): Promise<void> {
    this.#lines.push(`${name} in`);
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
    this.#lines.push(`${name} out`);
  }
  note(name: string): void {
    this.#lines.push(name);
  }
  async *steps(): AsyncGenerator<number> {
    try {
      for (let i = 0; i < 3; i += 1) {
        await this.visit(`step ${i}`);
        yield i;
      }
    } finally {
      this.#lines.push('closed');
    }
  }
  lines(): string[] {
    return this.#lines;
  }
}

export function actors(transport: Child['kind']): void {
  describe(`An actor in a ${transport}`, () => {
    before(openSocket);
    failOnLeaks();

    it('keeps its state, and answers what its methods return', ALARM, async () => {
      await using counter = await actor(Counter, [2], { transport });

      assert.equal(await counter.add(), 2);
      assert.equal(await counter.add(3), 8);
      assert.equal(activeChildren()[0]?.kind, transport);
    });

    it('has no data, no private things and no `then`', ALARM, async () => {
      await using counter = await actor(Counter, [], { transport });

      assert.deepEqual(
        ['count', 'then', '#step', 'add'].map((key) => typeof Reflect.get(counter, key)),
        ['undefined', 'undefined', 'undefined', 'function'],
      );
    });

    it('may be of a class that is exported, or captures what it uses', ALARM, async () => {
      const greeting = 'hello';
      class Greeter {
        greet(name: string): string {
          return `${greeting} ${name}`;
        }
      }
      await using greeter = await actor(Greeter, [], { transport });
      await using stack = await actor(Stack<number>, [], { transport });

      assert.equal(await greeter.greet('you'), 'hello you');
      await stack.push(5);
      assert.equal(await stack.pop(), 5);
    });

    it('runs one call at a time, in order', ALARM, async () => {
      await using log = await actor(Log, [], { transport });

      await Promise.all([log.visit('a'), log.note('b'), log.visit('c'), log.note('d')]);

      assert.deepEqual(await log.lines(), ['a in', 'a out', 'b', 'c in', 'c out', 'd']);
    });

    it('runs as many at once as concurrency says', ALARM, async () => {
      await using log = await actor(Log, [], { transport, concurrency: 2 });

      await Promise.all([log.visit('a'), log.visit('b'), log.visit('c')]);

      const lines = await log.lines();
      assert.deepEqual(lines.slice(0, 3), ['a in', 'b in', 'a out']);
      assert.ok(lines.indexOf('c in') > 2);
    });

    it('throws as its methods do', ALARM, async () => {
      await using counter = await actor(Counter, [], { transport });

      const error = await counter.fail().catch((thrown: unknown) => thrown);

      assert.ok(error instanceof RangeError);
      assert.equal((error as RangeError & { code?: string }).code, 'ERR_OWN');
      assert.match(
        error.stack ?? '',
        /at Counter\.fail .*\n.*\n?.*at worker 1 .*\n.*actors\.[jt]s/,
      );
      assert.doesNotMatch(error.stack ?? '', /served\.cjs|start-actor/);
      assert.equal(await counter.add(), 1);
    });

    it(
      'says in the stack of an error who has called, after many calls as well',
      ALARM,
      async () => {
        await using counter = await actor(Counter, [], { transport });
        for (let calls = 0; calls < 300; calls += 1) await counter.add();
        const theOneThatFails = async (): Promise<void> => await counter.fail();
        const theOneThatIsLost = async (): Promise<void> => await counter.exit(3);

        const failed = await theOneThatFails().catch((thrown: Error) => thrown);
        const lost = await theOneThatIsLost().catch((thrown: Error) => thrown);

        assert.match(failed?.stack ?? '', /at Counter\.fail [^]*at worker 1 [^]*theOneThatFails/);
        assert.match(lost?.stack ?? '', /theOneThatIsLost/);
        assert.doesNotMatch(`${failed?.stack}${lost?.stack}`, /served\.cjs|start-actor/);
      },
    );

    it('gives what can be iterated step by step, each in its turn', ALARM, async () => {
      await using log = await actor(Log, [], { transport });
      const steps: number[] = [];

      for await (const step of log.steps()) {
        steps.push(step);
        await log.note(`between ${step}`);
        if (step === 1) break;
      }

      assert.deepEqual(steps, [0, 1]);
      assert.deepEqual(await log.lines(), [
        ...['step 0 in', 'step 0 out', 'between 0', 'step 1 in', 'step 1 out', 'between 1'],
        'closed',
      ]);
    });

    it('can be captured by tasks and passed to them, and comes back as itself', ALARM, async () => {
      await using counter = await actor(Counter, [], { transport });
      await using pool = new Pool(2);

      await pool.map(async (n: number) => await counter.add(n), [1, 2, 3, 4]);
      const back = await pool.apply(
        async (it: Actor<Counter>) => {
          await it.add();
          return it;
        },
        [counter],
      );

      assert.equal(back, counter);
      assert.equal(await counter.add(0), 11);
    });

    it('is only given up by a worker that ends its proxy', ALARM, async () => {
      await using counter = await actor(Counter, [], { transport });
      await using pool = new Pool(1);
      const use = async (it: Actor<Counter>): Promise<unknown> => {
        await it.add();
        await it[Symbol.asyncDispose]();
        return await it.add().catch((error: { code?: string }) => error.code);
      };

      assert.equal(await pool.apply(use, [counter]), 'ERR_POOL_STATE');
      assert.equal(await counter.add(), 2);
    });

    it('takes locks, queues and other actors', ALARM, async () => {
      class Worker {
        async fill(lock: Lock, queue: Queue<number>, counter: Actor<Counter>): Promise<void> {
          await lock.run(async () => await queue.put(await counter.add(5)));
        }
      }
      await using counter = await actor(Counter, [], { transport });
      await using worker = await actor(Worker, [], { transport });
      const queue = new Queue<number>();

      await worker.fill(new Lock(), queue, counter);

      assert.equal(await queue.get(), 5);
    });

    it('says what cannot be sent, both ways, and goes on', ALARM, async () => {
      class Odd {
        take(x: unknown): unknown {
          return x;
        }
        give(): () => number {
          return () => 1;
        }
      }
      await using odd = await actor(Odd, [], { transport });

      await assert.rejects(
        odd.take(() => 1),
        { code: 'ERR_POOL_NOT_SENDABLE' },
      );
      await assert.rejects(odd.give() as Promise<unknown>, { code: 'ERR_POOL_NOT_SENDABLE' });
      assert.equal(await odd.take(1), 1);
    });

    it(
      'ends with its block: what is under way and what comes later is refused',
      ALARM,
      async () => {
        const counter = await actor(Counter, [], { transport });
        await using pool = new Pool(1);
        await pool.apply(async () => await counter.add());
        const pending = counter.hang().catch((error: unknown) => error);
        const queued = counter.add().catch((error: unknown) => error);
        await counter[Symbol.asyncDispose]();

        assert.ok((await pending) instanceof PoolTerminatedError);
        assert.ok((await queued) instanceof PoolTerminatedError);
        await assert.rejects(counter.add(), PoolStateError);
        await assert.rejects(
          pool.apply(async () => await counter.add()),
          PoolStateError,
        );
        assert.deepEqual(activeChildren(), []);
        await counter[Symbol.asyncDispose]();
      },
    );

    it('can be ended without waiting', ALARM, async () => {
      const counter = await actor(Counter, [], { transport });

      counter[Symbol.dispose]();

      await assert.rejects(counter.add(), PoolStateError);
      await until('the worker to end', () => activeChildren().length === 0);
    });
  });

  describe(`An actor in a ${transport} that is not to be`, () => {
    before(openSocket);
    failOnLeaks();

    it('is refused for bad options', ALARM, async () => {
      const make = actor as (...args: unknown[]) => Promise<unknown>;
      const bad = [
        [5],
        [() => 1],
        [Counter, 5],
        [Counter, [], { transport: 'inline' }],
        [Counter, [], { concurrency: 0 }],
        [Counter, [], { restarts: -1 }],
        [Counter, [], { workers: 1 }],
      ];

      for (const args of bad) await assert.rejects(make(...args), { code: 'ERR_POOL_OPTION' });
    });

    it('fails as its constructor does', ALARM, async () => {
      class Broken {
        constructor(why: string) {
          throw new RangeError(why);
        }
      }

      const failed = actor(Broken, ['not today'], { transport });

      await assert.rejects(failed, { name: 'RangeError', message: 'not today' });
    });

    it('fails if its worker ends before it is made', ALARM, async () => {
      class Dead {
        constructor() {
          process.exit(3);
        }
      }

      await assert.rejects(actor(Dead, [], { transport, restarts: 3 }), {
        code: 'ERR_POOL_WORKER_LOST',
        exitCode: 3,
      });
    });

    it('fails if it is not made in time', ALARM, async () => {
      class Endless {
        constructor() {
          for (;;);
        }
      }
      const options = { transport, startTimeout: 1500, killGrace: 50 };

      await assert.rejects(actor(Endless, [], options), {
        code: 'ERR_POOL_WORKER_LOST',
        message: /startTimeout/,
      });
    });

    it('fails for what cannot be sent', ALARM, async () => {
      const { stdout } = process;
      class Captures {
        write(): void {
          stdout.write('');
        }
      }
      class Takes {
        readonly it: unknown;
        constructor(it: unknown) {
          this.it = it;
        }
      }

      await assert.rejects(actor(Captures, [], { transport }), { code: 'ERR_POOL_NOT_SENDABLE' });
      await assert.rejects(actor(Takes, [() => 1], { transport }), {
        code: 'ERR_POOL_NOT_SENDABLE',
      });
    });
  });

  describe(`The death of an actor in a ${transport}`, () => {
    before(openSocket);
    failOnLeaks();

    it('fails what is under way, and all that comes later', ALARM, async () => {
      await using counter = await actor(Counter, [], { transport });
      await using pool = new Pool(1);
      await pool.apply(async () => await counter.add());

      const calls = await Promise.allSettled([counter.exit(3), counter.add()]);

      for (const call of calls) {
        assert.ok(call.status === 'rejected' && call.reason instanceof WorkerLostError);
        assert.equal(call.reason.exitCode, 3);
        assert.match(call.reason.stack ?? '', /actors\.[jt]s/);
      }
      await assert.rejects(counter.add(), { code: 'ERR_POOL_WORKER_LOST', exitCode: 3 });
      await assert.rejects(
        pool.apply(async () => await counter.add()),
        WorkerLostError,
      );
    });

    it('is followed by another one as often as restarts says, and starts anew', ALARM, async () => {
      await using counter = await actor(Counter, [10], { transport, restarts: 2 });
      await using pool = new Pool(1);
      const add = async (): Promise<number> => await counter.add();

      for (const expected of [1, 2]) {
        assert.equal(await counter.add(), 10);
        assert.equal(await pool.apply(add), 20);
        await assert.rejects(counter.exit(expected), WorkerLostError);
      }
      assert.equal(await pool.apply(add), 10);
      await assert.rejects(counter.exit(9), WorkerLostError);

      await assert.rejects(counter.add(), { code: 'ERR_POOL_WORKER_LOST', exitCode: 9 });
      await assert.rejects(pool.apply(add), WorkerLostError);
    });

    it('lets calls that come meanwhile wait, in order', ALARM, async () => {
      await using log = await actor(Log, [], { transport, restarts: 1 });
      const [child] = activeChildren();
      await child?.kill();

      const calls = ['a', 'b', 'c'].map(async (name) => await log.note(name));
      await Promise.all(calls);

      assert.deepEqual(await log.lines(), ['a', 'b', 'c']);
    });

    it('by a throw outside of its calls is one, too', ALARM, async () => {
      class Bomb {
        light(): void {
          setTimeout(() => {
            throw new RangeError('late');
          });
        }
        async hang(): Promise<void> {
          await new Promise(() => {});
        }
      }
      await using bomb = await actor(Bomb, [], { transport, execArgv: [] });
      await bomb.light();

      await assert.rejects(bomb.hang(), WorkerLostError);
    });

    it('ends iterators', ALARM, async () => {
      await using counter = await actor(
        class {
          *items(): Generator<number> {
            yield 1;
            process.exit(3);
          }
        },
        [],
        { transport },
      );
      const items = counter.items();
      assert.deepEqual(await items.next(), { done: false, value: 1 });

      await assert.rejects(items.next(), WorkerLostError);

      assert.deepEqual(await items.next(), { done: true, value: undefined });
    });

    it('is final if it cannot be made again', ALARM, async () => {
      class Once {
        constructor(first: { is: boolean }) {
          if (!first.is) throw new RangeError('only once');
        }
        exit(): void {
          process.exit(3);
        }
      }
      const first = { is: true };
      await using once = await actor(Once, [first], { transport, restarts: 2 });
      first.is = false; // its arguments are read again
      await assert.rejects(once.exit(), WorkerLostError);

      const error = await once.exit().catch((thrown: unknown) => thrown);

      assert.ok(error instanceof WorkerLostError);
      assert.match(String(error.cause), /RangeError: only once/);
    });

    it('closes generators of others that it was reading, and frees locks', ALARM, async () => {
      const lock = new Lock();
      class Holder {
        async hold(it: Lock): Promise<void> {
          await it.acquire();
          process.exit(1);
        }
      }
      await using holder = await actor(Holder, [], { transport });
      await assert.rejects(holder.hold(lock), WorkerLostError);

      await using held = await lock.acquire();

      assert.equal(held.abandoned, true);
    });

    it('closes the generators of an actor whose reader is what has died', ALARM, async () => {
      await using log = await actor(Log, [], { transport });
      await using pool = new Pool(1);

      const reading = pool.apply(async () => {
        await log.steps().next();
        process.exit(1);
      });

      await assert.rejects(reading, WorkerLostError);
      for (;;) if ((await log.lines()).includes('closed')) break;
    });

    it('while it is ended leaves nothing behind', ALARM, async () => {
      class Slow {
        constructor(first: { is: boolean }) {
          while (!first.is);
        }
        exit(): void {
          process.exit(1);
        }
      }
      const first = { is: true };
      const slow = await actor(Slow, [first], { transport, restarts: 5, killGrace: 50 });
      first.is = false;
      await assert.rejects(slow.exit(), WorkerLostError);
      const pending = slow.exit().catch((error: unknown) => error);
      await until('the next one to be made', () => activeChildren().length === 1);

      await slow[Symbol.asyncDispose]();

      assert.ok((await pending) instanceof PoolTerminatedError);
      assert.deepEqual(activeChildren(), []);
    });
  });
}
