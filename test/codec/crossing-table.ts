/**
 * What becomes of every kind of value that is sent to a worker or comes back from one.
 *
 * One table, used twice: `crossing.test.ts` sends a sample of each row and checks what arrives, and
 * `scripts/crossing-table.mjs` writes the same rows into `docs/crossing.md`.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { Socket } from 'node:net';
import { compileNothing } from './web-assembly.ts';

/** One kind of value: how it is called, a sample of it, and what arrives on the other side. */
export interface Crossing {
  readonly title: string;
  readonly make: () => unknown;
  readonly process: Verdict;
  readonly thread: Verdict;
}

export type Verdict =
  | { readonly is: 'same' }
  | { readonly is: 'changed'; readonly to: string; readonly check: Check }
  | { readonly is: 'refused' }
  /** Node itself changed its mind. */
  | {
      readonly is: 'since';
      readonly major: number;
      readonly now: Verdict;
      readonly before: Verdict;
    };

type Check = (arrived: never, sent: never) => boolean;

export interface Section {
  readonly title: string;
  readonly rows: readonly Crossing[];
}

const SAME: Verdict = { is: 'same' };
const REFUSED: Verdict = { is: 'refused' };
const EMPTIED = changed(
  '**an empty object**',
  (arrived: object) => isPlain(arrived) && isEmpty(arrived),
);

function changed(to: string, check: Check): Verdict {
  return { is: 'changed', to, check };
}

function since(major: number, now: Verdict, before: Verdict): Verdict {
  return { is: 'since', major, now, before };
}

