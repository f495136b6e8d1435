import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  writtenBy,
  bytesOfValue,
  type Reach,
  UncloneableError,
  valueOfBytes,
} from '#dist/core/base/value-bytes.js';

function bytesOf(write: Parameters<typeof writtenBy>[2]): Buffer {
  return writtenBy('process', undefined, write).bytes;
}

/** What arrives of a value. */
function send<T>(value: T, reach: Reach = 'process'): T {
  return valueOfBytes(bytesOfValue(value, reach)) as T; // what the test sends arrives in its own shape
}

/** The compiler knows of ES2023 only, the engine of more. */
function growingBuffer(byteLength: number, maxByteLength: number): ArrayBuffer {
  return Reflect.construct(ArrayBuffer, [byteLength, { maxByteLength }]) as ArrayBuffer;
}

function sharedBytes(...bytes: number[]): Uint8Array {
  const view = new Uint8Array(new SharedArrayBuffer(bytes.length));
  view.set(bytes);
  return view;
}

describe('A value as bytes', () => {
  it('is what structured clone makes of it', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    const values = [
      undefined,
      null,
      -0,
      12n,
      'ä€😀',
      [1, , 3], // biome-ignore lint/suspicious/noSparseArray: that is the case
      { a: { b: [new Date(0), /a/g] } },
      new Map<unknown, unknown>([[{ k: 1 }, new Set([1])]]),
      new RangeError('no', { cause: 1 }),
      cycle,
    ];

    for (const value of values) assert.deepStrictEqual(send(value), structuredClone(value));
  });

  it('keeps one object that is met twice one', () => {
    const shared = { n: 1 };

    const [first, second] = send([shared, shared]);

    assert.equal(first, second);
  });

  it('is refused if v8 has no way to clone it, with what v8 says', () => {
    for (const value of [() => 1, Symbol('x'), { deep: [() => 1] }])
      assert.throws(() => bytesOfValue(value), UncloneableError);
    assert.throws(() => bytesOfValue(Symbol('x')), { message: /Symbol\(x\) could not be cloned/ });
  });

  it('lets what a getter throws through', () => {
    const mine = new Error('mine');
    const value = {
      get a(): never {
        throw mine;
      },
    };

    assert.throws(
      () => bytesOfValue(value),
      (error) => error === mine,
    );
  });

  it('is refused if it is shared memory itself, wherever it goes', () => {
    for (const reach of ['process', 'thread'] as const)
      assert.throws(() => bytesOfValue([new SharedArrayBuffer(1)], reach), UncloneableError);
  });
});

