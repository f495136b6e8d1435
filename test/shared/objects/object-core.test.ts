import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IterationCore, ObjectCore } from '#dist/shared/objects/object-core.js';
import { Packed } from '#dist/shared/values/packed.js';
import { callOf, die, holder } from './holders.ts';

class Base {
  data = 1;
  #secret = 2;
  base(): number {
    return this.#secret;
  }
}

class Model extends Base {
  closed = 0;
  get accessor(): number {
    throw new Error('it was read');
  }
  own = (text: string): string => text + String(this.data);
  async later(value: unknown): Promise<unknown> {
    return await Promise.resolve(value);
  }
  *items(): Generator<number> {
    try {
      yield 1;
      yield 2;
    } finally {
      this.closed += 1;
    }
  }
  then(): void {}
}

const args = (...values: readonly unknown[]): Packed => Packed.of(values, 'arguments');
const call = callOf(holder());

async function result(answer: unknown): Promise<unknown> {
  const packed = await answer;
  assert.ok(packed instanceof Packed);
  return packed.values()[0];
}

describe('an object that is served', () => {
  it('shows its methods, inherited and own, and nothing else', () => {
    const core = new ObjectCore(new Model());

    assert.deepEqual([...core.methods].sort(), ['base', 'items', 'later', 'own']);
  });

  it('is called where it lives, with its private fields', async () => {
    const core = new ObjectCore(new Model());

    assert.equal(await result(core.invoke(call, 'base', args())), 2);
    assert.equal(await result(core.invoke(call, 'own', args('x'))), 'x1');
    assert.deepEqual(await result(core.invoke(call, 'later', args({ a: 1 }))), { a: 1 });
  });

  it('has no other method, whatever all objects have', () => {
    const core = new ObjectCore(new Model());

    for (const name of ['constructor', 'toString', '__proto__', 'accessor', 'then', 'data'])
      assert.throws(() => core.invoke(call, name, args()), { code: 'ERR_POOL_STATE' });
  });

  it('copies what is returned, and refuses what cannot be', async () => {
    const value = { list: [1] };
    const core = new ObjectCore({ get: () => value, bad: () => () => 1 });

    const copy = await result(core.invoke(call, 'get', args()));
    assert.deepEqual(copy, value);
    assert.notEqual(copy, value);
    assert.throws(() => core.invoke(call, 'bad', args()), { code: 'ERR_POOL_NOT_SENDABLE' });
  });
});

describe('a generator that a served object returned', () => {
  const items = (model: Model): IterationCore => {
    const answer = new ObjectCore(model).invoke(call, 'items', args());
    assert.ok(answer instanceof IterationCore);
    return answer;
  };

  it('is read step by step', async () => {
    const core = items(new Model());

    assert.deepEqual(await result(core.invoke(call, 'next', args())), { done: false, value: 1 });
    assert.deepEqual(await result(core.invoke(call, 'next', args())), { done: false, value: 2 });
    assert.deepEqual(await result(core.invoke(call, 'next', args())), {
      done: true,
      value: undefined,
    });
  });

  it('is closed when its reader leaves early, or dies', async () => {
    const model = new Model();
    const first = items(model);
    await first.next(call);
    await first.return(call);
    assert.equal(model.closed, 1);

    const second = items(model);
    await second.next(call);
    die(second, holder());
    assert.equal(model.closed, 1, 'it was somebody else who died');
    die(second, call.holder);

    assert.equal(model.closed, 2);
  });
});
