import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool, ThreadPool } from 'manyhands';

class Point {
  x: number;
  y: number;
  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }
  length(): number {
    return Math.hypot(this.x, this.y);
  }
}

class Money {
  readonly #cents: number;
  constructor(cents: number) {
    this.#cents = cents;
  }
  plus(cents: number): Money {
    return new Money(this.#cents + cents);
  }
  get cents(): number {
    return this.#cents;
  }
  [Symbol.for('manyhands.serialize')](): unknown {
    return this.#cents;
  }
  static [Symbol.for('manyhands.revive')](cents: number): Money {
    if (cents === 13) throw new RangeError('unlucky');
    return new Money(cents);
  }
}

for (const PoolClass of [Pool, ThreadPool]) {
  describe(`A ${PoolClass.name} with classes`, () => {
    it('keeps the class of instances in arguments and results', async () => {
      await using pool = new PoolClass({ workers: 1, classes: [Point, Money] });
      const grow = (point: Point): Point[] => {
        if (!(point instanceof Point)) throw new TypeError('a plain object arrived');
        return [new Point(point.length(), 0)];
      };

      const [[grown]] = (await pool.map(grow, [new Point(3, 4)])) as [[Point]];

      assert.ok(grown instanceof Point);
      assert.equal(grown.length(), 5);
    });

    it('keeps private fields through the class’s own pair of methods', async () => {
      await using pool = new PoolClass({ workers: 1, classes: [Point, Money] });

      const sum = await pool.apply(
        async (money: Money, more: number) => money.plus(more),
        [new Money(1), 2],
      );

      assert.ok(sum instanceof Money);
      assert.equal(sum.cents, 3);
    });

    it('keeps the class of instances in the arguments of the initializer', async () => {
      const options = {
        workers: 1,
        classes: [Point],
        initializer: keep,
        initArgs: [new Point(6, 8)] as const,
      };
      await using pool = new PoolClass(options);

      assert.equal(await pool.apply(() => kept?.length()), 10);
    });

    it('fails the task alone whose result cannot be revived', async () => {
      await using pool = new PoolClass({ workers: 1, classes: [Money] });
      const make = (cents: number): Money => new Money(cents);

      await assert.rejects(pool.apply(make, [13]));

      assert.equal((await pool.apply(make, [14])).cents, 14);
    });

    it('without classes, instances arrive as plain objects', async () => {
      await using pool = new PoolClass(1);

      assert.equal(
        await pool.apply((point: Point) => point instanceof Point, [new Point(1, 1)]),
        false,
      );
    });

    it('refuses what is no class', () => {
      assert.throws(() => new PoolClass({ workers: 1, classes: [5 as never] }), {
        code: 'ERR_POOL_OPTION',
        message: /classes must be an array of classes/,
      });
    });
  });
}

let kept: Point | undefined;

function keep(point: Point): void {
  kept = point;
}
