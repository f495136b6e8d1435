import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProtocolError } from '#dist/core/base/errors.js';
import {
  assertFits,
  borrowFrame,
  encodeFrame,
  encodeFrameParts,
  FrameReader,
} from '#dist/core/wire/frame.js';
import { giveBack } from '#dist/core/wire/list-memory.js';
import type { FromWorker, RunChunk, ToWorker } from '#dist/core/wire/messages.js';
import { firstValue } from '#dist/core/wire/chunk-result.js';
import { fc } from '../../property.ts';
import { anyMessage, plain } from './any-message.ts';

type Message = ToWorker | FromWorker;

function readAll(pieces: readonly Uint8Array[]): Message[] {
  const messages: Message[] = [];
  const reader = new FrameReader<Message>((message) => messages.push(message));
  for (const piece of pieces) reader.push(Buffer.from(piece));
  return messages;
}

/** `bytes` in pieces of the given sizes, over and over. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

function doneWith(id: number, values: ArrayLike<unknown>): FromWorker {
  return { kind: 'done', results: [{ id, from: 0, values, errors: [], runMs: 0 }], memory: 0 };
}

function valuesOf(message: Message | undefined): Float64Array | undefined {
  return message?.kind === 'done' ? (message.results[0]?.values as Float64Array) : undefined;
}

function pushInPieces(reader: FrameReader<Message>, message: Message): void {
  for (const piece of cut(encodeFrame(message), [60_000])) reader.push(piece);
}

/** The value of the only result. */
function resultIn({ results }: Message & { readonly kind: 'done' }): unknown {
  assert.ok(results[0]);
  return firstValue(results[0]);
}

