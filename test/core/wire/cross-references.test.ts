import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writtenBy } from '#dist/core/base/value-bytes.js';
import { haveCrossReferences } from '#dist/core/wire/cross-references.js';

function bytesOf(write: Parameters<typeof writtenBy>[2]): Buffer {
  return writtenBy('process', undefined, write).bytes;
}

const HEAD = Buffer.from('head');

/** As a remainder is written: the head, v8's header, one byte of ours, all lists as one value. */
function write(lists: readonly (readonly unknown[])[]): Buffer {
  return bytesOf((writer) => {
    writer.writeRawBytes(HEAD);
    writer.writeHeader();
    writer.writeUint32(0);
    writer.writeValue(lists);
  });
}

function refer(...values: unknown[]): boolean {
  return haveCrossReferences(write([values]), HEAD.length, 1);
}

/** Its content is the tag of an object; the compiler knows of ES2023 only, the engine of more. */
function growingBuffer(): ArrayBuffer {
  const buffer = Reflect.construct(ArrayBuffer, [4, { maxByteLength: 300 }]) as ArrayBuffer;
  new Uint8Array(buffer).fill(0x6f);
  return buffer;
}

describe('Values that were written together', () => {
  const shared = { n: 1 };

  it('refer to each other if an object is in several of them', () => {
    assert.equal(refer(shared, shared), true);
    assert.equal(refer({ a: shared }, 1, [[shared]]), true);
    assert.equal(refer(new Map([[shared, 1]]), new Set([shared])), true);
    assert.equal(refer({ a: shared, again: shared }, { n: 2 }, shared), true);
  });

  it('refer to each other across lists, too', () => {
    const bytes = write([
      [1, shared],
      ['a', { shared }],
    ]);

    assert.equal(haveCrossReferences(bytes, HEAD.length, 1), true);
  });

  it('do not if an object is in one of them several times, or a circle', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const twice = () => {
      const one = { n: 1 };
      return [one, { one }, new Map([[one, one]])];
    };

    assert.equal(refer(circle), false);
    assert.equal(refer(twice(), twice(), twice()), false);
    assert.equal(refer(1, { n: 1 }, circle, { n: 1 }), false);
  });

  const FOREIGN: readonly (readonly [title: string, make: () => unknown])[] = [
    ['numbers of every form', () => [0, -1, 2 ** 30, 1.5, -0, NaN]],
    ['what is no object', () => [undefined, null, true, false]],
    ['texts that hold the tag of a reference', () => ['^^^^', '^€^', '^'.repeat(300)]],
    ['bigints', () => [0n, -1n, 2n ** 200n]],
    ['boxed values', () => [Object(1), Object('^'), Object(true), Object(false), Object(9n)]],
    ['dates', () => [new Date(0x5e5e5e)]],
    ['arrays with holes and with named properties', () => [[1, , 3], Object.assign([1], { a: '^' }), new Array<number>(500)]], // biome-ignore format: one row
    ['maps and sets', () => [new Map([[{}, new Set([[]])]]), new Set([new Map()])]],
    ['views of parts', () => [new Uint8Array(400).fill(0x5e).subarray(1, 300), Buffer.from('^^^')]],
    ['whole views', () => [new Float64Array(40).fill(1), new DataView(new ArrayBuffer(3))]],
    ['buffers', () => [new Uint8Array(300).fill(0x5e).buffer]],
    ['a buffer that may grow', () => [growingBuffer()]],
  ];
  for (const [title, make] of FOREIGN) {
    it(`are read past ${title}: the objects are counted, and their bytes are no references`, () => {
      // Refers to its own first object: who counts too many objects before it takes that for another value's.
      const circle: { self?: unknown } = {};
      circle.self = circle;
      // The last object before the second value: who counts too few takes it for one of the second's own.
      const last = { n: 1 };

      assert.equal(refer(make(), circle), false);
      assert.equal(refer([make(), last], [{}, last]), true);
      assert.equal(refer(shared, make(), shared), true);
    });
  }

  it('count as referring where something is not known', () => {
    for (const value of [new Error('x'), /x/]) assert.equal(refer(value, 1), true);
  });

  it('count as referring in a version of v8’s format that is not known', () => {
    const bytes = write([[1, 2]]);
    const inVersion = (version: number) => {
      const changed = Buffer.from(bytes);
      changed[HEAD.length + 1] = version;
      return haveCrossReferences(changed, HEAD.length, 1);
    };

    assert.deepEqual([12, 13, 14, 15, 16].map(inVersion), [true, false, false, false, true]);
  });

  it('count as referring where there is no header', () => {
    assert.equal(haveCrossReferences(write([[1, 2]]), 0, 1), true);
    assert.equal(haveCrossReferences(Buffer.alloc(0), 0, 1), true);
  });

  it('that are cut off anywhere are read to their end all the same', () => {
    const bytes = write([[{ a: [1.5, 'text', 2n ** 70n] }, new Uint8Array(9)]]);

    for (let length = HEAD.length + 2; length <= bytes.length; length += 1)
      assert.equal(haveCrossReferences(bytes.subarray(0, length), HEAD.length, 1), false);
  });
});
