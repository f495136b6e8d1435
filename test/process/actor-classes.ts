/** Instances of `classes` keep their class on the way to an actor and back: run once for processes and threads. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { actor, type Child, Pool } from 'manyhands';
import { failOnLeaks } from '../leaks.ts';
import { openSocket } from './processes.ts';

const ALARM = { timeout: 60_000 };

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
  moved(by: number): Point {
    return new Point(this.x + by);
  }
}

/** Has something private, so it says itself how it travels. */
class Money {
  readonly #cents: number;
  constructor(cents: number) {
    this.#cents = cents;
  }
  get cents(): number {
    return this.#cents;
  }
  [Symbol.for('manyhands.serialize')](): number {
    return this.#cents;
  }
  static [Symbol.for('manyhands.revive')](cents: number): Money {
    return new Money(cents);
  }
}

class Refused extends Error {
  override name = 'Refused';
}

class Board {
  readonly #origin: Point;
  constructor(origin: Point) {
    this.#origin = origin.moved(0); // a method: it is a point
  }
  away(point: Point): Point {
    return point.moved(this.#origin.x);
  }
  all(points: ReadonlyMap<string, Point>): { readonly points: readonly Point[] } {
    return { points: [...points.values()].map((point) => this.away(point)) };
  }
  *walk(from: Point): Generator<Point, Point, Point | undefined> {
    const next = (yield from.moved(1)) ?? from;
    yield next.moved(2);
    return next.moved(3);
  }
  async pay(money: Money): Promise<Money> {
    return new Money(money.cents + 1);
  }
  refuse(point: Point): never {
    throw new Refused(point.moved(1).x.toString());
  }
  made(x: number): Point {
    return new Point(x);
  }
  *steps(count: number): Generator<Point> {
    for (let x = 0; x < count; x += 1) yield new Point(x);
  }
  kind(value: unknown): string {
    return value instanceof Point ? 'a point' : `plain ${JSON.stringify(value)}`;
  }
}

const classes = [Point, Money, Refused];

export function actorClasses(transport: Child['kind']): void {
  describe(`Instances that an actor in a ${transport} is given and gives`, () => {
    before(openSocket);
    failOnLeaks();

    it('keep the classes that are named, wherever they are', ALARM, async () => {
      await using board = await actor(Board, [new Point(10)], { transport, classes });

      const one = await board.away(new Point(1));
      const { points } = await board.all(new Map([['a', new Point(2)]]));
      const money = await board.pay(new Money(99));

      assert.ok(one instanceof Point && points[0] instanceof Point && money instanceof Money);
      assert.deepEqual([one.x, points[0].x, money.cents], [11, 12, 100]);
    });

    it('keep them in generators, what is given to one included', ALARM, async () => {
      await using board = await actor(Board, [new Point(0)], { transport, classes });
      const walk = board.walk(new Point(0));

      const steps = [await walk.next(), await walk.next(new Point(10)), await walk.next()];

      assert.ok(steps.every(({ value }) => value instanceof Point));
      assert.deepEqual(
        steps.map(({ done, value }) => [done, value?.x]),
        [
          [false, 1],
          [false, 12],
          [true, 13],
        ],
      );
    });

    it('keep them after a restart', ALARM, async () => {
      class Dying extends Board {
        exit(): never {
          process.exit(3);
        }
      }
      await using board = await actor(Dying, [new Point(5)], { transport, classes, restarts: 1 });
      await assert.rejects(board.exit() as Promise<never>, { code: 'ERR_POOL_WORKER_LOST' });

      const one = await board.away(new Point(1));

      assert.ok(one instanceof Point);
      assert.equal(one.x, 6);
    });

    it('are plain objects without, and so are those of other classes', ALARM, async () => {
      class Plain {
        kind(value: unknown): string {
          return value instanceof Point ? 'a point' : `plain ${JSON.stringify(value)}`;
        }
      }
      class Further extends Point {}
      await using plain = await actor(Plain, [], { transport });
      await using kept = await actor(Plain, [], { transport, classes });

      const kinds = [
        await plain.kind(new Point(1)),
        await kept.kind(new Point(1)),
        await kept.kind(new Further(1)),
        await kept.kind({ 'manyhands:instances': true, root: 1, instances: [], serialized: [] }),
      ];

      assert.deepEqual(kinds.slice(0, 3), ['plain {"x":1}', 'a point', 'plain {"x":1}']);
      assert.match(kinds[3] ?? '', /^plain {"manyhands:instances":true/);
    });

    it(
      'are plain objects for tasks that call it, which do not know these classes',
      ALARM,
      async () => {
        await using board = await actor(Board, [new Point(1)], { transport, classes });
        await using pool = new Pool({ workers: 1, transport });

        const seen = await pool.apply(async () => {
          const kinds = [
            await board.kind(new Point(1)),
            await board.kind({ 'manyhands:instances': true }),
          ];
          const values = [await board.made(3)];
          for await (const step of board.steps(2)) values.push(step);
          return {
            kinds,
            plain: values.map((one) => Object.getPrototypeOf(one) === Object.prototype),
            values,
          };
        });

        assert.deepEqual(seen, {
          kinds: ['plain {"x":1}', 'plain {"manyhands:instances":true}'],
          plain: [true, true, true],
          values: [{ x: 3 }, { x: 0 }, { x: 1 }],
        });
      },
    );

    it('include errors of a class that is found nowhere else', ALARM, async () => {
      await using board = await actor(Board, [new Point(1)], { transport, classes });

      const error = await board.refuse(new Point(1)).catch((thrown: unknown) => thrown);

      assert.ok(error instanceof Refused);
      assert.equal(error.message, '2');
    });

    it('must be of classes', ALARM, async () => {
      const options = { transport, classes: [1] as never };

      await assert.rejects(actor(Board, [new Point(1)], options), { code: 'ERR_POOL_OPTION' });
    });
  });
}
