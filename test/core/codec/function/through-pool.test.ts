import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Pool, task, ThreadPool } from 'manyhands';
import { tasksOf } from './cases/tasks.js';
import { functionCases } from './function-cases.js';
import type { RoundTrip } from './round-trip.js';

for (const PoolClass of [Pool, ThreadPool]) {
  describe(`A function in a worker of a ${PoolClass.name} does what it does at home`, () => {
    const pool = new PoolClass(1);
    const roundTrip: RoundTrip = (fn, ...args) => pool.apply(fn, args) as never;
    after(() => pool.terminate());

    for (const { title, check } of [...functionCases, ...tasksOf(task)]) {
      it(title, () => check(roundTrip));
    }
  });
}

const factor = 3;

function helper(x: number): number {
  return x * factor;
}

describe('A function that was rebuilt in a worker', () => {
  it('can be sent on to a pool inside that worker, with what it captures', async () => {
    await using pool = new Pool(1);
    const nested = async (items: number[]): Promise<number[]> => {
      const inner = new ThreadPool(1);
      try {
        return await inner.map((x) => helper(x) + 1, items);
      } finally {
        await inner.terminate();
      }
    };

    assert.deepEqual(await pool.apply(nested, [[1, 2]]), [4, 7]);
  });

  it('lets an initializer fill a variable for the tasks', async () => {
    await using pool = new Pool({ workers: 1, initializer: openConnection, initArgs: ['db'] });

    assert.deepEqual(await pool.map(queryConnection, [1, 2]), ['db 1', 'db 2']);
  });

  it('throws errors whose stack points at the user’s own file', async () => {
    await using pool = new Pool(1);
    const fail = (): never => {
      throw new RangeError('far');
    };

    await assert.rejects(pool.apply(fail), (error: Error) => {
      assert.match(error.stack ?? '', /at fail \(.*through-pool\.test\.ts:\d+:13\)/);
      return true;
    });
  });
});

describe('The pool itself', () => {
  it('is refused for its own reason where a bound method brings it along', async () => {
    class Service {
      readonly pool = new Pool(1);
      double(x: number): number {
        return 2 * x;
      }
      run(): Promise<number[]> {
        return this.pool.map(this.double.bind(this), [1]);
      }
    }
    const service = new Service();

    await assert.rejects(service.run(), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: /which has the property 'pool', a Pool: pool objects cannot be passed between/,
    });
    await service.pool.terminate();
  });
});

let connection: string | undefined;

function openConnection(name: string): void {
  connection = name;
}

function queryConnection(id: number): string {
  return `${connection} ${id}`;
}
