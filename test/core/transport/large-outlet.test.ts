import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { LARGE } from '#dist/core/base/large.js';
import { LargeOutlet } from '#dist/core/transport/large-outlet.js';
import { decode, encodeFrame, FRAME_HEADER_BYTES } from '#dist/core/wire/frame.js';
import type { RunChunk, ToWorker } from '#dist/core/wire/messages.js';
import { whyNoFiles } from '../large/large-file.ts';

const spec: RunChunk['spec'] = {
  fn: { id: 'f', name: 'f', body: null },
  call: 'one',
  onError: 'stop',
  timed: false,
  budgetMs: 0,
};

function send(outlet: LargeOutlet, chunks: readonly RunChunk[]): Buffer {
  outlet.chunks = chunks;
  LARGE.outlet = outlet;
  const frame = encodeFrame({ kind: 'run', chunks });
  LARGE.outlet = undefined;
  outlet.end(frame);
  return frame;
}

function read(frame: Buffer): ToWorker {
  return decode<ToWorker>(frame.subarray(FRAME_HEADER_BYTES));
}

describe('the outlet of a channel', { skip: whyNoFiles() }, () => {
  const large = new Uint8Array(3 << 20).fill(5);

  // It is loaded late, which cannot be while another file of this process is importing it.
  before(async () => void (await import('#dist/core/large/open-file.js')));

  it('takes large buffers out, and sends them again in the message if it is asked to', () => {
    const outlet = new LargeOutlet();
    const chunk = { id: 7, spec, items: [large], attempt: 0, job: {} };

    const frame = send(outlet, [chunk]);
    assert.ok(frame.length < 1000);
    assert.equal(outlet.isHolding, true);
    const again = outlet.answer({ kind: 'resend', chunkId: 7 });

    assert.ok(again !== undefined && again.length > large.length);
    const message = read(again);
    assert.ok(message.kind === 'run');
    assert.deepEqual(message.chunks[0]?.items, [large]);
    assert.ok(send(outlet, [{ ...chunk, id: 8 }]).length > large.length, 'from now on at once');
    outlet.releaseAll();
    assert.equal(outlet.isHolding, false);
  });

  it('has nothing to send of what it does not know', () => {
    const outlet = new LargeOutlet();

    assert.equal(outlet.answer({ kind: 'resend', chunkId: 1 }), undefined);
    assert.equal(outlet.answer({ kind: 'redefine', functionId: 'x' }), undefined);
  });

  it('lets go of what was taken back', () => {
    const outlet = new LargeOutlet();
    send(outlet, [{ id: 1, spec, items: [large], attempt: 0 }]);

    outlet.noteSent({ kind: 'drop', chunkIds: [1] });

    assert.equal(outlet.isHolding, false);
  });
});
