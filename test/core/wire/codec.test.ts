import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ByteReader, ByteWriter } from '#dist/core/wire/bytes.js';
import { FieldReader, FieldWriter, type Table } from '#dist/core/wire/codec.js';

interface Style {
  readonly colour: 'red' | 'blue';
  readonly bold: boolean;
}

interface Point {
  readonly x: number;
  readonly name: string;
  readonly style: Style;
  readonly notes: readonly { readonly text: string }[];
}

const styleFields: Table<Style> = (io, it) => ({
  colour: io.choice(it.colour, ['red', 'blue']),
  bold: io.flag(it.bold),
});

const pointFields: Table<Point> = (io, it) => ({
  x: io.f64(it.x),
  name: io.text(it.name),
  style: io.shared(it.style, styleFields),
  notes: io.each(it.notes, (inner, note) => ({ text: inner.text(note.text) })),
});

const listFields: Table<{ readonly points: readonly Point[] }> = (io, it) => ({
  points: io.each(it.points, pointFields),
});

function write(points: readonly Point[]): Buffer {
  const out = new ByteWriter();
  listFields(new FieldWriter(out), { points });
  return Buffer.from(out.view());
}

function read(bytes: Buffer): readonly Point[] {
  return listFields(new FieldReader(new ByteReader(bytes, 0)), {} as never).points; // nothing is read from it
}

const style: Style = { colour: 'blue', bold: true };

describe('a table of fields', () => {
  it('writes what it reads', () => {
    const points = [
      { x: 1.5, name: 'a', style, notes: [{ text: 'n' }] },
      { x: -0, name: '', style: { colour: 'red', bold: false } as const, notes: [] },
    ];

    assert.deepEqual(read(write(points)), points);
  });

  it('writes a part that is shared once, and reads it as one', () => {
    const point = { x: 0, name: '', style, notes: [] };
    const one = write([point]);

    const three = write([point, point, point]);
    const [first, , third] = read(three);

    assert.equal(first?.style, third?.style);
    assert.equal(three.length - one.length, 2 * (one.length - 1 - 2)); // but for the count and the style
  });

  it('refuses a choice that there is not', () => {
    const bytes = write([{ x: 0, name: '', style, notes: [] }]);
    const at = bytes.length - 3; // colour, bold, no notes
    bytes[at] = 9;

    assert.throws(() => read(bytes), RangeError);
  });
});