describe('A view as bytes', () => {
  it('arrives over memory of its own, not over the bytes that came', () => {
    const bytes = bytesOfValue(Uint8Array.of(1, 2, 3));

    const arrived = valueOfBytes(bytes) as Uint8Array;
    bytes.fill(0);

    assert.deepStrictEqual(arrived, Uint8Array.of(1, 2, 3));
    assert.equal(arrived.buffer.byteLength, 3);
  });

  it('of a part takes only that part along', () => {
    const large = new Float64Array(100_000);
    large[50] = 7;

    const bytes = bytesOfValue(large.subarray(50, 52));

    assert.ok(bytes.length < 100, `${bytes.length} bytes`);
    const arrived = valueOfBytes(bytes) as Float64Array;
    assert.deepStrictEqual(arrived, Float64Array.of(7, 0));
    assert.deepEqual([arrived.byteOffset, arrived.buffer.byteLength], [0, 16]);
  });

  it('stays over the same buffer as another view of that, and as the buffer', () => {
    const buffer = new ArrayBuffer(16);

    for (const views of [
      [new Uint8Array(buffer), new Float64Array(buffer)],
      [new Uint8Array(buffer, 0, 4), new Uint16Array(buffer, 4, 2)],
      [new Uint8Array(buffer), new DataView(buffer, 3, 2)],
      [new DataView(buffer, 3, 2), new Uint8Array(buffer)],
    ]) {
      const arrived = send(views);

      assert.equal(arrived[0]?.buffer, arrived[1]?.buffer);
      assert.deepStrictEqual(arrived, views);
      assert.deepEqual(arrived.map(placeOf), views.map(placeOf));
    }
  });

  it('of a part stays over the buffer that is in the value too, before it or behind it', () => {
    const buffer = Uint8Array.from({ length: 300 }, (_, i) => i).buffer;
    const view = new Uint8Array(buffer, 1, 2);

    const ahead = send({ buffer, view });
    const behind = send({ view, buffer });

    for (const arrived of [ahead, behind]) {
      assert.equal(arrived.view.buffer, arrived.buffer);
      assert.deepEqual(placeOf(arrived.view), [1, 2]);
      assert.deepEqual(new Uint8Array(arrived.buffer), new Uint8Array(buffer));
    }
  });

  it('that is a Buffer arrives as a Buffer, without what else is in the memory that Node lends', () => {
    const memory = new ArrayBuffer(8192);
    const [a, b] = [Buffer.from(memory, 0, 3), Buffer.from(memory, 8, 3)];

    const bytes = bytesOfValue([a, b]);

    assert.ok(bytes.length < 100, `${bytes.length} bytes`);
    assert.deepStrictEqual(valueOfBytes(bytes), [a, b]);
  });

  it('that is a Buffer shows the same bytes as one that it overlaps', () => {
    const memory = Buffer.from(new ArrayBuffer(64));
    const [all, part] = [memory.subarray(0, 8), memory.subarray(4, 6)];

    const [one, other] = send([all, part]);
    one?.fill(7);

    assert.deepStrictEqual(other, Buffer.from([7, 7]));
  });

  it('of a buffer that may grow arrives with a buffer that may grow', () => {
    const view = new Uint8Array(growingBuffer(4, 64), 1, 2);

    const arrived = send(view);

    assert.equal(Reflect.get(arrived.buffer, 'maxByteLength'), 64);
    assert.deepEqual(placeOf(arrived), [1, 2]);
  });

  it('of shared memory is copied for a process, and refused for a thread, which can have the memory', () => {
    const view = sharedBytes(1, 2, 3);

    const arrived = send(view, 'process');

    assert.deepEqual([...arrived], [1, 2, 3]);
    assert.ok(arrived.buffer instanceof ArrayBuffer);
    assert.throws(() => bytesOfValue(view, 'thread'), UncloneableError);
  });

  it('that lacks its buffer, or is of no kind, is not read', () => {
    const written = (header: number, ...parts: unknown[]) =>
      bytesOf((writer) => {
        writer.writeHeader();
        // The tag of a host object, then what `_readHostObject` reads.
        writer.writeRawBytes(Uint8Array.of(0x5c));
        writer.writeUint32(header);
        writer.writeUint32(0);
        writer.writeUint32(0);
        for (const part of parts) writer.writeValue(part);
      });

    assert.throws(() => valueOfBytes(written(2, 'no buffer')), {
      name: 'RangeError',
      message: 'a view lacks its buffer',
    });
    assert.throws(() => valueOfBytes(written(99 * 2, new ArrayBuffer(8))), {
      name: 'RangeError',
      message: 'there is no view of kind 99',
    });
  });
});

function placeOf(view: ArrayBufferView): readonly [offset: number, length: number] {
  return [view.byteOffset, view.byteLength];
}

describe('bytesOf', () => {
  it('writes once if no buffer is shared, and again if one turns out to be', () => {
    const buffer = new ArrayBuffer(16);
    const views = [new Uint8Array(buffer, 0, 4), new Uint8Array(buffer, 4, 4)];
    const countWrites = (values: readonly unknown[]) => {
      let writes = 0;
      bytesOf((writer) => {
        writes += 1;
        writer.writeHeader();
        writer.writeValue(values);
      });
      return writes;
    };

    assert.equal(countWrites(views.slice(0, 1)), 1);
    assert.equal(countWrites(views), 2);
  });
});
