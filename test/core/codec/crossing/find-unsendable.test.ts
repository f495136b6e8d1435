import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { deserialize, serialize } from 'node:v8';
import { MessageChannel } from 'node:worker_threads';
import { findUnsendable } from '#dist/core/codec/crossing/find-unsendable.js';
import { forbidCrossing, NOT_SENDABLE } from '#dist/core/codec/crossing/forbid-crossing.js';
import type { Boundary } from '#dist/core/codec/crossing/unsendable-kinds.js';
import { fc } from '../../../property.ts';
import { compileNothing, wasm } from '../web-assembly.ts';

const BOUNDARIES: readonly Boundary[] = ['process', 'thread'];

function send(value: unknown, boundary: Boundary): unknown {
  return boundary === 'process' ? deserialize(serialize(value)) : structuredClone(value);
}

function reasonFor(value: unknown, boundary: Boundary = 'process'): string | undefined {
  return findUnsendable(value, boundary)?.reason;
}

function pathTo(value: unknown): string | undefined {
  return findUnsendable(value)?.path;
}

function detached(): ArrayBuffer {
  const buffer = new ArrayBuffer(8);
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

function detachedView(): Uint8Array {
  const view = new Uint8Array(8);
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
}

function argumentsOf(..._: unknown[]): unknown {
  // biome-ignore lint/complexity/noArguments: that is the case
  return arguments;
}

function nest(value: unknown, depth: number): unknown {
  let nested = value;
  for (let level = 0; level < depth; level += 1) nested = { a: nested };
  return nested;
}

class Connection {
  readonly [NOT_SENDABLE] = 'a Connection: it belongs to the process that opened it';
}

class BrokenIntl {
  readonly format = new Intl.NumberFormat();
}

const moduleNamespace: unknown = await import('node:path');

/** What can cross neither boundary, and the beginning of the reason. */
const REFUSED: readonly (readonly [string, () => unknown])[] = [
  ["the function 'upload': code", () => function upload(): void {}],
  [
    'an anonymous function: code',
    () =>
      (
        () => () =>
          1
      )(),
  ],
  ["the function 'classify': code", () => function classify(): void {}],
  ["the class 'Point': code", () => class Point {}],
  ['an anonymous class: code', () => (() => class {})()],
  ['Symbol(x): a symbol is unique', () => Symbol('x')],
  ['Symbol(shared): a symbol is unique', () => Symbol.for('shared')],
  ['a Symbol: a symbol is unique', () => Object(Symbol('x'))],
  ['a Promise: it settles', () => Promise.resolve(1)],
  ['a WeakMap: weak references', () => new WeakMap()],
  ['a WeakSet: weak references', () => new WeakSet()],
  ['a WeakRef: weak references', () => new WeakRef({})],
  ['a FinalizationRegistry: weak', () => new FinalizationRegistry(() => {})],
  ['a Proxy: what it would answer', () => new Proxy({}, {})],
  ['a Proxy: what it would answer', () => new Proxy(() => 1, {})],
  ['a Proxy: what it would answer', () => Proxy.revocable({}, {}).proxy],
  ['a generator: how far', () => (function* () {})()],
  ['a generator: how far', () => (async function* () {})()],
  ['an iterator: how far', () => [1].values()],
  ['an iterator: how far', () => new Map().entries()],
  ['an iterator: how far', () => new Set().values()],
  ['a net.Socket: open handles', () => new Socket()],
  ['an arguments object: it is bound to the call', () => argumentsOf(1)],
  ['a module: a module is loaded', () => moduleNamespace],
  ['an ArrayBuffer: its memory is gone', detached],
  ['a Uint8Array: its memory is gone', detachedView],
  ['a Memory: a running module', () => new wasm.Memory({ initial: 1 })],
  ['an Instance: a running module', () => new wasm.Instance(compileNothing())],
  ['a NumberFormat, which Node cannot copy: ', () => new Intl.NumberFormat()],
];

/** What cannot cross to a process, but can to a thread. */
const REFUSED_BY_PROCESSES: readonly (readonly [string, () => unknown])[] = [
  ['a SharedArrayBuffer: processes share no memory', () => new SharedArrayBuffer(4)],
  ['a Module: compiled code stays', compileNothing],
  ['a SecretKeyObject: key material', () => createSecretKey(Buffer.from('key'))],
];

describe('findUnsendable', () => {
  for (const [reason, make] of REFUSED) {
    for (const boundary of BOUNDARIES) {
      it(`refuses ${reason} … (${boundary})`, () => {
        const found = findUnsendable(make(), boundary);

        assert.throws(() => send(make(), boundary), 'nothing to explain: it can be sent');
        assert.equal(found?.path, '');
        assert.ok(found.reason.startsWith(reason), found.reason);
        assert.notEqual(found.advice, '');
      });
    }
  }

  for (const [reason, make] of REFUSED_BY_PROCESSES) {
    it(`refuses ${reason} … (process), and has nothing against it on threads`, () => {
      const [byProcess, byThread] = BOUNDARIES.map((boundary) => findUnsendable(make(), boundary));

      assert.throws(() => send(make(), 'process'));
      assert.doesNotThrow(() => send(make(), 'thread'));
      assert.ok(byProcess?.reason.startsWith(reason), byProcess?.reason);
      assert.equal(byThread, undefined);
    });
  }

  it('knows servers, streams, child processes, file handles and timers', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const file = await open(process.execPath);
    const stream = createReadStream(process.execPath);
    const timer = setTimeout(() => {}, 0);
    const handles = [createServer(), child, child.stdout, file, stream, timer];

    const reasons = handles.map((handle) => reasonFor(handle));

    clearTimeout(timer);
    stream.destroy();
    await Promise.all([file.close(), once(child, 'close')]);
    const rest = ': open handles belong to one process';
    assert.deepEqual(reasons, [
      `an http.Server${rest}`,
      `a child_process.ChildProcess${rest}`,
      `a net.Socket${rest}`,
      `an fs.promises.FileHandle${rest}`,
      `an fs.ReadStream${rest}`,
      `a timers.Timeout${rest}`,
    ]);
  });

  it('says of a MessagePort how threads can have it', () => {
    const { port1 } = new MessageChannel();

    const advice = BOUNDARIES.map((boundary) => findUnsendable({ port1 }, boundary)?.advice);

    port1.close();
    assert.deepEqual(advice, [
      "use a ThreadPool and name it in the call's 'transfer' option",
      "name it in the call's 'transfer' option",
    ]);
  });

  it('gives the reason that an object carries for itself', () => {
    const found = findUnsendable({ db: new Connection(), f: () => 1 });

    assert.equal(found?.path, 'db');
    assert.equal(found?.reason, 'a Connection: it belongs to the process that opened it');
  });

  it('gives the reason of an object that has been forbidden to cross', () => {
    const pool = new (class Pool {})();
    forbidCrossing(pool, 'a Pool: pools cannot be passed between processes');

    for (const boundary of BOUNDARIES) {
      assert.throws(() => send({ pool }, boundary));
      assert.deepEqual(findUnsendable({ pool }, boundary), {
        path: 'pool',
        reason: 'a Pool: pools cannot be passed between processes',
        advice: 'leave it out, or make one where it is needed',
      });
    }
  });

  it('tells of a getter that throws', () => {
    const value = { ok: 1, get bad(): never { throw new RangeError('boom'); } }; // biome-ignore format: short

    const found = findUnsendable({ value });

    assert.equal(found?.path, 'value.bad');
    assert.equal(found?.reason, 'a getter that threw a RangeError ("boom") when it was read');
  });

  it('blames the inner of two objects of unknown kind', () => {
    assert.equal(pathTo({ a: new BrokenIntl() }), 'a.format');
  });

  it('blames an error whose causes form a cycle where Node cannot read those', () => {
    const error = new Error('x');
    error.cause = error;

    const canSend = BOUNDARIES.map((boundary) => {
      try {
        return send(error, boundary) instanceof Error;
      } catch {
        return false;
      }
    });

    const isBlamed = BOUNDARIES.map(
      (boundary) => findUnsendable({ error }, boundary) !== undefined,
    );
    assert.deepEqual(isBlamed, canSend.map((can) => !can)); // biome-ignore format: short
  });
});

