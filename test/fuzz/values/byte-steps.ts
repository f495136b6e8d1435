/** Buffers and views as text. */
import fc from 'fast-check';
import type { Step } from './step.ts';

const KINDS = [
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array'],
  ...['Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
] as const;

/** 64 bytes of which each is another. */
const FILLED = 'Uint8Array.from({ length: 64 }, (_, j) => j + i).buffer';

const kind = fc.constantFrom(...KINDS);

/** A window of `elements` elements that begins `start` eight-byte steps into the buffer. */
const subview = fc
  .tuple(kind, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 4 }))
  .map(([name, start, elements]) => (buffer: string): string => {
    return `new ${name}(${buffer}, ${start * 8}, ${elements})`;
  });

/** Several views of one buffer, and perhaps the buffer itself. */
const together = fc
  .tuple(fc.array(subview, { minLength: 1, maxLength: 3, size: 'max' }), fc.boolean())
  .map(
    ([views, isWhole]): Step =>
      () => {
        const all = [...views.map((view) => view('b')), ...(isWhole ? ['b'] : [])];
        return `(b => [${all.join(', ')}])(${FILLED})`;
      },
  );

const single = fc.oneof(
  subview.map(
    (view): Step =>
      () =>
        view(`(${FILLED})`),
  ),
  fc.tuple(kind, fc.nat(40)).map(
    ([name, length]): Step =>
      () =>
        name.startsWith('Big')
          ? `${name}.from({ length: ${length} }, (_, j) => BigInt(j + i))`
          : `${name}.from({ length: ${length} }, (_, j) => j * 1.5 - i)`,
  ),
  fc.tuple(kind, fc.nat(5)).map(
    ([name, length]): Step =>
      () =>
        `new (class V extends ${name} {})(${length})`,
  ),
);

const special = fc.constantFrom(
  'new ArrayBuffer(0)',
  'new ArrayBuffer(5)',
  FILLED,
  `new DataView(${FILLED}, 3, 5)`,
  `new DataView(${FILLED})`,
  'new ArrayBuffer(8, { maxByteLength: 16 })',
  'new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 }))',
  'new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 }), 2, 3)',
  "Buffer.from('h\\xe9llo' + i)",
  'Buffer.alloc(0)',
  'Buffer.alloc(3, i)',
  "Buffer.from('0123456789').subarray(2, 5)",
  "(b => [b, b.subarray(1), b])(Buffer.from('0123456789'))",
  'Float32Array.of(1, 2)',
  'Float64Array.of(NaN, -0, Infinity, i)',
  'new (class Vec3 extends Float64Array { constructor(x, y, z) { super(3); this.set([x, y, z]); } })(3, 4, i)',
  'Object.assign(Uint8Array.of(1, 2), { further: 1 })',
  'new Uint8Array(i ? 3 : 70000).fill(i)',
  '(v => [v, v])(Uint8Array.of(1, 2, i))',
);

export const BYTES: fc.Arbitrary<Step> = fc.oneof(
  together,
  single,
  special.map(
    (text): Step =>
      () =>
        text,
  ),
);
