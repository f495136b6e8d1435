import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { refuseUncopyable } from '#dist/core/codec/function/capture/uncopyable.js';
import { refusalBy } from './fake-table.ts';

const REFUSED: readonly (readonly [string, () => object])[] = [
  ['a Proxy: what it does is hidden in its handler', () => new Proxy({}, {})],
  ['a Promise: it settles in this process only', () => Promise.resolve()],
  ['a WeakMap or WeakSet: its entries cannot be listed', () => new WeakMap()],
  ['a WeakMap or WeakSet: its entries cannot be listed', () => new WeakSet()],
  ['a WeakRef or FinalizationRegistry: it watches', () => new WeakRef({})],
  ['a WeakRef or FinalizationRegistry: it watches', () => new FinalizationRegistry(() => {})],
  ['a running generator: the place where it stopped', () => (function* () {})()],
  ['a Promise: it settles', () => runInNewContext('Promise.resolve()') as object],
];

describe('refuseUncopyable', () => {
  for (const [message, make] of REFUSED) {
    it(`refuses ${message} …`, () => {
      const trail = { from: undefined, clause: "captures variable 'x'" };

      const refusal = refusalBy(() => refuseUncopyable(make(), trail));

      assert.ok(refusal.startsWith(`captures variable 'x': ${message}`), refusal);
    });
  }

  it('has nothing against data, instances, and what some workers can share', () => {
    const values = [{}, [], new Map(), new (class {})(), () => 1, new SharedArrayBuffer(1)];

    for (const value of values) refuseUncopyable(value, undefined);
  });
});