describe('the path of an unsendable part', () => {
  const f = (): number => 1;
  const PATHS: readonly (readonly [string, unknown])[] = [
    ['', f],
    ['a', { a: f }],
    ['options.socket', { options: { retries: 3, socket: new Socket() } }],
    ['list[1].x', { list: [{ x: 1 }, { x: f }] }],
    ['[2]', [1, 'a', f]],
    ['["a-b"]["0"].ok', { 'a-b': { 0: { ok: f } } }],
    ['größe', { größe: f }],
    ['m.get("k").a', { m: new Map([['k', { a: f }]]) }],
    ['m.get(7)', { m: new Map([[7, f]]) }],
    ['m.keys()[1]', { m: new Map<unknown, unknown>([['k', 1], [f, 2]]) }], // biome-ignore format: short
    ['m.values()[0].a', { m: new Map([[{ key: 1 }, { a: f }]]) }],
    ['values()[1].a', new Set<unknown>([1, { a: f }])],
    ['cause.cause', new Error('x', { cause: new Error('y', { cause: f }) })],
    ['a', Object.assign(Object.create(null), { a: f })],
    ['extra', Object.assign([1, 2], { extra: f })],
    ['[5]', Object.assign([], { 5: f })],
    ['ab', new (class Point { ab = f; })()], // biome-ignore format: short
  ];
  for (const [path, value] of PATHS) {
    it(`is '${path}'`, () => {
      assert.equal(pathTo(value), path);
      assert.throws(() => send(value, 'process'));
    });
  }

  it('is found behind a cycle', () => {
    const root: Record<string, unknown> = { a: 1 };
    root.child = { up: root, list: [root] };
    root.f = f;

    assert.equal(pathTo(root), 'f');
  });

  it('is the first of several, in the order of the properties', () => {
    assert.equal(pathTo({ a: { b: f }, c: f }), 'a.b');
  });

  it('is cut in the middle when it is long', () => {
    const path = pathTo(nest({ socket: f }, 100_000)) ?? '';

    assert.match(path, /^a\.a\.a\..*characters left out.*a\.socket$/);
    assert.ok(path.length < 300);
  });

  it('cuts long keys', () => {
    assert.ok((pathTo({ [`k${'x'.repeat(10_000)}`]: f }) ?? '').length < 100);
  });

  it('is not looked for where structured clone does not look', () => {
    const hidden = Object.defineProperty({ [Symbol('s')]: f }, 'hidden', { value: f });
    const error = Object.assign(new Error('x'), { f });

    assert.doesNotThrow(() => send([hidden, error], 'process'));
    assert.equal(pathTo([hidden, error]), undefined);
  });
});

