import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serialize } from 'node:v8';
import { LostObjectError } from '#dist/core/base/lost-object.js';
import { Remainder, writeRemainder } from '#dist/core/wire/remainder.js';
import { UnreadableList } from '#dist/core/wire/unreadable.js';

const NO_HEAD = new Uint8Array(0);

function write(lists: readonly (readonly unknown[])[]): Buffer {
  return writeRemainder(lists, NO_HEAD, 'process');
}

/** What arrives of a list. */
function send(list: readonly unknown[]): ArrayLike<unknown> {
  return new Remainder(write([list])).nextList(list.length);
}

describe('the remainder of a message', () => {
  it('gives its values in order, and no more', () => {
    const remainder = new Remainder(write([[new Map([[1, 2]])], ['a', 'b']]));

    assert.deepEqual(remainder.next(), new Map([[1, 2]]));
    assert.deepEqual(remainder.nextList(2), ['a', 'b']);
    assert.throws(() => remainder.next(), RangeError);
  });

  it('gives no list of another length, and none that is no list', () => {
    assert.throws(() => new Remainder(write([['a']])).nextList(2), RangeError);
    assert.throws(() => new Remainder(write([[]])).next(), RangeError);
  });

  it('that cannot be read still says how many values a list has', () => {
    for (const bytes of [Buffer.from([1, 2, 3]), serialize('no list')]) {
      const remainder = new Remainder(bytes);

      const list = remainder.nextList(3);

      assert.ok(list instanceof UnreadableList);
      assert.equal(list.length, 3);
      assert.equal(list.outcomeAt(2).ok, false);
      assert.throws(() => remainder.next());
    }
  });

  it('follows what is before it', () => {
    const bytes = writeRemainder([[{ a: 1 }]], Buffer.from('head'), 'process');

    assert.equal(bytes.toString('latin1', 0, 4), 'head');
    assert.deepEqual(new Remainder(bytes.subarray(4)).next(), { a: 1 });
  });
});

describe('values in one remainder', () => {
  it('have each getter read once, though they share something', () => {
    let reads = 0;
    const shared = { deep: new Float64Array(1) };
    const count = { enumerable: true, get: () => (reads += 1) };
    const rows = [1, 2, 3].map(() => Object.defineProperty({ shared }, 'n', count));

    const arrived = Array.from(send(rows));

    assert.deepEqual(
      arrived,
      [1, 2, 3].map((n) => ({ shared, n })),
    );
    assert.equal(reads, 3);
    assert.equal(
      new Set(arrived.map((row) => (row as (typeof rows)[0] & { shared: object }).shared)).size,
      3,
    );
  });

  it('are each as if cloned by itself, whatever they have in common', () => {
    const shared = { n: 0 };
    const view = new Float64Array(2);
    for (const list of [
      [shared, shared],
      [{ shared }, [shared], new Map([[shared, 1]]), new Set([shared])],
      [view, view],
      [view, new Uint8Array(view.buffer, 8, 4), { deep: [view.buffer] }],
      [new Uint8Array(view.buffer, 0, 4), new Uint8Array(view.buffer, 4, 4)],
      [new Error('a', { cause: shared }), shared],
    ]) {
      const arrived = Array.from(send(list));

      assert.deepEqual(
        arrived,
        list.map((value) => structuredClone(value)),
      );
      const objects = arrived.map(objectsIn);
      assert.equal(new Set(objects.flatMap((each) => [...each])).size, sum(objects));
    }
  });

  it('keep what is one inside each of them', () => {
    const buffer = new ArrayBuffer(8);
    const item = () => {
      const views = [new Uint8Array(buffer, 1, 2), new Uint16Array(buffer, 2, 2)];
      return { buffer, views, again: views };
    };

    for (const arrived of Array.from(send([item(), item(), 1])).slice(0, 2)) {
      const { buffer: own, views, again } = arrived as ReturnType<typeof item>;
      assert.deepEqual([own.byteLength, views[1]?.byteOffset], [8, 2]);
      assert.ok(views.every((view) => view.buffer === own) && again === views);
    }
  });

  it('that would arrive empty are refused, wherever they are', () => {
    for (const lost of [new URL('http://a'), new AbortController(), new TextDecoder()])
      for (const value of [lost, { a: [lost] }, new Map([[lost, 1]]), new Set([{ lost }])])
        assert.throws(() => write([[1, {}], [value]]), LostObjectError);
  });

  it('that are empty arrive', () => {
    const list = [{}, { a: {} }, Object.create(null), new (class Own {})()];

    assert.deepEqual(Array.from(send(list)), [{}, { a: {} }, {}, {}]);
  });
});

/** All objects in a value, buffers of views included. */
function objectsIn(root: unknown): Set<object> {
  const found = new Set<object>();
  const add = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || found.has(value)) return;
    found.add(value);
    if (ArrayBuffer.isView(value)) add(value.buffer);
    else if (value instanceof Map) for (const each of [...value].flat()) add(each);
    else if (value instanceof Set) for (const each of value) add(each);
    else for (const key of Reflect.ownKeys(value)) add(Reflect.get(value, key));
  };
  add(root);
  return found;
}

function sum(sets: readonly ReadonlySet<object>[]): number {
  return sets.reduce((all, { size }) => all + size, 0);
}
