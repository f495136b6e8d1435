/** Errors and values that are made to break whoever takes them apart: their task settles, the pool goes on. */
import assert from 'node:assert/strict';
import { assertWhole, overBoth } from './over-both.ts';

const notSendable = { code: 'ERR_POOL_NOT_SENDABLE' };
/** Deeper than either side can follow. */
const TOO_DEEP = 20_000;
/** A thread with its large stack can write it, and the program cannot read it. */
const DEEP = 7500;

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function nest(levels: number): unknown[] {
  let nested: unknown[] = [];
  for (let i = 0; i < levels; i += 1) nested = [nested];
  return nested;
}

overBoth('A task settles although', (subject) => {
  for (const [title, task, error] of [
    [
      'what it throws is a revoked proxy',
      () => {
        throw revoked();
      },
      notSendable,
    ],
    ['its result holds a revoked proxy', () => ({ inside: revoked() }), notSendable],
    [
      'its error is its own cause and one of its own errors',
      () => {
        const error = new RangeError('round');
        throw Object.assign(error, { cause: error, errors: [error] });
      },
      { name: 'RangeError', message: 'round' },
    ],
    [
      'its error has a cause 20,000 deep',
      () => {
        let error = new RangeError('deepest');
        for (let i = 0; i < TOO_DEEP; i += 1) error = new RangeError('upper', { cause: error });
        throw error;
      },
      { name: 'RangeError', message: 'upper' },
    ],
    [
      'its error throws when it is printed, and has no constructor',
      () => {
        const trap = {
          get: () => {
            throw new Error('do not look');
          },
        };
        const inspect = Symbol.for('nodejs.util.inspect.custom');
        throw Object.defineProperties(new RangeError('mine'), {
          toJSON: trap,
          toString: trap,
          constructor: trap,
          [Symbol.toStringTag]: trap,
          [inspect]: trap,
        });
      },
      { message: 'mine' },
    ],
    [
      'the stack overflows while its error is read',
      () => {
        const deeper = (): number => 1 + deeper();
        throw Object.defineProperty(new Error('x'), 'message', { get: deeper });
      },
      (error: unknown) => error instanceof Error,
    ],
    [
      'the stack overflows while its result is sent',
      () => {
        const deeper = (): number => 1 + deeper();
        return Object.defineProperty({}, 'value', { enumerable: true, get: deeper });
      },
      notSendable,
    ],
    ['its result is too deep to be written', () => nest(TOO_DEEP), notSendable],
    [
      'its result is too deep to be read',
      () => nest(DEEP),
      (error: { code: string }) =>
        ['ERR_POOL_NOT_SENDABLE', 'ERR_POOL_WORKER_LOST'].includes(error.code),
    ],
    [
      'its error holds what is too deep to be read',
      () => {
        throw Object.assign(new RangeError('deep'), { detail: nest(DEEP) });
      },
      { name: 'RangeError', message: 'deep' },
    ],
    [
      'what it throws too late is a revoked proxy',
      async () => {
        setTimeout(() => {
          throw revoked();
        }, 0);
        await new Promise(() => {});
      },
      notSendable,
    ],
    [
      'what it throws too late cannot be sent whole',
      async () => {
        setTimeout(() => {
          throw Object.assign(new RangeError('late'), { f: () => 1, mark: Symbol('m') });
        }, 0);
        await new Promise(() => {});
      },
      { name: 'RangeError', message: 'late' },
    ],
    [
      'the traces of errors throw',
      () => {
        Error.prepareStackTrace = () => {
          throw new Error('no trace');
        };
        throw new RangeError('mine');
      },
      { name: 'RangeError', message: 'mine' },
    ],
    [
      'it has taken the methods of arrays away',
      () => {
        for (const name of ['map', 'filter', 'push', 'slice'])
          Reflect.deleteProperty(Array.prototype, name);
        throw new RangeError('mine');
      },
      (error: unknown) => error instanceof Error,
    ],
  ] as readonly (readonly [string, () => unknown, object])[]) {
    subject.it(title, async () => {
      await using pool = subject.pool();

      await assert.rejects(pool.apply(task), error);

      await assertWhole(pool);
    });
  }

  subject.it('its promise settles twice and then throws', async () => {
    await using pool = subject.pool();
    const task = (): PromiseLike<number> =>
      ({
        // oxlint-disable-next-line unicorn/no-thenable
        then(resolve: (x: number) => void, reject: (error: unknown) => void) {
          resolve(1);
          resolve(2);
          reject(new Error('late'));
          throw new Error('later');
        },
      }) as unknown as PromiseLike<number>; // as broken as promises get

    assert.equal(await pool.apply(task), 1);

    await assertWhole(pool);
  });

  subject.it('its tuple of arguments is a revoked proxy, or throws when it is read', async () => {
    await using pool = subject.pool();
    const tuple = Object.defineProperty([1], 0, {
      enumerable: true,
      get: () => {
        throw new RangeError('do not look');
      },
    }) as [number];
    const same = (x: number): number => x;

    for (const args of [revoked() as [number], tuple]) {
      await assert.rejects(pool.starmap(same, [args]));
      await assert.rejects(pool.istarmap(same, [args]).next());
    }

    await assertWhole(pool);
  });

  subject.it('its argument is a revoked proxy, or asks too much of whoever reads it', async () => {
    await using pool = subject.pool();
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('do not ask');
        },
      },
    );
    const kindOf = (x: unknown): string => typeof x;

    for (const argument of [revoked(), { trap }, nest(TOO_DEEP)]) {
      await assert.rejects(pool.apply(kindOf, [argument]), notSendable);
      await assert.rejects(pool.map(kindOf, [argument]), notSendable);
      await assert.rejects(pool.imap(kindOf, [argument]).next(), notSendable);
    }

    await assertWhole(pool);
  });
});
