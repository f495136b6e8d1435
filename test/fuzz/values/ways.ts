/** The ways on which a value goes through the pool; at the end of each its portrait is taken. */
import type { Pool } from 'manyhands';
import { portraitOf, portraitOfAll } from './portrait.ts';
import { runText } from './run-text.ts';

type Make = (i: number) => unknown;

export interface Sending {
  readonly make: Make;
  /** Statements that declare `value`; `i` is free in them. */
  readonly text: string;
  readonly count: number;
  readonly chunkSize: number | undefined;
}

export type Expected =
  | { readonly ok: true; readonly value: readonly string[] }
  | { readonly ok: false; readonly error: unknown };

export interface Way {
  readonly name: string;
  /** One value, not a list of rows. */
  readonly isSingle: boolean;
  readonly expect: (make: Make, count: number) => Expected;
  readonly send: (pool: Pool, sending: Sending) => Promise<readonly string[]>;
  /** The same as text. */
  readonly program: (count: number, chunkSize: number | undefined) => string;
}

const rows = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

function cloned(make: Make, count: number): Expected {
  return attempt(() => rows(count).map((i) => portraitOf(structuredClone(make(i)))));
}

/** Tuples of the row, a hole, and the row again. */
const tuple = (value: unknown): [unknown, unknown, unknown] => [value, , value] as never;

function attempt(take: () => readonly string[]): Expected {
  try {
    return { ok: true, value: take() };
  } catch (error) {
    return { ok: false, error };
  }
}

const itself = (value: unknown): unknown => value;

/** A closure over `value`, made from text, so that nothing of the fuzzer is captured. */
function closure(text: string): () => string {
  const body = `const i = 0;\n${text}\nreturn () => portraitOf(value);`;
  return (new Function('portraitOf', body) as (f: unknown) => () => string)(portraitOf);
}

const options = (chunkSize: number | undefined): string =>
  chunkSize === undefined ? '' : `, { chunkSize: ${chunkSize} }`;
const items = (count: number): string => `Array.from({ length: ${count} }, (_, i) => make(i))`;

export const WAYS: readonly Way[] = [
  {
    name: 'argument of apply',
    isSingle: true,
    expect: cloned,
    send: async (pool, { make }) => [await pool.apply(portraitOf, [make(0)])],
    program: () =>
      'console.log(await pool.apply((x) => require("util").inspect(x, { depth: 9 }), [make(0)]));',
  },
  {
    name: 'items of map',
    isSingle: false,
    expect: cloned,
    send: async (pool, { make, count, chunkSize }) =>
      pool.map(portraitOf, rows(count).map(make), { chunkSize }),
    program: (count, chunkSize) =>
      `console.log(await pool.map((x) => x, ${items(count)}${options(chunkSize)}));`,
  },
  {
    name: 'items of imap',
    isSingle: false,
    expect: cloned,
    send: async (pool, { make, count, chunkSize }) => {
      const portraits: string[] = [];
      const results = pool.imap(portraitOf, rows(count).map(make), { chunkSize });
      for await (const portrait of results) portraits.push(portrait);
      return portraits;
    },
    program: (count, chunkSize) =>
      `for await (const x of pool.imap((x) => x, ${items(count)}${options(chunkSize)})) console.log(x);`,
  },
  {
    name: 'tuples of starmap',
    isSingle: false,
    expect: (make, count) =>
      attempt(() => rows(count).map((i) => portraitOf([...structuredClone(tuple(make(i)))]))),
    send: async (pool, { make, count, chunkSize }) =>
      pool.starmap(
        portraitOfAll,
        rows(count).map((i) => tuple(make(i))),
        { chunkSize },
      ),
    program: (count, chunkSize) =>
      `console.log(await pool.starmap((...x) => x, ${items(count)}.map((x) => [x, , x])${options(chunkSize)}));`,
  },
  {
    name: 'result of apply',
    isSingle: true,
    expect: cloned,
    send: async (pool, { text }) => [portraitOf(await pool.apply(runText, [text, 0]))],
    program: () => 'console.log(await pool.apply(make, [0]));',
  },
  {
    name: 'results of map',
    isSingle: false,
    expect: cloned,
    send: async (pool, { text, count, chunkSize }) =>
      (
        await pool.starmap(
          runText,
          rows(count).map((i) => [text, i] as const),
          { chunkSize },
        )
      ).map(portraitOf),
    program: (count, chunkSize) =>
      `console.log(await pool.map(make, [...Array(${count}).keys()]${options(chunkSize)}));`,
  },
  {
    name: 'results, round trip of map',
    isSingle: false,
    expect: cloned,
    send: async (pool, { make, count, chunkSize }) =>
      (await pool.map(itself, rows(count).map(make), { chunkSize })).map(portraitOf),
    program: (count, chunkSize) =>
      `console.log(await pool.map((x) => x, ${items(count)}${options(chunkSize)}));`,
  },
  {
    name: 'captured variable',
    isSingle: true,
    expect: (make) => attempt(() => [portraitOf(make(0))]),
    send: async (pool, { text }) => [await pool.apply(closure(text))],
    program: () =>
      'const value = make(0);\nconsole.log(await pool.apply(() => require("util").inspect(value, { depth: 9 })));',
  },
];
