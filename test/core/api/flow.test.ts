import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { beginFlow, Flow } from '#dist/core/api/flow.js';
import type { Chain } from '#dist/core/base/chain.js';
import type { FunctionPayload } from '#dist/core/base/payload.js';
import { FakeBackend } from './fake-backend.js';

function stage(): { chain: Flow<number>; backend: FakeBackend } {
  const backend = new FakeBackend();
  const open = () => ({ backend, method: 'from' as const, submitted: {} });
  return { chain: beginFlow<number>({ items: [1, 2, 3], options: {}, open }), backend };
}

/** What the workers are told of each call: the kinds of its stages, then of its end. */
function toldTo(backend: FakeBackend): string[] {
  return backend.jobs.map(({ spec }) => {
    const { stages, end } = spec.fn.body as Chain<FunctionPayload>;
    return [...stages, end].map(({ kind }) => kind).join(' ');
  });
}

function half(x: number): number {
  return x / 2;
}

describe('A chain', () => {
  it('begins nothing before its end', () => {
    const { chain, backend } = stage();

    const longer = chain
      .map(half)
      .filter(half)
      .flatMap((x) => [x]);

    assert.ok(longer instanceof Flow);
    assert.notEqual(longer, chain);
    assert.deepEqual(backend.jobs, []);
  });

  it('has ends that are made of few kinds', () => {
    const { chain, backend } = stage();
    const add = (a: number, b: number): number => a + b;
    const init = (): number => 0;

    for (const end of [
      chain.reduce(add),
      chain.fold(init, add, add),
      chain.foldBy(half, init, add, add),
      chain.countBy(half),
      chain.count(),
      chain.sum(),
      chain.find(half),
      chain.some(half),
      chain.every(half),
      chain.forEach(half),
      chain.map(half).toArray(),
    ])
      end.catch(() => {});
    void chain[Symbol.asyncIterator]();

    assert.deepEqual(toldTo(backend), [
      'reduce',
      'fold',
      'key keyed',
      'map counts',
      'count',
      'sum',
      'filter first',
      'filter any',
      'reject any',
      'map count',
      'map list',
      'list',
    ]);
    assert.deepEqual(
      [2, 6, 8, 11].map((at) => backend.jobs[at]?.spec.fn.name),
      ['foldBy(half)', 'find(half)', 'every(half)', 'values()'],
    );
  });

  it('refuses what is no function, in the call of a stage', () => {
    const { chain } = stage();

    const bad = 'half' as never;
    for (const call of [() => chain.map(bad), () => chain.filter(bad), () => chain.flatMap(bad)])
      assert.throws(call, { code: 'ERR_POOL_OPTION' });
  });
});
