import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sendingEach, type ValueLine } from '#dist/core/worker/each-value.js';

class Line implements ValueLine {
  readonly said: unknown[] = [];
  wanted = Number.POSITIVE_INFINITY;
  refuse: unknown;

  mayGoOn(): boolean | Promise<boolean> {
    const may = this.said.length < this.wanted;
    return this.said.length % 2 === 0 ? may : Promise.resolve(may);
  }

  say(value: unknown): void {
    if (value === this.refuse && value !== undefined) throw new Error('cannot be sent');
    this.said.push(value);
  }
}

let closed = 0;
function* count(): Generator<number> {
  try {
    for (let i = 1; ; i += 1) yield i;
  } finally {
    closed += 1;
  }
}

describe('sendingEach', () => {
  it('sends each value of a generator, of either kind, and of an iterator', async () => {
    const line = new Line();
    const promises = (): unknown => [Promise.resolve('a'), 'b'].values();
    const later = async function* (): AsyncGenerator<string> {
      yield 'c';
    };

    for (const fn of [promises, later, () => new Map([[1, 2]]).entries()])
      assert.equal(await sendingEach(fn, line)(), undefined);

    assert.deepEqual(line.said, ['a', 'b', 'c', [1, 2]]);
  });

  it('sends what is no such thing as the only value', async () => {
    const line = new Line();

    for (const value of [[1, 2], 'text', null, undefined, new Set([1])])
      await sendingEach((given) => given, line)(value);
    await sendingEach(async () => 'late', line)();

    assert.deepEqual(line.said, [[1, 2], 'text', null, undefined, new Set([1]), 'late']);
  });

  it('closes the generator when no more is wanted, begun or not', async () => {
    const line = new Line();
    closed = 0;

    line.wanted = 3;
    await sendingEach(count, line)();
    line.wanted = 0;
    await sendingEach(count, line)();

    assert.deepEqual([line.said, closed], [[1, 2, 3], 1]);
  });

  it('closes it when a value cannot be sent, and fails with the reason', async () => {
    const line = new Line();
    line.refuse = 2;
    closed = 0;

    await assert.rejects(async () => await sendingEach(count, line)(), {
      message: 'cannot be sent',
    });

    assert.deepEqual([line.said, closed], [[1], 1]);
  });

  it('fails with what the generator throws, and does not close it again', async () => {
    let returns = 0;
    const iterator = {
      next: () => {
        throw new Error('torn');
      },
      return: () => {
        returns += 1;
        return { done: true, value: undefined };
      },
      [Symbol.iterator]() {
        return this;
      },
    };

    await assert.rejects(async () => await sendingEach(() => iterator, new Line())(), {
      message: 'torn',
    });

    assert.equal(returns, 0);
  });
});
