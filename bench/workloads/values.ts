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
    title: 'records of which some have more keys',
    count: 100_000,
    make: (i) => ({
      id: i,
      name: `n${i}`,
      ...(i % 2 === 1 && { mail: `m${i}` }),
      ...(i % 3 === 0 && { age: i % 90 }),
    }),
  },
  {
    title: 'orders of one to four lines',
    count: 50_000,
    make: (i) => ({
      id: i,
      lines: many((k) => ({ sku: `s${k}`, of: k, price: i / 3 }), 1 + (i % 4)),
    }),
  },
  { title: 'small trees of five shapes', count: 20_000, make: treeOf },
  {
    title: 'records with 768 numbers in an array',
    count: 2_000,
    make: (i) => ({ id: i, vector: many((k) => k / 7 + i, 768) }),
  },
  {
    title: 'arrays of 5,000 records',
    count: 16,
    make: (i) => many((k) => ({ id: k, name: `n${k}`, at: { x: i, y: k } }), 5_000),
  },
  { title: 'Maps of two entries', count: 30_000, make: (i) => new Map([['a', i], ['b', i + 1]]) }, // biome-ignore format: one line
];

function many<T>(make: (at: number) => T, length: number): T[] {
  return Array.from({ length }, (_, at) => make(at));
}

/** As a parser makes them. */
function treeOf(i: number): object {
  const sum = {
    type: 'sum',
    left: { type: 'number', value: i },
    right: { type: 'name', name: 'x' },
  };
  const out = { type: 'name', name: 'y' };
  return {
    type: 'program',
    body: [
      { type: 'let', name: `n${i}`, to: sum },
      { type: 'out', of: out },
    ],
  };
}
