/** What may become of bytes on their way, or in the hands of somebody who knows the format. */
import { fc } from '../../property.ts';

/** Numbers that are dangerous as a length. */
const LENGTHS = [0, 1, 0x7f, 0xff, 0x7fff_ffff, 0xffff_ffff, 50_000_000, 150_000_000];

type Change = (bytes: Buffer) => Buffer;

const place = fc.double({ min: 0, max: 1, noNaN: true });

function at(bytes: Buffer, share: number): number {
  return Math.min(bytes.length - 1, Math.floor(share * bytes.length));
}

const setByte: fc.Arbitrary<Change> = fc
  .tuple(place, fc.integer({ min: 0, max: 255 }))
  .map(([share, byte]) => (bytes) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[at(copy, share)] = byte;
    return copy;
  });

/** As a `ByteWriter` writes a length of four bytes, and as v8 does, seven bits in each. */
const setLength: fc.Arbitrary<Change> = fc
  .tuple(place, fc.constantFrom(...LENGTHS), fc.constantFrom('long', 'plain', 'varint'))
  .map(([share, length, form]) => (bytes) => {
    const from = at(bytes, share);
    const number = Buffer.alloc(4);
    number.writeUInt32LE(length);
    const written =
      form === 'long'
        ? Buffer.concat([Buffer.from([0xff]), number])
        : form === 'plain'
          ? number
          : varint(length);
    return Buffer.concat([bytes.subarray(0, from), written, bytes.subarray(from + 1)]);
  });

const cut: fc.Arbitrary<Change> = fc.tuple(place, place).map(
  ([a, b]) =>
    (bytes) =>
      Buffer.concat([bytes.subarray(0, at(bytes, a)), bytes.subarray(at(bytes, b))]),
);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 0x7f; left = Math.floor(left / 128)) bytes.push((left % 128) | 0x80);
  return Buffer.from([...bytes, left]);
}

/** Some changes of `good`, or bytes of no origin. */
export function damaged(good: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  const changes = fc.array(fc.oneof(setByte, setLength, cut), { minLength: 0, maxLength: 4 });
  const random = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  const changed = fc
    .tuple(good, changes)
    .map(([bytes, all]) => all.reduce((before, change) => change(before), bytes));
  return fc.oneof({ weight: 4, arbitrary: changed }, { weight: 1, arbitrary: random });
}
