/**
 * Modules that a worker loads when it first needs them are loaded asynchronously where Node cannot load them
 * at once. Failures must be the same in both cases.
 */
import assert from 'node:assert/strict';
import { assertWhole, overBoth } from './over-both.ts';

const execArgv = ['--no-experimental-require-module'];

class Refused extends Error {
  readonly code = 418;
}

overBoth('A worker that may not require its own modules', (subject) => {
  const options = { workers: 1, execArgv };

  subject.itWith(
    'process',
    'runs closures, and gives their errors back as themselves',
    async () => {
      await using pool = subject.pool(options);
      const task = (x: number): number => {
        if (x === 2) throw new Refused(`no ${x}`);
        return x;
      };

      const results = pool.imap(task, [1, 2, 3, 2], { chunkSize: 4 });

      assert.equal((await results.next()).value, 1);
      await assert.rejects(results.next(), { code: 418, message: 'no 2' });
      assert.equal((await results.next()).value, 3);
      await assert.rejects(results.next(), { code: 418 });
      await assert.rejects(pool.map(task, [1, 2, 3], { timeout: 60_000 }), { code: 418 });
      await assertWhole(pool);
    },
  );

  subject.itWith('process', 'says which result cannot be sent', async () => {
    await using pool = subject.pool(options);

    await assert.rejects(
      pool.apply(() => ({ callback: () => {} })),
      { code: 'ERR_POOL_NOT_SENDABLE', message: /callback/ },
    );

    await assertWhole(pool);
  });

  subject.itWith('process', 'says what it died of', async () => {
    await using pool = subject.pool(options);

    const stray = pool.apply(async () => {
      setTimeout(() => {
        throw new RangeError('stray');
      }, 0);
      await new Promise(() => {});
    });

    await assert.rejects(stray, { name: 'RangeError', message: 'stray' });
    await assertWhole(pool);
  });

  subject.itWith('process', 'says why its initializer failed', async () => {
    const initializer = (): never => {
      throw new RangeError('no start');
    };
    await using pool = subject.pool({ ...options, initializer });

    await assert.rejects(
      pool.apply(() => 1),
      { code: 'ERR_POOL_INITIALIZER' },
    );
  });
});
