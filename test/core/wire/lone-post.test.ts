import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { lonePost } from '#dist/core/wire/lone-post.js';
import { fromPosted, toPosted } from '#dist/core/wire/posted.js';
import type { FromWorker, TaskSpec, ToWorker } from '#dist/core/wire/messages.js';
import { fc } from '../../property.ts';
import { doneOf, runOf, SPEC } from './lone-messages.ts';

const LONG = 1 << 15;

/** What comes of it in another thread; a job is not sent. */
function posted(message: ToWorker | FromWorker, moved: readonly ArrayBuffer[] = []): unknown {
  const { port1, port2 } = new MessageChannel();
  const { value, ours } = toPosted(message, moved.length > 0);
  port1.postMessage(value, [...moved, ...ours]);
  const received = receiveMessageOnPort(port2) as { readonly message: unknown };
  port1.close();
  return fromPosted(received.message);
}

function withoutJob(message: ToWorker): unknown {
  assert.ok(message.kind === 'run');
  return { kind: 'run', chunks: message.chunks.map(({ job: _, ...chunk }) => chunk) };
}

function bytes(length = LONG): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => i);
}

const buffer = fc.constantFrom(
  () => bytes(),
  () => bytes().buffer,
  () => Buffer.from(bytes().buffer),
  () => new Float64Array(bytes().buffer),
  () => new DataView(bytes().buffer),
);
const plain = fc.oneof(
  fc.double(),
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.bigInt(),
  fc.constantFrom(null, undefined, -0),
);

describe('a call that is alone with long buffers', () => {
  it('is the same in another thread', () => {
    const argument = fc.oneof(
      plain,
      buffer.map((make) => make()),
    );
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 8 }), (args) => {
        const message = runOf(args);
        const isLone = args.some((each) => typeof each === 'object' && each !== null);

        assert.equal(lonePost(message, false) !== undefined, isLone);
        assert.deepEqual(posted(message), withoutJob(message));
      }),
      { numRuns: 50 },
    );
  });

  it('has its result back', () => {
    fc.assert(
      fc.property(buffer, (make) => {
        const value = make();
        assert.ok(lonePost(doneOf(value), false));
        assert.deepEqual(posted(doneOf(value)), doneOf(value));
      }),
    );
  });

  it('moves them if they are to be moved', () => {
    const memory = bytes().buffer;
    assert.ok(lonePost(runOf([1, memory]), true));

    const received = posted(runOf([1, memory]), [memory]);

    assert.deepEqual(received, withoutJob(runOf([1, bytes().buffer])));
    assert.equal(memory.byteLength, 0);
  });
});

/** TypeScript's library for this target does not know them. */
function growing(): ArrayBuffer {
  const Growing = ArrayBuffer as new (
    length: number,
    options: { readonly maxByteLength: number },
  ) => ArrayBuffer;
  return new Growing(LONG, { maxByteLength: 2 * LONG });
}

describe('what is posted in another way', () => {
  const memory = bytes().buffer;
  class Own extends Uint8Array {}
  const cases: Readonly<Record<string, readonly unknown[]>> = {
    'one memory twice': [new Uint8Array(memory), new Uint16Array(memory)],
    'a part of a buffer': [bytes().subarray(1)],
    'a short buffer': [bytes(100)],
    'shared memory': [new Uint8Array(new SharedArrayBuffer(LONG))],
    'memory that grows': [growing()],
    'an object': [bytes(), {}],
    'a function': [bytes(), () => 1],
    'a symbol': [bytes(), Symbol.iterator],
    'a subclass': [new Own(LONG)],
    'simple values alone': [1, 'a'],
    'no arguments': [],
  };
  for (const [name, args] of Object.entries(cases)) {
    it(name, () => assert.equal(lonePost(runOf([...args]), false), undefined));
  }

  it('a call with options', () => {
    for (const more of [{ timed: true }, { budgetMs: 5 }, { call: 'one' }, { carrier: 'x' }])
      assert.equal(
        lonePost(runOf([bytes()], { spec: { ...SPEC, ...more } as TaskSpec }), false),
        undefined,
      );
    assert.equal(lonePost(runOf([bytes()], { job: {} }), false), undefined);
  });

  it('several calls, and a result with which something is handed back', () => {
    const [chunk] = (runOf([bytes()]) as ToWorker & { kind: 'run' }).chunks;
    assert.ok(chunk);
    assert.equal(lonePost({ kind: 'run', chunks: [chunk, chunk] }, false), undefined);
    assert.equal(lonePost({ ...doneOf(bytes()), handsBack: true } as FromWorker, false), undefined);
    assert.equal(lonePost({ kind: 'ready' }, false), undefined);
  });

  it('a Buffer that is moved', () => {
    assert.equal(lonePost(runOf([Buffer.from(bytes().buffer)]), true), undefined);
  });
});
