/** Values of many kinds, as programs send them: what it takes to get a list of them there and back. */

export interface ValueKind {
  readonly title: string;
  readonly count: number;
  readonly make: (i: number) => unknown;
}

export const VALUE_KINDS: readonly ValueKind[] = [
  { title: 'fractions', count: 500_000, make: (i) => i + 0.25 },
  { title: 'short texts', count: 300_000, make: (i) => `item ${i}` },
  { title: 'lines of 60 characters', count: 50_000, make: (i) => `${i}`.padStart(60, 'some ') },
  { title: 'pairs of numbers', count: 200_000, make: (i) => [i, i + 0.5] },
  { title: 'pairs of a text and a number', count: 200_000, make: (i) => [`key ${i}`, i] },
  {
    title: 'records with an object and a list',
    count: 100_000,
    make: (i) => ({ id: i, name: `n${i}`, tags: ['a', `b${i % 7}`], at: { x: i, y: -i } }),
  },
  {
    title: 'records of ten texts',
    count: 50_000,
    make: (i) => Object.fromEntries(Array.from({ length: 10 }, (_, k) => [`f${k}`, `v${k}-${i}`])),
  },
  {
    title: 'records with a date, and an object that may be missing',
    count: 100_000,
    make: (i) => ({ id: i, made: new Date(i), parent: i % 3 === 0 ? null : { id: i >> 1 } }),
  },
  {
    title: 'records with 64 fractions in a typed array',
    count: 20_000,
    make: (i) => ({ id: i, vector: new Float32Array(64).fill(i / 3) }),
  },
  { title: 'Buffers of 100 bytes', count: 50_000, make: (i) => Buffer.alloc(100, i) },
  {
    title: 'objects of two shapes',
    count: 100_000,
    make: (i) => (i % 2 === 0 ? { a: i } : { a: i, b: `b${i}` }),
  },
  { title: 'Maps of two entries', count: 30_000, make: (i) => new Map([['a', i], ['b', i + 1]]) }, // biome-ignore format: one line
];
