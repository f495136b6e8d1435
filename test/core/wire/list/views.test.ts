import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partsOfSmallView } from '#dist/core/wire/list/plain.js';
import { JOURNEYS, sendValues } from '../journeys.ts';
import { isPacked, many } from './many.ts';

class More extends Uint8Array {}

const SMALL: Readonly<Record<string, (at: number) => ArrayBufferView>> = {
  Float64Array: (at) => new Float64Array([at, at / 2]),
  Uint8Array: (at) => new Uint8Array(at + 1).fill(at),
  BigInt64Array: (at) => BigInt64Array.of(BigInt(at)),
  Int16Array: (at) => Int16Array.of(at, -at),
  DataView: (at) => new DataView(Uint8Array.of(at, 1, 2).buffer),
  'Buffers of memory that Node lends to many': (at) => Buffer.from(`text ${at}`),
  'Buffers of their own': (at) => Buffer.alloc(at + 1, at),
  'a subclass, as its kind': (at) => More.of(at, at),
};

const OTHERS: Readonly<Record<string, (at: number) => unknown>> = {
  'an empty one': (at) => new Uint8Array(at === 50 ? 0 : 3),
  'a long one': (at) => new Uint8Array(at === 50 ? 5_000 : 3),
  'a part of one': (at) => new Uint8Array(8).subarray(at === 50 ? 1 : 0),
  'something else': (at) => (at === 50 ? new Set() : new Uint8Array(1)),
  'one that can grow': (at) => new Uint8Array(at === 50 ? growing() : new ArrayBuffer(1)),
};

/** TypeScript does not know yet that it takes options. */
function growing(): ArrayBuffer {
  return Reflect.construct(ArrayBuffer, [1, { maxByteLength: 2 }]) as ArrayBuffer;
}

function bytesOf(view: unknown): readonly number[] {
  const { buffer, byteOffset, byteLength } = view as ArrayBufferView;
  return [...new Uint8Array(buffer, byteOffset, byteLength)];
}

describe('many small views', () => {
  for (const [title, make] of Object.entries(SMALL)) {
    it(`arrive with memory of their own: ${title}`, () => {
      const views = many(make);

      assert.ok(isPacked(views));
      for (const { send } of JOURNEYS) {
        const arrived = sendValues(send, views) as ArrayBufferView[];

        assert.deepEqual(arrived.map(bytesOf), views.map(bytesOf));
        const prototype: unknown = Object.getPrototypeOf(views[0]);
        const expected = prototype === More.prototype ? Uint8Array.prototype : prototype;
        for (const view of arrived) assert.equal(Object.getPrototypeOf(view), expected);
        assert.equal(new Set(arrived.map(({ buffer }) => buffer)).size, arrived.length);
        for (const { buffer, byteLength } of arrived) assert.equal(buffer.byteLength, byteLength);
      }
    });
  }

  for (const [title, make] of Object.entries(OTHERS)) {
    it(`are left to structured clone if there is ${title} among them`, () => {
      const views = many(make);

      assert.equal(isPacked(views), false);
      for (const { send } of JOURNEYS)
        assert.deepEqual(sendValues(send, views).map(String), views.map(String));
    });
  }

  it('are refused if one has lost its memory', () => {
    const views = many((at) => Uint8Array.of(at));
    structuredClone(views[50], { transfer: [views[50]?.buffer as ArrayBuffer] });

    for (const { send } of JOURNEYS)
      assert.throws(() => sendValues(send, views), /could not be cloned|detached/);
  });

  it('in memory that threads share are not small views', () => {
    assert.equal(partsOfSmallView(new Uint8Array(new SharedArrayBuffer(8))), undefined);
  });

  it('arrive in objects', () => {
    const rows = many((at) => ({
      id: at,
      vector: Float32Array.of(at, at / 3),
      raw: { at: Buffer.from(`${at}`) },
    }));

    assert.ok(isPacked(rows));
    for (const { send } of JOURNEYS) assert.deepEqual(sendValues(send, rows), rows);
  });

  it('of one memory stay that, if they are in one value', () => {
    const make = (at: number, isSame: boolean): object => {
      const floats = Float64Array.of(at, 1);
      const bytes = new Uint8Array(isSame ? floats.buffer : Float64Array.of(at, 1).buffer);
      return { floats, deep: { bytes } };
    };
    const missing = (at: number): object => {
      const floats = Float64Array.of(at, 1);
      const isThere = at % 2 === 0;
      return {
        floats: isThere ? floats : null,
        bytes: isThere ? new Uint8Array(floats.buffer) : null,
      };
    };
    interface Row {
      readonly floats: Float64Array | null;
      readonly bytes?: Uint8Array | null;
      readonly deep?: { readonly bytes: Uint8Array };
    }
    const lists = [many((at) => make(at, at === 70)), many((at) => make(at, false)), many(missing)];
    for (const rows of lists) {
      for (const { send } of JOURNEYS) {
        const arrived = sendValues(send, rows) as Row[];

        assert.deepEqual(arrived, rows);
        for (const [at, { floats, bytes, deep }] of (rows as Row[]).entries()) {
          const own = arrived[at];
          const isOne = floats?.buffer === (bytes ?? deep?.bytes)?.buffer;
          assert.equal(own?.floats?.buffer === (own?.bytes ?? own?.deep?.bytes)?.buffer, isOne);
        }
      }
    }
  });
});
