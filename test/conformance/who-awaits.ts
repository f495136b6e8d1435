/** Calls that follow each other closely do not capture where they were made: if one fails, its stack has whoever awaits it. */
import assert from 'node:assert/strict';
import type { AnyPool } from 'manyhands';
import { caught } from './caught.ts';
import type { Subject } from './subject.ts';
import { fail, square } from './tasks.ts';

/** More than capture their own. */
const CALLS = 210;

/** In one turn, so no second can be over before the call that follows. */
function rush(pool: AnyPool): void {
  for (let i = 0; i < CALLS; i += 1) void pool.applyAsync(square, [i]);
}

const WAYS: Readonly<Record<string, (pool: AnyPool) => PromiseLike<unknown>>> = {
  apply: (pool) => pool.apply(fail, ['on purpose']),
  applyAsync: (pool) => pool.applyAsync(fail, ['on purpose']),
  'applyAsync with a callback': (pool) =>
    pool.applyAsync(fail, ['on purpose'], { errorCallback: () => {} }),
  'get with a time limit': (pool) => pool.applyAsync(fail, ['on purpose']).get(60_000),
  map: (pool) => pool.map(fail, ['on purpose']),
  mapAsync: (pool) => pool.mapAsync(fail, ['on purpose']),
  starmap: (pool) => pool.starmap(fail, [['on purpose']]),
  'Promise.all': (pool) => Promise.all([pool.apply(square, [1]), pool.apply(fail, ['on purpose'])]),
  then: (pool) => pool.apply(fail, ['on purpose']).then((value) => [value]),
  'what is awaited when it has failed': async (pool) => {
    const result = pool.applyAsync(fail, ['on purpose']);
    await result.wait();
    await result;
  },
};

export function whoAwaits(subject: Subject): void {
  const one = subject.shared(1);

  for (const [way, call] of Object.entries(WAYS))
    subject.it(`is in the stack of a failure: ${way}`, async () => {
      const pool = one();
      async function submitter(): Promise<void> {
        rush(pool);
        await call(pool);
      }

      const { stack = '' } = (await caught(submitter())) as Error;

      const [, after = ''] =
        /on purpose\n[^]*\n {4}at (?:host test, )?worker 1 .*\n([^]*)$/.exec(stack) ?? [];
      assert.match(after, /at async .*submitter/, stack);
      assert.doesNotMatch(after, /calls were made|manyhands/);
    });

  subject.it('is not known of a failure that nobody awaits: its stack says that', async () => {
    const pool = one();
    rush(pool);
    const result = pool.applyAsync(fail, ['on purpose']);
    await result.wait();

    const { stack = '' } = await new Promise<Error>((resolve) => {
      result.then(undefined, (error: unknown) => resolve(error as Error));
    });

    assert.match(stack, /at rush [^]*\(more than 100 calls were made in this second: .*\)$/);
  });

  subject.itWith('death', 'is in the stack of a worker that is lost', async () => {
    const pool = one();
    async function loser(): Promise<void> {
      rush(pool);
      await pool.apply(() => process.exit(3));
    }

    const { stack = '' } = (await caught(loser())) as Error;

    assert.match(stack, /^WorkerLostError: .*\n[^]*at async loser/);
    assert.doesNotMatch(stack, /calls were made/);
    // Another worker has taken its place before the next test looks at what there is.
    assert.equal(await pool.apply(square, [2]), 4);
  });

  subject.it('leaves what the caller has thrown as it is', async () => {
    const pool = one();
    const reason = new Error('enough');
    const before = reason.stack;
    rush(pool);
    const result = pool.applyAsync(square, [1]);
    result.cancel(reason);

    assert.equal(await caught(result.get()), reason);
    assert.equal(reason.stack, before);
  });
}
