/** `pool.from`: what is refused, and how. */
import assert from 'node:assert/strict';
import type { Subject } from './subject.ts';
import { square } from './tasks.ts';

export function chainsRefused(subject: Subject): void {
  const one = subject.shared(1);

  subject.it('rejects for what cannot be sent, and names the function', async () => {
    const pool = one();
    const secret = new Proxy(new Set(), {});
    const keep = (x: number): boolean => secret.has(Object(x));

    await assert.rejects(pool.from([1]).map(square).filter(keep).count(), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: /^cannot send 'keep'[^]*captures variable 'secret'/,
    });
    await assert.rejects(
      pool
        .from([1])
        .map(() => () => 1)
        .toArray(),
      {
        code: 'ERR_POOL_NOT_SENDABLE',
      },
    );
  });

  for (const [what, run, complaint] of MISUSE) {
    subject.it(`rejects with a TypeError: ${what}`, async () => {
      const pool = one();

      await assert.rejects(run(pool), (error) => {
        assert.ok(error instanceof TypeError, String(error));
        assert.match(error.message, complaint);
        return true;
      });
    });
  }

  subject.it('refuses what is wrong with a call, in the call', async () => {
    await using pool = subject.pool();

    assert.throws(() => pool.from(5 as never), { code: 'ERR_POOL_OPTION' });
    assert.throws(() => pool.from([], { chunkSize: 0 }), { code: 'ERR_POOL_OPTION' });
    assert.throws(() => pool.from([], { timeout: 5 } as never), /unknown option 'timeout'/);
    assert.throws(() => pool.from([]).map('x' as never), { code: 'ERR_POOL_OPTION' });
    await assert.rejects(pool.from([]).reduce(3 as never), { code: 'ERR_POOL_OPTION' });
    const chain = pool.from([1]);
    await pool.terminate();
    assert.throws(() => pool.from([]), { code: 'ERR_POOL_STATE' });
    await assert.rejects(chain.sum(), { code: 'ERR_POOL_STATE' });
  });
}

const MISUSE: readonly (readonly [
  string,
  (pool: ReturnType<Subject['pool']>) => Promise<unknown>,
  RegExp,
])[] = [
  ['reduces nothing', (pool) => pool.from<number>([]).reduce((a) => a), /without values/],
  ['sums a text', (pool) => pool.from(['a'] as never[]).sum(), /sum adds numbers, and this is "a"/],
  [
    'flattens a text',
    (pool) =>
      pool
        .from(['ab'])
        .flatMap((x) => x as never)
        .toArray(),
    /has to return an array.*"ab"/,
  ],
  [
    'counts by objects',
    (pool) => pool.from([1]).countBy(() => ({}) as never),
    /a key has to be.*an object/,
  ],
  [
    'folds later',
    (pool) =>
      pool.from([1]).fold(
        () => 0,
        (async () => 1) as never,
        (a) => a,
      ),
    /fold returned a promise/,
  ],
  [
    'reduces later',
    (pool) => pool.from([1, 2]).reduce((async () => 1) as never),
    /reduce returned a promise/,
  ],
  [
    'begins groups later',
    (pool) =>
      pool.from([1]).foldBy(
        () => 1,
        async () => 1,
        (a) => a,
        (a) => a,
      ),
    /foldBy returned a promise/,
  ],
];
