import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reachableFrom } from '#dist/core/base/reachable.js';

describe('reachableFrom', () => {
  it('finds objects at any depth: in arrays, objects, Maps and Sets', () => {
    const [a, b, c, d, e] = [{}, {}, {}, {}, {}];

    const found = reachableFrom([{ list: [a] }, new Map([[b, c]]), new Set([d])]);

    assert.deepEqual(
      [a, b, c, d, e].map((one) => found.has(one)),
      [true, true, true, true, false],
    );
  });

  it('finds the roots themselves', () => {
    const root = {};

    assert.ok(reachableFrom([root]).has(root));
  });

  it('finds the memory under an array, and not the array', () => {
    const bytes = new Uint8Array(4);

    assert.deepEqual([...reachableFrom([bytes])], [bytes.buffer]);
  });

  it('does not look into the numbers of an array over memory, however many they are', () => {
    const found = reachableFrom([new Float64Array(100_000)]);

    assert.equal(found.size, 1);
  });

  it('ends where objects are in a circle', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;

    assert.deepEqual([...reachableFrom([circle])], [circle]);
  });

  it('finds what is deeper than the stack', () => {
    const end = {};
    let chain: object = end;
    for (let depth = 0; depth < 100_000; depth += 1) chain = { next: chain };

    assert.ok(reachableFrom([chain]).has(end));
  });

  it('finds what is among more values than a call may have arguments', () => {
    const end = {};
    const many: unknown[] = new Array(300_000).fill(0);
    many.push(end);

    assert.ok(reachableFrom([many]).has(end));
  });

  it('has nothing to find in values that are no objects', () => {
    assert.equal(reachableFrom([1, 'a', null, undefined, true, 1n]).size, 0);
  });
});
