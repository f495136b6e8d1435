/** Random values with large buffers in them: views of all types, with offsets, of one buffer, resizable, detached. */
import { fc } from '../../property.ts';

const MB = 1 << 20;
const TYPES: readonly ViewType[] = [
  ...[Uint8Array, Int16Array, Uint32Array, Float64Array, BigInt64Array, DataView],
];

interface ViewType {
  readonly BYTES_PER_ELEMENT?: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): ArrayBufferView;
}

class Pixels extends Uint8ClampedArray {}

/** What the compiler's library does not know yet. */
const Growable = ArrayBuffer as unknown as new (
  length: number,
  options: { maxByteLength: number },
) => ArrayBuffer;

/** Below and above what is in files and what is mapped, and no whole number of pages. */
const length = fc.oneof(
  fc.integer({ min: MB - 8, max: MB + 8 }),
  fc.integer({ min: 1, max: 5 * MB }),
  fc.integer({ min: 4 * MB, max: 6 * MB }),
);

const filled = (buffer: ArrayBuffer, seed: number): ArrayBuffer => {
  const bytes = new Uint8Array(buffer);
  for (let at = 0; at < bytes.length; at += 97) bytes[at] = at + seed;
  return buffer;
};

const buffer = fc.tuple(length, fc.nat(255), fc.nat(9)).map(([size, seed, kind]) => {
  if (kind === 0) return filled(new Growable(size, { maxByteLength: size + 4096 }), seed);
  const made = filled(new ArrayBuffer(size), seed);
  if (kind === 1) structuredClone(made, { transfer: [made] }); // detached
  return made;
});

interface Place {
  readonly of: number;
  readonly type: number;
  /** Where it begins and ends, in thousandths of the buffer. */
  readonly from: number;
  readonly to: number;
}

const place: fc.Arbitrary<Place> = fc.record({
  of: fc.nat(2),
  type: fc.nat(TYPES.length + 2),
  from: fc.oneof(fc.constant(0), fc.nat(999)),
  to: fc.oneof(fc.constant(1000), fc.integer({ min: 1, max: 1000 })),
});

function viewOf(buffers: readonly ArrayBuffer[], { of, type, from, to }: Place): unknown {
  const shown = buffers[of % buffers.length] as ArrayBuffer; // there is one
  if (shown.byteLength === 0 || type > TYPES.length + 1) return shown;
  const start = Math.floor((Math.min(from, to) * shown.byteLength) / 8000) * 8;
  const room = Math.floor((Math.max(from, to) * shown.byteLength) / 1000) - start;
  if (type === TYPES.length) return Buffer.from(shown, start, room);
  if (type === TYPES.length + 1) return new Pixels(shown, start, room);
  const View = TYPES[type] as ViewType; // one of them
  return new View(shown, start, Math.floor(room / (View.BYTES_PER_ELEMENT ?? 1)));
}

/** Shapes with numbers where views are to be. */
const { shape } = fc.letrec((tie) => ({
  shape: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'shape' },
    { weight: 4, arbitrary: place },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 1, 'text', true) },
    { weight: 1, arbitrary: fc.array(tie('shape'), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('shape')) },
    {
      weight: 1,
      arbitrary: fc.array(tie('shape'), { maxLength: 2 }).map((all) => new Map(all.entries())),
    },
    { weight: 1, arbitrary: fc.array(tie('shape'), { maxLength: 2 }).map((all) => new Set(all)) },
  ),
}));

function filledIn(value: unknown, buffers: readonly ArrayBuffer[]): unknown {
  const again = (one: unknown): unknown => filledIn(one, buffers);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, again(one)]));
  if (value instanceof Set) return new Set([...value].map(again));
  if (Array.isArray(value)) return value.map(again);
  if ('of' in value) return viewOf(buffers, value as Place);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, again(one)]));
}

export const largeValue: fc.Arbitrary<unknown> = fc
  .tuple(shape, fc.array(buffer, { minLength: 1, maxLength: 3 }))
  .map(([of, buffers]) => filledIn(of, buffers));
