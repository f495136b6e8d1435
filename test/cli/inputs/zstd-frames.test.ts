import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { ZstdFrames } from '#dist/cli/inputs/zstd-frames.js';
import { numbered } from '../command.ts';
import { FRAMES } from './frames.ts';

const pack = ({ base64 }: { readonly base64: string }): Buffer => Buffer.from(base64, 'base64');

/** `bytes` in pieces of `size`, cut. */
async function cut(bytes: Buffer, size: number): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  const frames = Readable.from(pieces).compose(new ZstdFrames()) as AsyncIterable<Buffer>;
  const found: Buffer[] = [];
  for await (const piece of frames) found.push(piece);
  return found;
}

describe('ZstdFrames', () => {
  for (const frame of FRAMES) {
    it(`knows where a frame ends: ${frame.what}`, async () => {
      const bytes = pack(frame);

      assert.deepEqual(await cut(Buffer.concat([bytes, bytes, bytes]), 1e6), [bytes, bytes, bytes]);
    });

    it(`does so in whatever pieces it comes: ${frame.what}`, async () => {
      const bytes = pack(frame);
      for (let size = 1; size <= bytes.length + 1; size += 1) {
        const pieces = await cut(Buffer.concat([bytes, bytes]), size);

        const ends = pieces.map((_, at) => Buffer.concat(pieces.slice(0, at + 1)).length);
        assert.ok(ends.includes(bytes.length), `in pieces of ${size}`);
        assert.deepEqual(Buffer.concat(pieces), Buffer.concat([bytes, bytes]));
      }
    });

    it(`refuses it cut off anywhere: ${frame.what}`, async () => {
      const bytes = pack(frame);
      for (let length = 1; length < bytes.length; length += 1) {
        const torn = Buffer.concat([bytes, bytes.subarray(0, length)]);

        await assert.rejects(cut(torn, 16), { message: 'unexpected end of file' }, `${length}`);
      }
    });
  }

  it('passes on what is no zstd, for the decoder to report', async () => {
    const bytes = Buffer.from(numbered(3));

    assert.deepEqual(Buffer.concat(await cut(bytes, 5)), bytes);
  });
});
