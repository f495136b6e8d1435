/** The rows of the table: see `crossing-table.ts`. Bold is what Node loses without a word. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createReadStream, opendirSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { Check, Crossing, Section, Settled, Verdict } from './crossing-table.ts';
import { compileNothing } from '../web-assembly.ts';

const SAME: Settled = { is: 'same' };
const REFUSED: Settled = { is: 'refused' };

function changed(to: string, check: Check): Settled {
  return { is: 'changed', to, check };
}

function since(major: number, now: Settled, before: Settled): Verdict {
  return { is: 'since', major, now, before };
}

/** A row whose fate is the same on both sides. */
function both(title: string, samples: () => readonly unknown[], verdict: Verdict): Crossing {
  return { title, samples, process: verdict, thread: verdict };
}

function isPlain(value: unknown): boolean {
  return isA(Object)(value as never, undefined as never);
}

function isEmpty(value: object): boolean {
  return Reflect.ownKeys(value).length === 0;
}

/** Of exactly that class, and no subclass. */
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

function withGetter(get: () => unknown): object {
  return Object.defineProperty({}, 'a', { enumerable: true, get });
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

function viewsOfOne(): Uint8Array[] {
  const buffer = new ArrayBuffer(8);
  return [new Uint8Array(buffer, 0, 4), new Uint8Array(buffer, 2, 4)];
}

function transferred(): ArrayBuffer {
  const buffer = new ArrayBuffer(1);
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

const PRIMITIVES: readonly Crossing[] = [
  both('`undefined`, `null`, booleans', () => [undefined, null, true, false], SAME),
  both('numbers, with `NaN`, `-0`, `Infinity`', () => [1.5, NaN, -0, -Infinity], SAME),
  both('bigints', () => [0n, -(2n ** 200n)], SAME),
  both('strings, with lone surrogates', () => ['', 'größe 😀', '\ud800'], SAME),
  both('symbols, `Symbol.for` included', () => [Symbol('a'), Symbol.for('a')], REFUSED),
];

const OBJECTS: readonly Crossing[] = [
  both(
    'plain objects; a property that is `undefined`',
    () => [{ a: { b: 1 }, c: undefined }],
    SAME,
  ),
  both('cycles, and one object met twice', () => [cyclic()], SAME),
  both(
    'objects without a prototype',
    () => [Object.assign(Object.create(null), { a: 1 })],
    changed('a plain object', (it: { a: number }) => isPlain(it) && it.a === 1),
  ),
  both(
    'instances of your classes',
    () => [new Point()],
    changed(
      'a plain object: own fields, without class, methods and private fields',
      (it: Point) => isPlain(it) && it.x === 1 && it.secret === undefined,
    ),
  ),
  both(
    'getters',
    () => [withGetter(() => 1)],
    changed('their value', (it: object) => Object.getOwnPropertyDescriptor(it, 'a')?.value === 1),
  ),
  both(
    'symbol keys, non-enumerable properties',
    () => [{ [Symbol.for('s')]: 1 }, Object.defineProperty({}, 'hidden', { value: 1 })],
    changed('left out', isEmpty),
  ),
  both(
    'frozen and sealed objects',
    () => [Object.freeze({ a: 1 }), Object.seal({ a: 1 })],
    changed('ordinary objects', (it: object) => !Object.isSealed(it)),
  ),
  both(
    'arrays, with holes and further properties',
    // oxlint-disable-next-line no-sparse-arrays -- that is the case
    () => [[1, , 3], Object.assign([1], { extra: 2 }), new Array(3)],
    SAME,
  ),
  both('`Map`, `Set`', () => [new Map([[{ a: 1 }, new Set([1])]]), new Set([new Map()])], SAME),
  both(
    'subclasses of `Map`, `Set`, `Array`, `Date`',
    () => [new Tags([['a', 1]])],
    changed('the built-in class', isA(Map)),
  ),
  both(
    '`Date`, also an invalid one',
    () => [new Date(1), new Date(NaN)],
    // Not by deepStrictEqual, which on Node 20 takes no invalid date for equal to another.
    changed(
      'the same',
      (it: Date, sent: Date) => it instanceof Date && Object.is(it.getTime(), sent.getTime()),
    ),
  ),
  both(
    '`RegExp`',
    () => [Object.assign(/a/gi, { lastIndex: 3 })],
    changed(
      'the same, `lastIndex` is 0',
      (it: RegExp) => String(it) === '/a/gi' && it.lastIndex === 0,
    ),
  ),
  both('boxed primitives: `new String("a")`', () => [Object('a'), Object(1), Object(1n)], SAME),
  both('`arguments`', () => [argumentsOf(1)], REFUSED),
];

const BYTES: readonly Crossing[] = [
  both('`ArrayBuffer`', () => [new Uint8Array([1, 2]).buffer], SAME),
  both(
    'typed arrays, `DataView`',
    () => [new Float64Array([1, NaN]), new BigInt64Array([1n]), new DataView(new ArrayBuffer(2))],
    SAME,
  ),
  both(
    'a view of a part of an `ArrayBuffer`',
    () => [new Uint8Array(new ArrayBuffer(100_000), 10, 4)],
    changed(
      'that part, in memory of its own',
      (it: Uint8Array) => it.length === 4 && it.buffer.byteLength === 4,
    ),
  ),
  both(
    'several views of one `ArrayBuffer` in a value',
    () => [viewsOfOne()],
    changed(
      'the same, over one `ArrayBuffer`',
      ([a, b]: Uint8Array[]) => a?.buffer === b?.buffer && b?.byteOffset === 2,
    ),
  ),
  both(
    '`Buffer`, also inside of other values',
    () => [Buffer.from('abc'), [Buffer.alloc(2)]],
    SAME,
  ),
  {
    title: '`SharedArrayBuffer`',
    samples: () => [new SharedArrayBuffer(2)],
    process: REFUSED,
    thread: changed('the same memory, shared', isA(SharedArrayBuffer)),
  },
  {
    title: 'a typed array on a `SharedArrayBuffer`',
    samples: () => [new Uint8Array(new SharedArrayBuffer(2))],
    process: changed('a copy, **no longer shared**', (it: Uint8Array) =>
      isA(ArrayBuffer)(it.buffer as never, it as never),
    ),
    thread: changed('the same memory, shared', (it: Uint8Array) =>
      isA(SharedArrayBuffer)(it.buffer as never, it as never),
    ),
  },
  both('a buffer that has been transferred', () => [transferred()], REFUSED),
];

const ERRORS: readonly Crossing[] = [
  both(
    '`Error`, `TypeError`, … with `cause`',
    () => [new TypeError('m', { cause: { a: 1 } })],
    changed(
      'class, message, stack and cause',
      (it: TypeError, sent: TypeError) =>
        it instanceof TypeError &&
        it.message === 'm' &&
        it.stack === sent.stack &&
        isPlain(it.cause),
    ),
  ),
  both(
    'other properties of an error: `code`, `errors`',
    () => [Object.assign(new AggregateError([1], 'm'), { code: 'E' })],
    changed('**left out**', (it: object) => !('code' in it) && !('errors' in it)),
  ),
  both(
    'your error classes',
    () => [new HttpError('m')],
    changed('the nearest built-in class', isA(RangeError)),
  ),
  {
    title: '`DOMException`',
    samples: () => [new DOMException('m', 'AbortError')],
    process: REFUSED,
    thread: since(
      22,
      changed('the same', (it: DOMException) => it.name === 'AbortError' && it.message === 'm'),
      REFUSED,
    ),
  },
];

const PLATFORM: readonly Crossing[] = [
  both(
    '`URL`, `URLSearchParams`, `Headers`, `FormData`, `Request`, `Response`',
    () => [
      new URL('http://a'),
      new URLSearchParams('a=1'),
      new Headers({ a: '1' }),
      new FormData(),
      new Request('http://a'),
      new Response('a'),
    ],
    REFUSED,
  ),
  {
    title: '`Blob`',
    samples: () => [new Blob(['a'])],
    process: REFUSED,
    thread: changed('the same', (it: Blob) => it instanceof Blob && it.size === 1),
  },
  {
    title: '`KeyObject`',
    samples: () => [createSecretKey(Buffer.from('a'))],
    process: REFUSED,
    thread: changed('the same', (it: KeyObject) => it.type === 'secret'),
  },
  {
    title: '`WebAssembly.Module`',
    samples: () => [compileNothing()],
    process: REFUSED,
    thread: changed('the same', (it: object) => !isPlain(it)),
  },
  both(
    '`AbortSignal`, `AbortController`, `EventTarget`, `TextDecoder`',
    () => [AbortSignal.abort(), new AbortController(), new EventTarget(), new TextDecoder()],
    REFUSED,
  ),
  both('`Intl` formatters', () => [new Intl.NumberFormat(), new Intl.Collator()], REFUSED),
  both(
    'sockets, streams, servers, open folders, timers',
    () => [
      new Socket(),
      Readable.from(['a']),
      createReadStream('/dev/null').destroy(),
      createServer(),
      createSocket('udp4').unref(),
      openFolder(),
      setTimeout(() => {}, 0),
    ],
    REFUSED,
  ),
];

/** Closed, which changes nothing of it that could be seen. */
function openFolder(): unknown {
  const folder = opendirSync('/');
  folder.closeSync();
  return folder;
}

const LIVE: readonly Crossing[] = [
  both('functions and classes inside data', () => [() => 1, [class {}]], REFUSED),
  both('`Promise`', () => [Promise.resolve(1)], REFUSED),
  both('`Proxy`', () => [new Proxy({}, {}), new Proxy([], {})], REFUSED),
  both(
    '`WeakMap`, `WeakSet`, `WeakRef`',
    () => [new WeakMap(), new WeakSet(), new WeakRef({})],
    REFUSED,
  ),
  both(
    'generators and iterators',
    () => [(function* () {})(), [1].values(), new Map().keys()],
    REFUSED,
  ),
  both('a getter that throws', () => [withGetter(() => JSON.parse('{'))], REFUSED),
];

/** In the order of the page. */
export const SECTIONS: readonly Section[] = [
  { title: 'Primitives', rows: PRIMITIVES },
  { title: 'Objects and collections', rows: OBJECTS },
  { title: 'Bytes', rows: BYTES },
  { title: 'Errors inside data', rows: ERRORS },
  { title: 'Classes of Node and the web', rows: PLATFORM },
  { title: 'Code and living things', rows: LIVE },
];
