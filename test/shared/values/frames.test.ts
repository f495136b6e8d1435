import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  decodeFrame,
  encodeFrame,
  FrameSplitter,
  MAX_FRAME_BYTES,
  type ToHolder,
  type ToHome,
} from '#dist/shared/values/frames.js';
import { fc } from '../../property.ts';

const id = fc.nat(2 ** 32 - 1);
const body = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const anyFrame: fc.Arbitrary<ToHome | ToHolder> = fc.oneof(
  fc.record({
    kind: fc.constant('call' as const),
    id,
    object: id,
    limitMs: fc.option(fc.nat(), { nil: undefined }),
    method: fc.string({ unit: 'binary' }),
    body,
  }),
  fc.record({
    kind: fc.constantFrom('value' as const, 'delivery' as const, 'error' as const),
    id,
    body,
  }),
  fc.record({ kind: fc.constant('iteration' as const), id, object: id }),
  fc.record({
    kind: fc.constantFrom(...(['giveUp', 'received', 'returned', 'hold', 'release'] as const)),
    id,
  }),
  fc.record({ kind: fc.constant('hello' as const), token: body }),
);

/** With the prototype that all objects have: fast-check also makes some without. */
const frame = anyFrame.map((one) => ({ ...one }));

describe('frames', () => {
  it('arrive as they were, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(frame), fc.array(fc.integer({ min: 1, max: 50 })), (frames, cuts) => {
        const bytes = Buffer.concat(frames.map(encodeFrame));
        const arrived: unknown[] = [];
        const arrivedAsOwn: unknown[] = [];
        const splitter = new FrameSplitter(MAX_FRAME_BYTES, (one) =>
          arrived.push(decodeFrame(one)),
        );
        const ofOwn = new FrameSplitter(
          MAX_FRAME_BYTES,
          (one) => arrivedAsOwn.push(decodeFrame(one)),
          'own',
        );
        let at = 0;
        const memory = Buffer.alloc(bytes.length); // used again for each piece, as a socket does
        for (const cut of [...cuts, bytes.length]) {
          const length = bytes.copy(memory, 0, Math.min(at, bytes.length), at + cut);
          splitter.push(memory.subarray(0, length));
          ofOwn.push(Buffer.from(memory.subarray(0, length)));
          at += cut;
        }
        assert.deepEqual(arrived, frames);
        assert.deepEqual(arrivedAsOwn, frames);
      }),
    );
  });

  it('are read or refused with a ProtocolError, whatever bytes come', () => {
    fc.assert(
      fc.property(body, (bytes) => {
        try {
          decodeFrame(bytes);
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'ERR_POOL_PROTOCOL');
        }
      }),
    );
  });

  it('are refused if they are longer than is allowed, before anything of them is kept', () => {
    const splitter = new FrameSplitter(8, () => assert.fail('it was read'));

    assert.throws(() => splitter.push(encodeFrame({ kind: 'iteration', id: 1, object: 1 })), {
      code: 'ERR_POOL_PROTOCOL',
    });
  });
});
