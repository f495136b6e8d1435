import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deserialize, serialize } from 'node:v8';
import { ClassRegistry } from '#dist/core/codec/classes/class-registry.js';

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

class Line {
  from: Point;
  to: Point;
  self: Line = this;
  constructor(from: Point, to: Point) {
    this.from = from;
    this.to = to;
  }
}

class Inventory extends Map<string, number> {
  place = 'cellar';
  total(): number {
    return [...this.values()].reduce((a, b) => a + b, 0);
  }
}

class NotFound extends Error {
  path: string;
  constructor(path: string) {
    super(`no ${path}`);
    this.path = path;
  }
}

class Money {
  readonly #cents: number;
  readonly close = (): void => undefined; // cannot be cloned
  constructor(cents: number) {
    this.#cents = cents;
  }
  get cents(): number {
    return this.#cents;
  }
  [Symbol.for('manyhands.serialize')](): unknown {
    return this.#cents;
  }
  static [Symbol.for('manyhands.revive')](cents: number): Money {
    return new Money(cents);
  }
}

class Wallet {
  readonly #content: Money[];
  constructor(content: Money[]) {
    this.#content = content;
  }
  sum(): number {
    return this.#content.reduce((sum, money) => sum + money.cents, 0);
  }
  [Symbol.for('manyhands.serialize')](): unknown {
    return { content: this.#content };
  }
  static [Symbol.for('manyhands.revive')]({ content }: { content: Money[] }): Wallet {
    return new Wallet(content);
  }
}

class Unknown {
  a = 1;
}

const classes = [Point, Line, Inventory, NotFound, Money, Wallet];

/** There and back through the serialiser that processes use. */
function cross<T>(value: T): T {
  const here = new ClassRegistry(classes);
  const there = new ClassRegistry(classes);
  return there.decode(deserialize(serialize(here.encode(value)))) as T;
}

describe('Classes keep their instances', () => {
  it('gives an instance its class back', () => {
    const point = cross(new Point(3, 4));

    assert.ok(point instanceof Point);
    assert.equal(point.length(), 5);
  });

  it('finds instances inside objects, arrays, maps and sets', () => {
    const value = cross({
      list: [1, new Point(1, 0)],
      map: new Map([[new Point(2, 0), new Set([new Point(3, 0)])]]),
    });

    const [[key, set]] = [...value.map] as [[Point, Set<Point>]];
    assert.deepEqual(
      [(value.list[1] as Point).length(), key.length(), [...set][0]?.length()],
      [1, 2, 3],
    );
  });

  it('finds instances inside instances, and keeps identity and cycles', () => {
    const point = new Point(1, 1);
    const line = cross(new Line(point, point));

    assert.ok(line instanceof Line && line.from instanceof Point);
    assert.equal(line.from, line.to);
    assert.equal(line.self, line);
  });

  it('keeps subclasses of built-in classes and their own properties', () => {
    const inventory = cross(
      new Inventory([
        ['bolts', 3],
        ['nuts', 4],
      ]),
    );
    const error = cross(new NotFound('way'));

    assert.ok(inventory instanceof Inventory && error instanceof NotFound);
    assert.deepEqual([inventory.total(), inventory.place], [7, 'cellar']);
    assert.deepEqual([error.message, error.path], ['no way', 'way']);
  });

  it('lets a class with private fields serialise and revive itself', () => {
    const value = cross({ price: new Money(250), list: [new Money(1)] });

    assert.ok(value.price instanceof Money);
    assert.deepEqual([value.price.cents, value.list[0]?.cents], [250, 1]);
  });

  it('revives instances inside the data of others first', () => {
    const wallet = cross(new Wallet([new Money(1), new Money(2)]));

    assert.equal(wallet.sum(), 3);
  });

  it('keeps the identity of instances that serialise themselves', () => {
    const money = new Money(5);
    const value = cross({
      a: money,
      b: [money],
      point: new Point(3, 4),
      keys: new Map([[money, new Set([money])]]),
    });

    assert.equal(value.a, value.b[0]);
    assert.deepEqual([...value.keys.keys()], [value.a]);
    assert.ok([...value.keys.values()][0]?.has(value.a));
    assert.equal(value.point.length(), 5);
  });

  it('leaves the value of the caller as it was', () => {
    const value = { money: new Money(1), points: [new Point(1, 2)] };
    const { money } = value;

    new ClassRegistry(classes).encode(value);

    assert.equal(value.money, money);
    assert.ok(value.points[0] instanceof Point);
  });

  it('copies instances of classes that are not registered as structured clone does', () => {
    assert.deepEqual(cross({ point: new Point(1, 2), other: new Unknown() }).other, { a: 1 });
  });

  it('passes values without instances as they are', () => {
    const registry = new ClassRegistry(classes);
    const value = { a: [1, { b: new Map() }] };

    assert.equal(registry.encode(value), value);
    assert.equal(registry.encode(undefined), undefined);
    assert.equal(registry.decode(value), value);
  });

  it('passes everything as it is if no classes are registered', () => {
    const point = new Point(1, 2);

    assert.equal(new ClassRegistry([]).encode(point), point);
  });

  it('does not mistake the user’s data for its own record', () => {
    const forged = { 'manyhands:instances': true, root: 'forged' };

    assert.deepEqual(cross(forged), forged);
  });
});
