import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  byteLengthOf,
  copyBytes,
  isBufferKind,
  isDetached,
  isResizable,
  makeView,
  partsOfView,
} from '#dist/core/base/views.js';

/** Every class of views that all versions of Node have, in the order of their numbers on the wire. */
const CLASSES: readonly ViewClass[] = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
];

interface ViewClass {
  readonly name: string;
  new (buffer: ArrayBuffer, byteOffset?: number, length?: number): ArrayBufferView;
}

/** A class whose instances lie wherever they can. */
class Lying extends Uint8Array {
  override get buffer(): never {
    return assert.fail('its own getter has run');
  }
  override get byteOffset(): never {
    return assert.fail('its own getter has run');
  }
  override get byteLength(): never {
    return assert.fail('its own getter has run');
  }
  override get [Symbol.toStringTag](): never {
    return assert.fail('its own getter has run');
  }
}

/** The compiler knows of ES2023 only, the engine of more. */
function growingBuffer(byteLength: number, maxByteLength: number): ArrayBuffer {
  return Reflect.construct(ArrayBuffer, [byteLength, { maxByteLength }]) as ArrayBuffer;
}

/** Its memory is somebody else's from now on. */
function detach(buffer: ArrayBuffer): void {
  structuredClone(buffer, { transfer: [buffer] });
}

describe('The parts of a view', () => {
  for (const View of CLASSES) {
    it(`make the same view of a ${View.name} again`, () => {
      const buffer = new Uint8Array(32).map((_, i) => i).buffer;
      const view = new View(buffer, 8, 2);

      const parts = partsOfView(view);

      assert.equal(parts.buffer, buffer);
      assert.equal(parts.byteOffset, 8);
      assert.equal(parts.byteLength, view.byteLength);
      assert.deepStrictEqual(makeView(parts, buffer), view);
      assert.equal(isBufferKind(parts.kind), false);
    });
  }

  it('make a Buffer again, and no Uint8Array', () => {
    const buffer = new ArrayBuffer(8);
    const view = Buffer.from(buffer, 2, 3);

    const parts = partsOfView(view);

    assert.ok(isBufferKind(parts.kind));
    assert.deepStrictEqual(makeView(parts, buffer), view);
    assert.notEqual(parts.kind, partsOfView(new Uint8Array(buffer)).kind);
  });

  it('have the numbers that are on the wire', () => {
    const kinds = [...CLASSES.map((View) => new View(new ArrayBuffer(8))), Buffer.alloc(1)].map(
      (view) => partsOfView(view).kind,
    );

    assert.deepEqual(kinds, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('are read without a word to the getters of a subclass, which is of the kind of its base', () => {
    const buffer = new ArrayBuffer(8);

    const parts = partsOfView(new Lying(buffer, 2, 3));

    assert.deepEqual(parts, { kind: 1, buffer, byteOffset: 2, byteLength: 3 });
  });

  it('are those of a Uint8Array where somebody extends Buffer', () => {
    const extended = Object.setPrototypeOf(
      Buffer.alloc(2),
      Object.create(Buffer.prototype) as object,
    ) as Buffer;

    assert.equal(isBufferKind(partsOfView(extended).kind), false);
  });
});

describe('makeView', () => {
  it('refuses a kind that is not there', () => {
    for (const kind of [-1, 14, 99])
      assert.throws(() => makeView({ kind, byteOffset: 0, byteLength: 0 }, new ArrayBuffer(8)), {
        name: 'RangeError',
        message: `there is no view of kind ${kind}`,
      });
  });

  it('refuses what does not fit into the memory', () => {
    const { kind } = partsOfView(new Float64Array(1));

    for (const [byteOffset, byteLength] of [
      [0, 16],
      [8, 8],
      [4, 4],
    ] as const)
      assert.throws(
        () => makeView({ kind, byteOffset, byteLength }, new ArrayBuffer(8)),
        RangeError,
      );
  });
});

describe('byteLengthOf', () => {
  it('counts the bytes of views and buffers, and nothing else', () => {
    const sizes = [
      new Float64Array(2),
      new DataView(new ArrayBuffer(8), 3),
      new ArrayBuffer(7),
      Buffer.from('abc'),
      new Lying(4),
      { byteLength: 9 },
      [1, 2],
    ].map(byteLengthOf);

    assert.deepEqual(sizes, [16, 5, 7, 3, 4, 0, 0]);
  });
});

describe('isResizable', () => {
  it('is true of a buffer that may grow, and of no other', () => {
    const growing = growingBuffer(2, 4);

    assert.equal(isResizable(growing), true);
    assert.equal(isResizable(new ArrayBuffer(2)), false);
    assert.equal(isResizable(new SharedArrayBuffer(2)), false);
  });
});

describe('isDetached', () => {
  it('is true of memory that has been transferred, and of its views', () => {
    const buffer = new ArrayBuffer(8);
    const views = [new Uint8Array(buffer), new DataView(new ArrayBuffer(8))];
    detach(buffer);

    assert.equal(isDetached(buffer), true);
    assert.deepEqual(views.map(isDetached), [true, false]);
  });

  it('is false of memory that is only empty, and of shared memory', () => {
    for (const value of [
      new ArrayBuffer(0),
      new ArrayBuffer(1),
      new Uint8Array(0),
      new SharedArrayBuffer(0),
      {},
    ])
      assert.equal(isDetached(value), false);
  });
});

describe('copyBytes', () => {
  it('copies the part, into memory that has nothing to do with the rest', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);

    const copy = copyBytes(bytes.buffer, 1, 2);
    bytes.fill(9);

    assert.deepEqual(new Uint8Array(copy), Uint8Array.of(2, 3));
  });

  it('copies shared memory into memory that is not shared', () => {
    const copy = copyBytes(new SharedArrayBuffer(4), 0, 4);

    assert.ok(copy instanceof ArrayBuffer);
    assert.equal(copy.byteLength, 4);
  });
});
