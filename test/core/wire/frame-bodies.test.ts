/** What the decoders do with bytes that nobody has written: they refuse them, and allocate nothing for them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProtocolError } from '#dist/core/base/errors.js';
import { ByteReader } from '#dist/core/wire/bytes.js';
import { decode, encodeBody, encodeFrame, FrameReader } from '#dist/core/wire/frame.js';
import { readList } from '#dist/core/wire/list/kinds.js';
import type { FromWorker, ToWorker } from '#dist/core/wire/messages.js';
import { fc } from '../../property.ts';
import { anyMessage } from './any-message.ts';

type Message = ToWorker | FromWorker;

/** A few MB for a few hundred bytes: room for what the test itself makes. */
const MAX_GROWTH = 64 << 20;

function u32(value: number): number[] {
  return [...new Uint8Array(Uint32Array.of(value).buffer)];
}

/** A number as a `ByteWriter` writes a count that is not small. */
function count(value: number): number[] {
  return [0xff, ...u32(value)];
}

const HUGE = 150_000_000;

/** Bytes of lists that say they are longer than they are. */
const LYING_LISTS: Readonly<Record<string, readonly number[]>> = {
  'a kind that does not exist': [99, 0],
  integers: [1, ...count(HUGE)],
  doubles: [2, ...count(HUGE)],
  literals: [3, ...count(HUGE)],
  'a literal that does not exist': [3, 1, 9],
  'mixed values': [4, ...count(HUGE)],
  'a mixed value of no kind': [4, 1, 99],
  'a text': [4, 1, 6, ...count(HUGE)],
  'an object that is no JSON': [4, 1, 7, 2, 123],
  'tuples of width 0': [5, 0, 1, 2, ...u32(1), ...u32(2)],
  'tuples that are not whole': [5, 2, 1, 3, ...u32(1), ...u32(2), ...u32(3)],
  'tuples of tuples': [5, 1, 5, 1, 1, 1, ...u32(1)],
  'as many keys': [6, ...count(HUGE)],
  'a long key': [6, 1, ...count(HUGE)],
  'columns that disagree in length': [6, 2, 2, 97, 2, 98, 3, 1, 0, 3, 2, 0, 0],
  'columns of tuples': [6, 1, 2, 97, 5, 1, 1, 1, ...u32(1)],
  'tuples of columns': [5, 1, 6, 1, 2, 97, 3, 1, 0],
  'columns in columns without an end': Array.from({ length: 1e5 }, () => [6, 1, 2, 97]).flat(),
  'arrays of as many elements': [8, ...count(HUGE), 3, 1, 0],
  'arrays that are not whole': [8, 2, 3, 2, 0, 0, 3, 1, 0],
  'arrays with more elements than there are': [8, 0, 1, 2, ...u32(1), ...u32(HUGE), 3, 1, 0],
  'an array of negative length': [8, 0, 1, 2, ...u32(2), ...u32(-1), 3, 1, 0],
  'an array whose length is no number': [8, 0, 3, 1, 2, 3, 1, 0],
  'arrays of tuples': [8, 1, 5, 1, 1, 1, ...u32(1)],
  texts: [10, ...count(HUGE)],
  'texts of as many units': [10, 0, 0, ...u32(HUGE)],
  'texts that are longer than all': [10, 1, ...u32(3), 0, ...u32(2), 97, 98],
  'texts that are shorter than all': [10, 1, ...u32(1), 0, ...u32(2), 97, 98],
  'a text of negative length': [10, 2, ...u32(2), ...u32(-1), 0, ...u32(1), 97],
  views: [11, 1, 1, 1, ...u32(HUGE), ...u32(HUGE)],
  'views of more bytes than there are': [11, 1, 1, 1, ...u32(3), ...u32(2), 7, 7],
  'views of no kind': [11, 99, 1, 1, ...u32(2), ...u32(2), 7, 7],
  'views of half an element': [11, 8, 1, 1, ...u32(2), ...u32(2), 7, 7],
  'a view of negative length': [11, 1, 1, 1, ...u32(-1), ...u32(2), 7, 7],
  dates: [12, 2, ...count(HUGE)],
  'a date of no time': [12, 3, 1, 1],
  'as many groups': [9, 1, 1, ...u32(3), ...count(HUGE)],
  'a value of a group that is not there': [9, 1, 1, ...u32(4), 1, 3, 1, 0],
  'a value of no group': [9, 1, 1, ...u32(-1), 1, 3, 1, 0],
  'a value whose group is no number': [9, 3, 1, 1, 1, 3, 1, 0],
  'more values in a group than are said to be': [9, 1, 1, ...u32(3), 1, 3, 2, 0, 0],
  'groups of groups without an end': Array.from({ length: 1e5 }, () => [
    9,
    1,
    1,
    ...u32(3),
    1,
  ]).flat(),
  'a clone that is not there': [0, ...count(HUGE)],
};

