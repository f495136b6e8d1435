import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ByteReader, ByteWriter } from '#dist/core/wire/bytes.js';
import { fc } from '../../property.ts';

function written(write: (out: ByteWriter) => void): Buffer {
  const out = new ByteWriter();
  write(out);
  return Buffer.from(out.view());
}

describe('bytes', () => {
  it('hold numbers of every size exactly', () => {
    const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(u32, fc.integer(), fc.double(), fc.nat({ max: 255 }), (count, i, f, byte) => {
        const from = new ByteReader(
          written((out) => {
            out.u32(count);
            out.i32(i);
            out.f64(f);
            out.u8(byte);
            out.count(count);
          }),
          0,
        );

        const read = [from.u32(), from.i32(), from.f64(), from.u8(), from.small()];

        for (const [at, value] of [count, i, f, byte, count].entries())
          assert.ok(Object.is(read[at], value));
      }),
    );
  });

  it('hold texts of any 16-bit units, short and long', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(fc.nat({ max: 0xffff }), { maxLength: 50 }).map((u) => String.fromCharCode(...u)),
      fc.constantFrom('', '\ud800', 'é'.repeat(33), 'x'.repeat(10_000)),
    );
    fc.assert(
      fc.property(text, text, (one, other) => {
        const bytes = written((out) => {
          out.text(one);
          out.text(other);
        });

        const from = new ByteReader(bytes, 0);

        assert.deepEqual([from.text(), from.text(), from.at], [one, other, bytes.length]);
      }),
    );
  });

  it('are read from where the reader was told to begin, and memory is a copy of its own', () => {
    const bytes = written((out) => {
      out.u8(1);
      out.memory(Float64Array.of(0.5, -0));
    });

    const { buffer, byteOffset } = new ByteReader(bytes, 1).memory(16);
    bytes.fill(0xff);

    assert.deepEqual(new Float64Array(buffer, byteOffset, 2), Float64Array.of(0.5, -0));
  });

  it('hold long lists where these can be read without a copy, and copy them unless they are the message’s own', () => {
    const list = Float64Array.from({ length: 10_000 }, (_, i) => i / 3);
    for (const before of [0, 1, 6, 7]) {
      const bytes = written((out) => {
        for (let i = 0; i < before; i += 1) out.u8(i);
        out.memory(list);
        out.u8(77);
      });

      for (const isOwn of [true, false]) {
        const from = new ByteReader(bytes, before, { isOwn });
        const { buffer, byteOffset } = from.memory(list.byteLength);
        assert.deepEqual(new Float64Array(buffer, byteOffset, list.length), list);
        assert.deepEqual([buffer === bytes.buffer, from.u8()], [isOwn, 77]);
      }
    }
  });

  it('are the same in parts, of which long lists are some by themselves', () => {
    const list = Int32Array.from({ length: 20_000 }, (_, i) => i);
    const out = new ByteWriter();
    out.u32(0);
    out.memory(list);
    out.text('between');
    out.memory(list.subarray(5));
    out.patchU32(0, out.length);

    const parts = out.parts();

    assert.deepEqual(Buffer.concat(parts), Buffer.from(out.view()));
    assert.equal(out.view().readUInt32LE(0), out.view().length);
    assert.ok(parts.some(({ buffer }) => buffer === list.buffer));
  });

  it('are not read beyond their end, and nothing is made for what cannot be there', () => {
    const reads: readonly ((from: ByteReader) => unknown)[] = [
      (from) => from.u32(),
      (from) => from.f64(),
      (from) => from.text(),
      (from) => from.count(),
      (from) => from.memory(2 ** 40),
      (from) => from.clonedList(1),
    ];
    for (const read of reads)
      assert.throws(() => read(new ByteReader(Buffer.from([200, 0]), 0)), RangeError);
  });

  it('are forgotten by `reset`, with what was left to structured clone', () => {
    const out = new ByteWriter();
    out.memory(new Uint8Array(3 << 20));
    out.cloneList([{}]);

    out.reset();

    assert.deepEqual([out.length, out.remainder], [0, []]);
  });
});
