import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basename } from 'node:path';
import { EchoWorker } from './round-trip.js';
let k = 3;
function helper(x: number): number { return x <= 0 ? 0 : k + helper(x - 1); }
class Base { v = 1; get() { return this.v; } static make() { return new this(); } }
class Derived extends Base { override get() { return super.get() + k; } }
test('smoke', async () => {
  await using worker = new EchoWorker();
  const { roundTrip } = worker;
  assert.equal(await roundTrip((x: number) => x * 2, 4), 8);
  assert.equal(await roundTrip(helper, 4), 12);
  assert.equal(await roundTrip(() => new Derived().get() + Derived.make().get()), 8);
  const d = new Derived(); d.v = 5;
  assert.equal(await roundTrip(() => d.get()), 8);
  assert.equal(await roundTrip(() => basename('/a/b')), 'b');
  assert.equal(await roundTrip(Math.max, 1, 4), 4);
  assert.equal(await roundTrip(() => import.meta.url.endsWith('smoke.test.js')), true);
  const obj = { a: 1, self: null as unknown, f: () => obj.a + 1 }; obj.self = obj;
  assert.equal(await roundTrip(() => obj.f() + (obj.self as typeof obj).f()), 4);
});
