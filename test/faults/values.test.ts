/** What cannot cross, in either direction, fails its own item with a reason; the worker and the pool go on. */
import assert from 'node:assert/strict';
import { assertWhole, overBoth } from './over-both.ts';

const notSendable = { name: 'NotSendableError', code: 'ERR_POOL_NOT_SENDABLE' };

overBoth('A value that cannot be sent', (subject) => {
  const shared = subject.shared(1);

  for (const [title, make] of [
    ['a function', () => () => 1],
    ['a symbol', () => Symbol('mark')],
    ['a promise', () => ({ later: Promise.resolve(1) })],
    ['a WeakMap', () => new WeakMap()],
    ['a proxy of what cannot be sent', () => new Proxy(() => 1, {})],
  ] as readonly (readonly [string, () => unknown])[]) {
    subject.it(`fails the task whose argument is ${title}`, async () => {
      const pool = shared();

      await assert.rejects(
        pool.apply((value: unknown) => typeof value, [make()]),
        notSendable,
      );

      await assertWhole(pool);
    });

    subject.it(`fails the task whose result is ${title}`, async () => {
      const pool = shared();
      await pool.ready();
      const [worker] = pool.workers;

      await assert.rejects(pool.apply(make), notSendable);

      await assertWhole(pool);
      assert.equal(pool.workers[0]?.id, worker?.id, 'the worker survives');
    });
  }

  subject.it('fails its worker not even after 20 times in a row', async () => {
    const pool = shared();
    await pool.ready();
    const [worker] = pool.workers;

    for (let i = 0; i < 20; i += 1) {
      await assert.rejects(
        pool.apply(() => () => 1),
        notSendable,
      );
    }

    await assertWhole(pool);
    assert.equal(pool.workers[0]?.id, worker?.id);
  });

  subject.it('fails alone among the results of one imap chunk', async () => {
    const pool = shared();
    const results = pool.imap((x: number) => (x === 2 ? (): number => x : x), [0, 1, 2, 3, 4], {
      chunkSize: 5,
    });

    const seen: unknown[] = [];
    for (let i = 0; i < 5; i += 1) {
      seen.push(
        await results.next().then(
          ({ value }) => value,
          (error: { code: string }) => error.code,
        ),
      );
    }

    assert.deepEqual(seen, [0, 1, 'ERR_POOL_NOT_SENDABLE', 3, 4]);
    await assertWhole(pool);
  });

  subject.it('fails alone among the arguments of one imap chunk', async () => {
    const pool = shared();
    const items = [0, 1, () => 2, 3, 4];
    const results = pool.imap((x: unknown) => x, items, { chunkSize: 5 });

    const seen: unknown[] = [];
    for (let i = 0; i < 5; i += 1) {
      seen.push(
        await results.next().then(
          ({ value }) => value,
          (error: { code: string }) => error.code,
        ),
      );
    }

    assert.deepEqual(seen, [0, 1, 'ERR_POOL_NOT_SENDABLE', 3, 4]);
    await assertWhole(pool);
  });

  subject.it('may be one whose getter throws while it is sent to the worker', async () => {
    const pool = shared();
    const trap = {
      get value(): never {
        throw new Error('do not look');
      },
    };

    await assert.rejects(
      pool.apply((x: unknown) => x, [trap]),
      { ...notSendable, message: /do not look/ },
    );

    await assertWhole(pool);
  });

  subject.it('may be one whose getter throws while it is sent back', async () => {
    const pool = shared();
    const task = (): object => ({
      get value(): never {
        throw new Error('do not look');
      },
    });

    await assert.rejects(pool.apply(task), { ...notSendable, message: /do not look/ });

    await assertWhole(pool);
  });

  subject.it('may be one whose getter throws a value that is no error', async () => {
    const pool = shared();
    const task = (): object => ({
      get value(): never {
        throw undefined;
      },
    });

    await assert.rejects(pool.apply(task), notSendable);

    await assertWhole(pool);
  });

  subject.it('may be one whose getter throws every second time', async () => {
    const pool = shared();
    const task = (): object => {
      let looks = 0;
      return {
        get value(): number {
          looks += 1;
          if (looks % 2 === 1) throw new Error(`look ${looks}`);
          return looks;
        },
      };
    };

    const settled = await pool.apply(task).then(
      () => 'a value',
      () => 'an error',
    );

    assert.ok(['a value', 'an error'].includes(settled));
    await assertWhole(pool);
  });

  subject.it('may be one whose getter ends the worker', async () => {
    const pool = shared();
    const task = (): object => ({
      get value(): never {
        return process.exit(6);
      },
    });

    await assert.rejects(pool.apply(task), { code: 'ERR_POOL_WORKER_LOST', exitCode: 6 });

    await assertWhole(pool);
  });

  subject.it('may be one whose getter never returns, if the task has a timeout', async () => {
    const pool = shared();
    const task = (): object => ({
      get value(): never {
        for (;;);
      },
    });

    await assert.rejects(pool.apply(task, [], { timeout: 50 }), { code: 'ERR_POOL_TASK_TIMEOUT' });

    await assertWhole(pool);
  });

  subject.it('may be one whose getter ends the pool', async () => {
    const pool = subject.pool();
    await pool.ready();
    const ended: Promise<void>[] = [];
    const trap = {
      get value(): number {
        ended.push(pool.terminate());
        return 1;
      },
    };

    await assert.rejects(
      pool.apply((x: unknown) => x, [trap]),
      { code: 'ERR_POOL_TERMINATED' },
    );

    await Promise.all(ended);
    assert.deepEqual(pool.workers, []);
  });

  subject.it('may be an error with a getter that throws', async () => {
    const pool = shared();
    const task = (): never => {
      throw Object.defineProperty(new RangeError('the real one'), 'detail', {
        enumerable: true,
        get: () => {
          throw new Error('do not look');
        },
      });
    };

    await assert.rejects(pool.apply(task), { name: 'RangeError', message: 'the real one' });

    await assertWhole(pool);
  });

  subject.it('may be an error whose message and stack throw when they are read', async () => {
    const pool = shared();
    const task = (): never => {
      const error = new RangeError('hidden');
      const trap = {
        get: () => {
          throw new Error('do not look');
        },
      };
      throw Object.defineProperties(error, { message: trap, stack: trap, name: trap });
    };

    await assert.rejects(pool.apply(task), (error) => error instanceof Error);

    await assertWhole(pool);
  });

  subject.it('may be a proxy that throws whatever is asked of it', async () => {
    const pool = shared();
    const task = (): never => {
      const trap = (): never => {
        throw new Error('do not ask');
      };
      const handler = {
        get: trap,
        has: trap,
        ownKeys: trap,
        getPrototypeOf: trap,
        getOwnPropertyDescriptor: trap,
      };
      throw new Proxy({}, handler);
    };

    const settled = await pool.apply(task).then(
      () => 'a value',
      () => 'an error',
    );

    assert.equal(settled, 'an error');
    await assertWhole(pool);
  });

  subject.it('may be a promise that throws when it is asked for its `then`', async () => {
    const pool = shared();
    const task = (): object => ({
      get then(): never {
        throw new RangeError('no then');
      },
    });

    await assert.rejects(pool.apply(task), { name: 'RangeError', message: 'no then' });

    await assertWhole(pool);
  });
});
