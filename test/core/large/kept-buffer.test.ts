import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { KeptBuffer, pinPart } from '#dist/core/large/kept-buffer.js';
import { until } from '../../until.ts';
import { openFiles, someBytes, whyNoFiles } from './large-file.ts';

const LENGTH = 2 << 20;

function partOf(bytes: Uint8Array<ArrayBuffer>): {
  buffer: ArrayBuffer;
  from: number;
  length: number;
} {
  return { buffer: bytes.buffer, from: 0, length: bytes.length };
}

describe('a buffer that was written to a file', { skip: whyNoFiles() }, () => {
  beforeEach(() => until('no file to be open', () => openFiles() === 0));

  it('is not written again as long as its bytes are the same', () => {
    const bytes = someBytes(LENGTH);
    const one = KeptBuffer.of(partOf(bytes), undefined);

    assert.equal(KeptBuffer.of(partOf(bytes), undefined), one);
    bytes[LENGTH - 1] = (bytes[LENGTH - 1] ?? 0) ^ 1;
    const other = KeptBuffer.of(partOf(bytes), undefined);

    assert.notEqual(other, one);
    letGo(one, other);
  });

  it('is what it was to the call that has sent it', () => {
    const bytes = someBytes(LENGTH);
    const call = {};
    const one = KeptBuffer.of(partOf(bytes), call);
    bytes[0] = (bytes[0] ?? 0) ^ 1;

    assert.equal(KeptBuffer.of(partOf(bytes), call), one);
    const other = KeptBuffer.of(partOf(bytes), {});

    assert.notEqual(other, one);
    letGo(one, other);
  });

  it('is closed a moment after the last who holds it has let go', async () => {
    const before = openFiles();
    const kept = KeptBuffer.of(partOf(someBytes(LENGTH)), undefined);
    kept?.hold();
    kept?.hold();
    kept?.release();
    assert.equal(openFiles(), before + 1);

    kept?.release();

    await until('the file to be closed', () => openFiles() === before);
  });

  it('leaves its file to others if all who held it have read it, and only then', async () => {
    const inoOf = (...wereRead: readonly boolean[]): number => {
      const kept = KeptBuffer.of(partOf(someBytes(LENGTH)), undefined);
      assert.ok(kept);
      for (const _ of wereRead) kept.hold();
      for (const wasRead of wereRead) kept.release({ lingerMs: 1, wasRead });
      return kept.handle.ino;
    };
    const nextIno = async (): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return inoOf(false);
    };
    for (const wereRead of [[true], [true, true]])
      assert.equal(inoOf(...wereRead), await nextIno(), `${wereRead}`);
    for (const wereRead of [[false], [true, false], [false, true]])
      assert.notEqual(inoOf(...wereRead), await nextIno(), `${wereRead}`);
  });

  it('leaves no file to others that was pinned: workers may keep what they have read of it', async () => {
    const bytes = someBytes(LENGTH);
    const pinned = pinPart(partOf(bytes));
    const kept = KeptBuffer.of(partOf(bytes), undefined);
    kept?.hold();
    pinned?.unpin();
    kept?.release({ lingerMs: 1, wasRead: true });
    await new Promise((resolve) => setTimeout(resolve, 20));

    const other = KeptBuffer.of(partOf(someBytes(LENGTH, 2)), undefined);
    assert.notEqual(other?.handle.ino, kept?.handle.ino);
    letGo(other);
  });

  it('is taken as it is while it is pinned', async () => {
    const before = openFiles();
    const bytes = someBytes(LENGTH);
    const first = bytes[0];
    const pinned = pinPart({ buffer: bytes.buffer, from: 0, length: bytes.length });
    bytes[0] = (bytes[0] ?? 0) ^ 1;

    const kept = KeptBuffer.of(partOf(bytes), undefined);

    assert.equal(kept?.handle.isShared, true);
    assert.equal(openFiles(), before + 1);
    assert.equal(pinned?.read()[0], first);
    pinned?.unpin();
    pinned?.unpin();
    await until('the file to be closed', () => openFiles() === before);
  });
});

function letGo(...all: readonly (KeptBuffer | undefined)[]): void {
  for (const one of all) {
    one?.hold();
    one?.release();
  }
}
