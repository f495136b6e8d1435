/** What a task can see of where it runs, and pools inside workers. */
import assert from 'node:assert/strict';
import { currentWorker, PoolStateError, task } from 'manyhands';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { nest, nestToTheEnd } from './nesting-task.ts';

export function inside(subject: Subject): void {
  const one = subject.shared(1);

  subject.it('there is no current worker in the program itself', () => {
    assert.equal(currentWorker(), undefined);
  });

  subject.it('a task can ask which worker it runs in', async () => {
    const pool = one();

    const seen = await pool.apply(() => currentWorker());

    const [worker] = pool.workers;
    assert.ok(worker !== undefined && seen !== undefined);
    const { state: _, ...where } = worker;
    assert.deepEqual(seen, { ...where, kind: subject.kind, slot: 0, attempt: 0 });
  });

  subject.itWith('death', 'a task can ask how often it was tried before', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const dieTwice = (log: string): number => {
      const { attempt = -1 } = currentWorker() ?? {};
      process.getBuiltinModule('node:fs').appendFileSync(log, `${attempt}\n`);
      if (attempt < 2) process.exit(1);
      return attempt;
    };

    assert.equal(await pool.apply(dieTwice, [stage.log], { retries: 5 }), 2);

    assert.deepEqual(stage.lines, ['0', '1', '2']);
  });

  subject.itWith('isolation', 'an initializer can ask which worker it runs in', async () => {
    await using pool = subject.pool({
      workers: 1,
      initializer: () => void Object.assign(globalThis, { remembered: currentWorker()?.id }),
    });

    assert.equal(await pool.apply(() => (globalThis as { remembered?: number }).remembered), 1);
  });

  subject.it('a task may use a pool of its own', async () => {
    const pool = one();

    assert.equal(await pool.apply(nest, [subject.kind, 2]), 'worker at depth 3');
  });

  subject.itWith('isolation', 'pools may be nested 10 deep, and not 11', async () => {
    // Threads all the way down but for the first: ten processes inside each other would say no more.
    const pool = one();

    const error = {
      name: 'PoolStateError',
      code: 'ERR_POOL_STATE',
      message: 'pools are nested more than 10 deep',
    };
    assert.deepEqual(await pool.apply(nestToTheEnd), { depth: 10, error });
  });

  subject.itWith(
    'isolation',
    'a module that makes a pool while a worker imports it is told so',
    async () => {
      const pool = one();
      const bomb = task<() => string>(
        new URL('./programs/fork-bomb.js', import.meta.url),
        'explode',
      );

      const error: unknown = await pool.apply(bomb).catch((reason: unknown) => reason);

      const { cause } = error as Error;
      assert.ok(cause instanceof PoolStateError);
      assert.equal(
        cause.message,
        'a pool was created while a worker was importing this module: put the code that starts the ' +
          'program in a function that only the program calls',
      );
    },
  );
}