describe('frames', () => {
  it('may be of 4 GiB, and of no more', () => {
    assertFits(2 ** 32 - 1);

    assert.throws(() => assertFits(2 ** 32), {
      name: 'RangeError',
      message: /takes 4294967296 bytes, and at most 4294967295 \(4 GiB\)/,
    });
  });

  it('come out as they went in, in pieces of any size', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(anyMessage(), { maxLength: 8 }), sizes, (messages, pieces) => {
        const bytes = Buffer.concat(messages.map((message) => encodeFrame(message)));

        assert.deepEqual(readAll(cut(bytes, pieces)).map(plain), messages.map(plain));
      }),
    );
  });

  it('are the same in parts, borrowed or not', () => {
    fc.assert(
      fc.property(anyMessage(), (message) => {
        const whole = encodeFrame(message);

        assert.deepEqual(Buffer.concat(borrowFrame(message)), whole);
        assert.deepEqual(Buffer.concat(encodeFrameParts(message)), whole);
      }),
    );
  });

  it('in parts outlive the next, and hold long lists themselves', () => {
    const list = Float64Array.from({ length: 10_000 }, (_, i) => i / 7);
    const parts = encodeFrameParts(doneWith(1, list));
    const other = encodeFrameParts(
      doneWith(
        2,
        list.map((each) => -each),
      ),
    );

    const read = readAll(cut(Buffer.concat([...parts, ...other]), [7000]));

    assert.ok(parts.some(({ buffer }) => buffer === list.buffer));
    assert.deepEqual(read.map(valuesOf), [list, list.map((each) => -each)]);
  });

  it('whose long lists are given back make room for the next; lists that are not stay as they were', () => {
    const [first, second, third] = [1, 2, 3].map((id) => new Float64Array(10_000).fill(id));
    const read: Message[] = [];
    const reader = new FrameReader<Message>((message) => read.push(message));
    for (const list of [first, second]) pushInPieces(reader, doneWith(1, list ?? []));
    const [kept, given] = read.map(valuesOf) as Float64Array[];
    giveBack(given);

    pushInPieces(reader, doneWith(1, third ?? []));

    assert.equal(valuesOf(read[2])?.buffer, given?.buffer);
    assert.deepEqual([kept, valuesOf(read[2])], [first, third]);
  });

  it('tell whether the worker hands something back', () => {
    const done: FromWorker = { kind: 'done', results: [], memory: 1, handsBack: true };

    assert.deepEqual(readAll([encodeFrame(done)]), [done]);
  });

  it('come out one byte at a time', () => {
    const message: ToWorker = { kind: 'drop', chunkIds: [1, 2, 3] };

    assert.deepEqual(readAll(cut(encodeFrame(message), [1])), [message]);
  });

  it('keep nothing of the buffer they were read from', () => {
    const frame = encodeFrame({
      kind: 'done',
      results: [{ id: 1, from: 0, values: [Buffer.from('abc'), 2.5], errors: [], runMs: 1 }],
      memory: 0,
    });

    const [message] = readAll([frame]);
    frame.fill(0xff);

    assert.ok(message?.kind === 'done');
    assert.equal(Buffer.from(resultIn(message) as Uint8Array).toString(), 'abc');
  });

  it('carry what JSON could not', () => {
    const values = [
      undefined,
      1n,
      new Map([[1, new Set(['x'])]]),
      new Date(0),
      /x/g,
      Number.NaN,
      -0,
      [undefined, , 1],
    ];
    const message: FromWorker = {
      kind: 'done',
      results: [{ id: 1, from: 0, values, errors: [], runMs: 0 }],
      memory: 0,
    };

    assert.deepEqual(readAll([encodeFrame(message)]).map(plain), [plain(message)]);
  });

  it('are refused before anything is written if something in them cannot be cloned', () => {
    const chunk: RunChunk = {
      id: 1,
      spec: {
        fn: { id: 'f', name: 'f', body: null },
        call: 'one',
        onError: 'stop',
        timed: false,
        budgetMs: 0,
      },
      items: [1, () => {}],
      attempt: 0,
    };

    assert.throws(() => encodeFrame({ kind: 'run', chunks: [chunk] }), /could not be cloned/);
    assert.deepEqual(readAll([encodeFrame({ kind: 'stop' })]), [{ kind: 'stop' }]);
  });

  it('are told from bytes that are none', () => {
    for (const text of [
      'GET / HTTP/1.1\r\n\r\n',
      'a task wrote this to descriptor 4',
      '\0\0\0\0\0\0\0\0\0\0\0\0',
    ]) {
      assert.throws(() => readAll([Buffer.from(text)]), ProtocolError);
    }
  });

  it('are told from others behind a good one, which arrives', () => {
    const messages: Message[] = [];
    const reader = new FrameReader<Message>((message) => messages.push(message));

    assert.throws(
      () =>
        reader.push(Buffer.concat([encodeFrame({ kind: 'ready' }), Buffer.from('not a frame')])),
      ProtocolError,
    );

    assert.deepEqual(messages, [{ kind: 'ready' }]);
  });

  it('that say they are huge take no memory before they have come', () => {
    const reader = new FrameReader<Message>(() => {});
    const before = process.memoryUsage();

    reader.push(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xfe, 1, 2, 3]));
    reader.push(Buffer.alloc(1000));

    const after = process.memoryUsage();
    assert.ok(after.arrayBuffers - before.arrayBuffers < 100 << 20);
    assert.ok(after.rss - before.rss < 30 << 20);
  });

  it('come out whole if they are larger than what is reserved', () => {
    const text = 'x'.repeat(70 << 20);
    const message: FromWorker = {
      kind: 'done',
      results: [{ id: 1, from: 0, values: [text], errors: [], runMs: 0 }],
      memory: 0,
    };

    const [arrived] = readAll(cut(encodeFrame(message), [1 << 20]));

    assert.ok(arrived?.kind === 'done');
    assert.ok(resultIn(arrived) === text);
  });

  it('let an error of whoever they are handed to through', () => {
    const mine = new Error('mine');
    const reader = new FrameReader<Message>(() => {
      throw mine;
    });

    assert.throws(
      () => reader.push(encodeFrame({ kind: 'ready' })),
      (error) => error === mine,
    );
  });
});