/** A row whose fate is the same on both sides. */
function both(title: string, make: () => unknown, verdict: Verdict): Crossing {
  return { title, make, process: verdict, thread: verdict };
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

function isEmpty(value: object): boolean {
  return Reflect.ownKeys(value).length === 0;
}

function isA(cls: abstract new (...args: never[]) => unknown): Check {
  return (arrived: object) => Object.getPrototypeOf(arrived) === cls.prototype;
}

class Point {
  x = 1;
  #secret = 2;
  get secret(): number {
    return this.#secret;
  }
}
class Tags extends Map<string, number> {}
class HttpError extends RangeError {
  status = 503;
}

function cyclic(): object {
  const shared = { a: 1 };
  const root: Record<string, unknown> = { first: shared, second: shared };
  root.self = root;
  return root;
}

function argumentsOf(..._: unknown[]): unknown {
  // biome-ignore lint/complexity/noArguments: that is the case
  return arguments;
}

const PRIMITIVES: readonly Crossing[] = [
  both('`undefined`, `null`, booleans', () => [undefined, null, true, false], SAME),
  both('numbers, with `NaN`, `-0`, `Infinity`', () => [1.5, NaN, -0, -Infinity], SAME),
  both('bigints', () => [0n, -(2n ** 200n)], SAME),
  both('strings, with lone surrogates', () => ['', 'größe 😀', '\ud800'], SAME),
  both('symbols, `Symbol.for` included', () => Symbol.for('a'), REFUSED),
];

const OBJECTS: readonly Crossing[] = [
  both(
    'plain objects; a property that is `undefined`',
    () => ({ a: { b: 1 }, c: undefined }),
    SAME,
  ),
  both('cycles, and one object met twice', cyclic, SAME),
  both(
    'objects without a prototype',
    () => Object.assign(Object.create(null), { a: 1 }),
    changed('a plain object', (arrived: { a: number }) => isPlain(arrived) && arrived.a === 1),
  ),
  both(
    'instances of your classes',
    () => new Point(),
    changed(
      'a plain object: its own fields, without class, methods and private fields',
      (arrived: Point) => isPlain(arrived) && arrived.x === 1 && arrived.secret === undefined,
    ),
  ),
  both(
    'getters',
    () => Object.defineProperty({}, 'a', { enumerable: true, get: () => 1 }),
    changed('their value, read once', (arrived: object) => Object.getOwnPropertyDescriptor(arrived, 'a')?.value === 1), // biome-ignore format: one row
  ),
  both(
    'symbol keys, non-enumerable properties',
    () => Object.defineProperty({ [Symbol.for('s')]: 1 }, 'hidden', { value: 1 }),
    changed('left out', isEmpty),
  ),
  both(
    'frozen and sealed objects',
    () => Object.freeze({ a: 1 }),
    changed('an ordinary object', (arrived: object) => !Object.isFrozen(arrived)),
  ),
  both(
    'arrays, with holes and further properties',
    () => Object.assign([1, , 3], { extra: 2 }),
    SAME,
  ), // biome-ignore lint/suspicious/noSparseArray: that is the case
  both('`Map`, `Set`', () => [new Map([[{ a: 1 }, new Set([1])]])], SAME),
  both(
    'subclasses of `Map`, `Set`, `Array`, `Date`',
    () => new Tags([['a', 1]]),
    changed('the built-in class', isA(Map)),
  ),
  both('`Date`, also an invalid one', () => new Date(1), SAME),
  both(
    '`RegExp`',
    () => Object.assign(/a/g, { lastIndex: 3 }),
    changed('the same, `lastIndex` is 0', (arrived: RegExp) => arrived.lastIndex === 0 && arrived.source === 'a'), // biome-ignore format: one row
  ),
  both('boxed primitives: `new String("a")`', () => [Object('a'), Object(1), Object(1n)], SAME),
  both('`arguments`', () => argumentsOf(1), REFUSED),
];

const BINARY: readonly Crossing[] = [
  both('`ArrayBuffer`, also a resizable one', () => new Uint8Array([1, 2]).buffer, SAME),
  both(
    'typed arrays, `DataView`',
    () => [new Float64Array([1]), new DataView(new ArrayBuffer(2))],
    SAME,
  ),
  {
    title: 'a view of a part of an `ArrayBuffer`',
    make: () => new Uint8Array(new ArrayBuffer(100_000), 10, 4),
    process: changed(
      'that part',
      (arrived: Uint8Array) => arrived.length === 4 && arrived.buffer.byteLength < 1000,
    ),
    thread: changed(
      'that part, **but the whole buffer is copied**',
      (arrived: Uint8Array) => arrived.length === 4 && arrived.buffer.byteLength === 100_000,
    ),
  },
  {
    title: '`Buffer`',
    make: () => Buffer.from('abc'),
    process: SAME,
    thread: changed('a `Uint8Array`', isA(Uint8Array)),
  },
  {
    title: '`SharedArrayBuffer`',
    make: () => new SharedArrayBuffer(2),
    process: REFUSED,
    thread: changed('the same memory, shared', isA(SharedArrayBuffer)),
  },
  {
    title: 'a typed array on a `SharedArrayBuffer`',
    make: () => new Uint8Array(new SharedArrayBuffer(2)),
    process: changed(
      'a copy, **no longer shared**',
      (arrived: Uint8Array) => !(arrived.buffer instanceof SharedArrayBuffer),
    ),
    thread: changed(
      'the same memory, shared',
      (arrived: Uint8Array) => arrived.buffer instanceof SharedArrayBuffer,
    ),
  },
  both(
    'a buffer that has been transferred',
    () => {
      const buffer = new ArrayBuffer(1);
      structuredClone(buffer, { transfer: [buffer] });
      return buffer;
    },
    REFUSED,
  ),
];

const ERRORS: readonly Crossing[] = [
  both(
    '`Error`, `TypeError`, … with `cause`',
    () => new TypeError('m', { cause: { a: 1 } }),
    changed(
      'the same class, message, stack and cause',
      (arrived: TypeError, sent: TypeError) =>
        arrived instanceof TypeError &&
        arrived.message === 'm' &&
        arrived.stack === sent.stack &&
        isPlain(arrived.cause as object),
    ),
  ),
  both(
    'own properties of an error (`code`), `errors` of an `AggregateError`',
    () => Object.assign(new AggregateError([1], 'm'), { code: 'E' }),
    changed('left out', (arrived: object) => !('code' in arrived) && !('errors' in arrived)),
  ),
  both(
    'your error classes',
    () => new HttpError('m'),
    changed('the nearest built-in class', isA(RangeError)),
  ),
  {
    title: '`DOMException`',
    make: () => new DOMException('m', 'AbortError'),
    process: since(
      22,
      changed(
        'an `Error` without name and message',
        (arrived: Error) =>
          isA(Error)(arrived as never, arrived as never) && arrived.message === '',
      ),
      EMPTIED,
    ),
    thread: since(
      22,
      changed(
        'the same',
        (arrived: DOMException) => arrived.name === 'AbortError' && arrived.message === 'm',
      ),
      EMPTIED,
    ),
  },
];

const PLATFORM: readonly Crossing[] = [
  {
    title: '`URL`, `URLSearchParams`, `Headers`, `FormData`, `Request`, `Response`',
    make: () => new URL('http://a'),
    process: EMPTIED,
    thread: since(22, REFUSED, EMPTIED),
  },
  {
    title: '`Blob`',
    make: () => new Blob(['a']),
    process: since(22, EMPTIED, REFUSED),
    thread: changed(
      'the same',
      (arrived: Blob) => arrived instanceof Blob && arrived.size === 1,
    ),
  },
  {
    title: '`KeyObject`',
    make: () => createSecretKey(Buffer.from('a')),
    process: REFUSED,
    thread: changed('the same', (arrived: KeyObject) => arrived.type === 'secret'),
  },
  {
    title: '`WebAssembly.Module`',
    make: compileNothing,
    process: REFUSED,
    thread: changed('the same', (arrived: object) => !isPlain(arrived)),
  },
  both(
    '`AbortSignal`, `AbortController`, `EventTarget`, `TextDecoder`',
    () => new AbortController(),
    EMPTIED,
  ),
  both('`Intl` formatters', () => new Intl.NumberFormat(), REFUSED),
  both('sockets, streams, file handles, child processes, timers', () => new Socket(), REFUSED),
];

const LIVE: readonly Crossing[] = [
  both('functions and classes, inside data', () => [() => 1], REFUSED),
  both('`Promise`', () => Promise.resolve(1), REFUSED),
  both('`Proxy`', () => new Proxy({}, {}), REFUSED),
  both('`WeakMap`, `WeakSet`, `WeakRef`', () => new WeakMap(), REFUSED),
  both('generators and iterators', () => [1].values(), REFUSED),
  both(
    'a getter that throws',
    () =>
      Object.defineProperty({}, 'a', {
        enumerable: true,
        get: () => {
          throw new Error('no');
        },
      }),
    REFUSED,
  ),
];

export const SECTIONS: readonly Section[] = [
  { title: 'Primitives', rows: PRIMITIVES },
  { title: 'Objects and collections', rows: OBJECTS },
  { title: 'Bytes', rows: BINARY },
  { title: 'Errors inside data', rows: ERRORS },
  { title: 'Classes of Node and the web', rows: PLATFORM },
  { title: 'Code and living things', rows: LIVE },
];

/** The verdict that holds on a version of Node. */
export function verdictOn(major: number, verdict: Verdict): Exclude<Verdict, { is: 'since' }> {
  if (verdict.is !== 'since') return verdict;
  return verdictOn(major, major >= verdict.major ? verdict.now : verdict.before);
}

/** The tables of `docs/crossing.md`. */
export function renderTables(): string {
  return SECTIONS.map(renderSection).join('\n\n');
}

function renderSection({ title, rows }: Section): string {
  const lines = rows.map(
    (row) => `| ${row.title} | ${textOf(row.process)} | ${textOf(row.thread)} |`,
  );
  return [
    `### ${title}`,
    '',
    '| value | processes | threads |',
    '|---|---|---|',
    ...lines,
  ].join('\n');
}

function textOf(verdict: Verdict): string {
  switch (verdict.is) {
    case 'same':
      return 'the same';
    case 'changed':
      return verdict.to;
    case 'refused':
      return '`NotSendableError`';
    case 'since':
      return `${textOf(verdict.now)} (before Node ${verdict.major}: ${textOf(verdict.before)})`;
  }
}