describe('a list in bytes', () => {
  for (const [title, bytes] of Object.entries(LYING_LISTS)) {
    it(`is refused before anything is made for it: ${title}`, () => {
      const before = process.memoryUsage().rss;

      assert.throws(() => readList(new ByteReader(Buffer.from(bytes), 0)), RangeError);

      assert.ok(process.memoryUsage().rss - before < MAX_GROWTH);
    });
  }

  it('is read where it says the truth', () => {
    const bytes = [6, 2, 2, 97, 2, 98, 3, 1, 0, 3, 1, 2];

    const list = readList(new ByteReader(Buffer.from(bytes), 0));

    assert.deepEqual(list, [{ a: undefined, b: true }]);
    const codes = [1, 3, ...u32(3), ...u32(1), ...u32(0)];
    const inner = [6, 1, 2, 97, 9, ...codes, 1, 6, 1, 2, 98, 8, 0, 1, 1, ...u32(2), 3, 2, 2, 3];
    assert.deepEqual(readList(new ByteReader(Buffer.from(inner), 0)), [
      { a: { b: [true, false] } },
      { a: null },
      { a: undefined },
    ]);
  });

  it('is refused if it is a clone with more values than the message has bytes', () => {
    const result = { id: 1, from: 0, values: [new Map()], errors: [], runMs: 0 };
    const honest = encodeBody({ kind: 'done', results: [result], memory: 0 });
    const at = honest.indexOf(Buffer.from([0, 1, 0])); // kind cloned, length 1, then no errors
    assert.ok(at > 0);
    const lying = Buffer.concat([
      honest.subarray(0, at),
      Buffer.from([0, ...count(1e9)]),
      honest.subarray(at + 2),
    ]);
    lying.writeUInt32LE(honest.readUInt32LE(1) + 4, 1);

    assert.throws(() => decode(lying), ProtocolError);
  });
});

describe('a body', () => {
  it('is refused if it is empty, cut off, or has more fields than it should', () => {
    const body = encodeBody({
      kind: 'done',
      results: [{ id: 1, from: 0, values: [1, 2], errors: [], runMs: 0 }],
      memory: 0,
    });

    for (let length = 0; length < body.length; length += 1)
      assert.throws(() => decode(body.subarray(0, length)), ProtocolError);
    const longer = Buffer.concat([body, Buffer.alloc(8)]);
    longer.writeUInt32LE(longer.length, 1);
    assert.throws(() => decode(longer), ProtocolError);
  });

  it('is refused if it says that there is the same spec as before, and there is none', () => {
    const chunk = [...u32(1), 1, 1, 0, 0];
    const fields = [1, ...chunk];

    const body = Buffer.from([1, ...u32(5 + fields.length), ...fields]);

    assert.throws(() => decode(body), ProtocolError);
  });
});

/** A fraction of the bytes are others, or some are missing, or some are there twice. */
function mutated(bytes: Buffer): fc.Arbitrary<Buffer> {
  const position = fc.nat({ max: Math.max(bytes.length - 1, 0) });
  const changes = fc.array(fc.tuple(position, fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
  const replaced = changes.map((list) => {
    const copy = Buffer.from(bytes);
    for (const [at, byte] of list) copy[at] = byte;
    return copy;
  });
  const cut = fc
    .tuple(position, position)
    .map(([from, to]) => Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]));
  return fc.oneof(replaced, cut);
}

/** Either it is read, or it is refused in the way that the channel knows. */
function readOrRefuse(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof ProtocolError || error instanceof RangeError, String(error));
  }
}

describe('whatever bytes come', () => {
  const anyBytes = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  const damaged = anyMessage().chain((message) => mutated(encodeBody(message)));
  const limits = { numRuns: 2000, interruptAfterTimeLimit: 600 };

  it('a body is read or refused', () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, damaged), (body) => readOrRefuse(() => decode(body))),
      limits,
    );
  });

  it('a list is read or refused', () => {
    const tagged = fc
      .tuple(fc.integer({ min: 0, max: 7 }), anyBytes)
      .map(([tag, bytes]) => Buffer.concat([Buffer.from([tag]), bytes]));
    fc.assert(
      fc.property(tagged, (bytes) => {
        readOrRefuse(() => readList(new ByteReader(bytes, 0)));
      }),
      limits,
    );
  });

  it('a stream of frames is read or refused, whichever pieces it comes in', () => {
    const stream = fc
      .array(anyMessage(), { minLength: 1, maxLength: 3 })
      .chain((messages) => mutated(Buffer.concat(messages.map((one) => encodeFrame(one)))));
    fc.assert(
      fc.property(fc.oneof(anyBytes, stream), fc.integer({ min: 1, max: 300 }), (bytes, size) => {
        const reader = new FrameReader<Message>(() => {});
        readOrRefuse(() => {
          for (let at = 0; at < bytes.length; at += size)
            reader.push(bytes.subarray(at, at + size));
        });
      }),
      limits,
    );
  });
});
