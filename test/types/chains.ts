/** Compiled only: what a chain infers, stage by stage, and misuse that the compiler has to see. */
import { type AnyPool, type Flow, type FlowOptions, type Pool, range } from 'manyhands';

/** `true` if the two types are the same, both ways; otherwise the call below does not compile. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(isSame: Same<A, B>): void;

declare const pool: Pool;

interface Failed {
  readonly ok: false;
  readonly code: number;
}
interface Passed {
  readonly ok: true;
}
declare function parse(line: string): Failed | Passed;
declare function load(line: string): Promise<Failed | Passed>;
declare function isFailed(line: Failed | Passed): line is Failed;

export async function infers(): Promise<void> {
  const lines = pool.from(['a', 'b']);
  same<typeof lines, Flow<string>>(true);

  const parsed = lines.map(parse);
  same<typeof parsed, Flow<Failed | Passed>>(true);
  const loaded = lines.map(load);
  same<typeof loaded, Flow<Failed | Passed>>(true);

  const failed = parsed.filter(isFailed);
  same<typeof failed, Flow<Failed>>(true);
  const some = parsed.filter(({ ok }) => ok);
  same<typeof some, Flow<Failed | Passed>>(true);

  const words = lines.flatMap((line) => line.split(' '));
  same<typeof words, Flow<string>>(true);
  const numbers = lines.flatMap(async (line) => new Set([line.length]));
  same<typeof numbers, Flow<number>>(true);
  const generated = lines.flatMap(function* (line) {
    yield line.length;
  });
  same<typeof generated, Flow<number>>(true);
  const streamed = lines.flatMap(async function* (line) {
    yield line.length;
  });
  same<typeof streamed, Flow<number>>(true);

  const found = await parsed.find(isFailed);
  same<typeof found, Failed | undefined>(true);
  const any = await parsed.find(({ ok }) => ok);
  same<typeof any, Failed | Passed | undefined>(true);

  const counts = await failed.countBy(({ code }) => code);
  same<typeof counts, Map<number, number>>(true);
  const kinds = await parsed.countBy(({ ok }) => (ok ? 'good' : 'bad'));
  same<typeof kinds, Map<'good' | 'bad', number>>(true);
  const later = await lines.countBy(async (line) => line.length);
  same<typeof later, Map<number, number>>(true);
  const sizes = await lines.foldBy(
    (line) => line[0],
    () => new Set<number>(),
    (all, line) => all.add(line.length),
    (all, others) => new Set([...all, ...others]),
  );
  same<typeof sizes, Map<string | undefined, Set<number>>>(true);

  const total = await lines.map((line) => line.length).sum();
  same<typeof total, number>(true);
  const longest = await lines.reduce((a, b) => (a.length > b.length ? a : b));
  same<typeof longest, string>(true);
  const values = await words.toArray();
  same<typeof values, string[]>(true);
  for await (const value of pool.from(range(3))) same<typeof value, number>(true);
}

export function misuse(): void {
  const lines = pool.from(['a', 'b']);
  const numbers = pool.from([1, 2]);

  // @ts-expect-error only numbers have a sum
  void lines.sum();
  // @ts-expect-error a stage gets a text
  lines.map((x: number) => x);
  // @ts-expect-error a stage gets one argument
  numbers.map((a: number, b: number) => a + b);
  // @ts-expect-error a text is no list of values
  lines.flatMap((line) => line);
  // @ts-expect-error nor is a number
  numbers.flatMap((x) => x);
  // @ts-expect-error reduce makes a value of the same kind: fold makes others
  void lines.reduce((a: number, b: string) => a + b.length);
  // @ts-expect-error reduce must not be async
  void numbers.reduce(async (a, b) => a + b);
  // @ts-expect-error the initial value is of the same kind
  void numbers.reduce((a, b) => a + b, 'a');
  // @ts-expect-error fold needs what joins two partials
  void numbers.fold(
    () => 0,
    (a, b) => a + b,
  );
  const add = (a: number, b: number): number => a + b;
  // @ts-expect-error what begins a fold is made by a function: each chunk needs its own
  void numbers.fold(0, add, add);
  // @ts-expect-error an object is no key: a copy of it would be another one
  void numbers.countBy((x) => ({ x }));
  // @ts-expect-error there are no time limits: a chunk is the unit
  pool.from([1], { timeout: 5 });
  // @ts-expect-error nothing can be moved
  pool.from([1], { transfer: [] });
  // @ts-expect-error chunkSize is a number or 'auto'
  pool.from([1], { chunkSize: '5' });
  // @ts-expect-error a single number cannot be iterated
  pool.from(5);
  // @ts-expect-error a chain is not awaited: its ends are
  void numbers.then((x: unknown) => x);
}

export async function generic<T>(any: AnyPool, items: T[], options: FlowOptions): Promise<T[]> {
  return await any.from(items, options).toArray();
}
