/** Objects of the user's, served. */
import assert from 'node:assert/strict';
import { Lock, type Remote, serve } from 'manyhands/shared';
import type { Subject } from '../conformance/subject.ts';

class Store {
  readonly #values = new Map<string, unknown>();
  closed = 0;
  set(key: string, value: unknown): void {
    this.#values.set(key, value);
  }
  get(key: string): unknown {
    return this.#values.get(key);
  }
  *keys(): Generator<string> {
    try {
      yield* this.#values.keys();
    } finally {
      this.closed += 1;
    }
  }
  async *later(): AsyncGenerator<number> {
    yield 1;
    throw new RangeError('no more');
  }
  fail(): never {
    throw Object.assign(new RangeError('no'), { code: 'ERR_OWN' });
  }
  async isLocked(lock: Lock): Promise<boolean> {
    return await lock.isLocked();
  }
}

export function served(subject: Subject): void {
  subject.it('its methods are called where it lives, and data comes as copies', async () => {
    await using pool = subject.pool(2);
    const store = serve(new Store());

    await pool.map(async (n: number) => await store.set(`k${n}`, { n }), [1, 2, 3]);

    assert.deepEqual(await store.get('k2'), { n: 2 });
    assert.deepEqual(await pool.apply(async () => await store.get('k3')), { n: 3 });
  });

  subject.it('data, private things and `then` are not there', async () => {
    await using pool = subject.pool(1);
    const store = serve(new Store());
    const look = (it: object): unknown[] =>
      ['closed', 'then', 'constructor'].map((key) => typeof Reflect.get(it, key));

    for (const seen of [look(store), await pool.apply(look, [store])])
      assert.deepEqual(seen, ['undefined', 'undefined', 'function']);
  });

  subject.it('any name of a method will do', async () => {
    await using pool = subject.pool(1);
    const remote = serve({ shared: () => 1, toString: () => 'two', call: () => 3 });
    const ask = async (): Promise<unknown[]> => [
      await remote.shared(),
      await remote.toString(),
      await remote.call(),
    ];

    assert.deepEqual(await ask(), [1, 'two', 3]);
    assert.deepEqual(await pool.apply(ask), [1, 'two', 3]);
  });

  subject.it('errors arrive as themselves', async () => {
    await using pool = subject.pool(1);
    const store = serve(new Store());
    const fail = async (): Promise<unknown[]> => {
      try {
        return [await store.fail()];
      } catch (error) {
        const { message, code, stack } = error as Error & { code?: string };
        return [error instanceof RangeError, message, code, stack?.includes('at Store.fail')];
      }
    };

    for (const seen of [await fail(), await pool.apply(fail)])
      assert.deepEqual(seen, [true, 'no', 'ERR_OWN', true]);
  });

  subject.it(
    'the stack of an error says who has called, however many calls were before',
    async () => {
      await using pool = subject.pool(1);
      const store = serve(new Store());
      const fail = async (): Promise<string> => {
        for (let i = 0; i < 300; i += 1) await store.get('none');
        async function theOneThatFails(): Promise<void> {
          await store.fail();
        }
        try {
          await theOneThatFails();
          return 'it has not failed';
        } catch (error) {
          return (error as Error).stack ?? '';
        }
      };

      assert.match(await pool.apply(fail), /at Store\.fail [^]*theOneThatFails/);
    },
  );

  subject.it('generators are iterated from elsewhere, and closed by who leaves early', async () => {
    await using pool = subject.pool(1);
    const object = new Store();
    const store = serve(object);
    for (const key of ['a', 'b', 'c']) await store.set(key, 1);
    const all = async (): Promise<string[]> => {
      const keys: string[] = [];
      for await (const key of store.keys()) keys.push(key);
      for await (const key of store.keys()) if (key !== '') break;
      return keys;
    };

    assert.deepEqual(await all(), ['a', 'b', 'c']);
    assert.deepEqual(await pool.apply(all), ['a', 'b', 'c']);
    assert.equal(object.closed, 4);
  });

  subject.it('a generator may throw in the middle', async () => {
    await using pool = subject.pool(1);
    const store = serve(new Store());
    const read = async (): Promise<unknown[]> => {
      const seen: unknown[] = [];
      try {
        for await (const value of store.later()) seen.push(value);
      } catch (error) {
        seen.push((error as Error).message);
      }
      return seen;
    };

    assert.deepEqual(await read(), [1, 'no more']);
    assert.deepEqual(await pool.apply(read), [1, 'no more']);
  });

  subject.it('its methods may get other served objects', async () => {
    await using pool = subject.pool(1);
    const store = serve(new Store());
    const lock = new Lock();
    const ask = async (): Promise<boolean> =>
      await lock.run(async () => await store.isLocked(lock));

    assert.equal(await ask(), true);
    assert.equal(await pool.apply(ask), true);
  });

  subject.itWith('isolation', 'a worker may dispose its proxy, and get it again', async () => {
    await using pool = subject.pool(1);
    const store = serve(new Store());
    const dispose = async (it: Remote<Store>): Promise<unknown> => {
      await it.set('a', 1);
      it[Symbol.dispose]();
      return await it.get('a').catch((error: { code?: string }) => error.code);
    };

    assert.equal(await pool.apply(dispose, [store]), 'ERR_POOL_STATE');
    assert.equal(await pool.apply(dispose, [store]), 'ERR_POOL_STATE');
    assert.equal(await store.get('a'), 1);
  });

  subject.it('disposed at home it is not served any more', async () => {
    await using pool = subject.pool(1);
    const store = serve(new Store());
    const get = async (it: Remote<Store>): Promise<unknown> =>
      await it.get('a').catch((error: { code?: string }) => error.code);
    await pool.apply(get, [store]);
    store[Symbol.dispose]();
    store[Symbol.dispose]();

    assert.equal(await get(store), 'ERR_POOL_STATE');
    await assert.rejects(pool.apply(get, [store]));
  });
}