describe('a search', () => {
  it('finds the one function in 200,000 objects', () => {
    const items: unknown[] = Array.from({ length: 200_000 }, (_, id) => ({ id }));
    items[199_999] = { id: () => 1 };

    assert.equal(pathTo({ items }), 'items[199999].id');
  });

  it('ends on a getter that makes up new objects for ever', () => {
    const endless = (): object =>
      Object.defineProperty({}, 'next', { enumerable: true, get: endless });

    assert.equal(findUnsendable(endless()), undefined);
  });

  it('survives hostile values', () => {
    const throwing = { get: (): never => assert.fail('trapped'), enumerable: true };
    const proxy = new Proxy({}, { getPrototypeOf: () => assert.fail('trapped') });
    const hostile = [
      Object.create(proxy),
      Object.create(null, { [Symbol.toStringTag]: throwing, constructor: throwing }),
      Object.defineProperty(new Map(), 'entries', throwing),
      Object.defineProperty(new Error('x'), 'cause', throwing),
      Object.defineProperty({}, NOT_SENDABLE, throwing),
    ];

    for (const value of hostile) assert.doesNotThrow(() => findUnsendable(value));
  });

  it('finds something exactly where structured clone refuses', () => {
    const leaf = fc.oneof(
      fc.anything({ withBigInt: true, withMap: true, withSet: true, withTypedArray: true }),
      fc.constantFrom<unknown>(
        () => 1,
        Symbol('x'),
        Promise.resolve(),
        new WeakMap(),
        new Proxy({}, {}),
      ),
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 4 }, leaf, tie('list'), tie('dict'), tie('map')),
      list: fc.array(tie('node'), { maxLength: 4 }),
      dict: fc.dictionary(fc.string(), tie('node'), { maxKeys: 4 }),
      map: fc
        .array(fc.tuple(tie('node'), tie('node')), { maxLength: 3 })
        .map((all) => new Map(all)),
    })).node;
    fc.assert(
      fc.property(tree, fc.constantFrom(...BOUNDARIES), (value, boundary) => {
        let isRefused = false;
        try {
          send(value, boundary);
        } catch {
          isRefused = true;
        }

        assert.equal(findUnsendable(value, boundary) !== undefined, isRefused);
      }),
    );
  });
});
