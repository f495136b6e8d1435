import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClassRegistry } from '#dist/core/codec/classes/class-registry.js';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import { Functions } from '#dist/core/worker/functions.js';

describe('Functions', () => {
  it('loads a function on first use, once', async () => {
    const counts: number[] = [];
    const functions = new Functions(
      (count) => counts.push(count),
      () => {},
    );
    const payload = encodeFunction((x: number) => x + 1);
    functions.define(payload);
    assert.equal(functions.loaded(payload.id), undefined);

    const [one, other] = await Promise.all([
      functions.loadDefined(payload.id),
      functions.loadDefined(payload.id),
    ]);

    assert.equal(one, other);
    assert.equal(functions.loaded(payload.id), one);
    assert.equal(one(1), 2);
    assert.deepEqual([counts, functions.importing], [[1, 0], 0]);
  });

  it('forgets, and knows no function that it was not given', async () => {
    const functions = new Functions(
      () => {},
      () => {},
    );
    const payload = encodeFunction(function named() {});
    functions.define(payload);
    assert.equal(functions.nameOf(payload.id), 'named');

    functions.forget([payload.id]);

    assert.equal(functions.isDefined(payload.id), false);
    assert.equal(functions.nameOf(payload.id), payload.id);
    await assert.rejects(functions.loadDefined(payload.id), { code: 'ERR_POOL_PROTOCOL' });
  });

  it('counts no import any more when one has failed', async () => {
    const functions = new Functions(
      () => {},
      () => {},
    );
    const reference = { kind: 'reference', module: 'file:///nowhere.js', path: ['f'] };

    await assert.rejects(functions.load({ id: 'x', name: 'f', body: reference }));

    assert.equal(functions.importing, 0);
  });

  it('keeps the classes of arguments and results, once it has loaded them', async () => {
    class Point {
      readonly x: number;
      constructor(x: number) {
        this.x = x;
      }
    }
    const functions = new Functions(
      () => {},
      () => {},
    );

    await functions.loadClasses([encodeFunction(Point)]);
    const nameOf = await functions.load(encodeFunction((value: object) => value.constructor.name));

    const packed = structuredClone(new ClassRegistry([Point]).encode(new Point(1)));
    assert.equal(nameOf(packed), 'Point');
  });
});
