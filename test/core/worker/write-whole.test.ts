import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type WriteSome, writeWhole } from '#dist/core/worker/write-whole.js';

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

/** Bytes that are not there: only their length is looked at. */
function bytesOf(length: number): Buffer {
  return { length } as Buffer;
}

describe('writeWhole', () => {
  it('writes more than one call may take, in pieces', () => {
    const pieces: (readonly [at: number, length: number])[] = [];
    const write: WriteSome = (_, at, length) => {
      assert.ok(length < 2 ** 31);
      pieces.push([at, length]);
      return length;
    };

    writeWhole(bytesOf(2 ** 31 + 5), write);

    assert.deepEqual(pieces, [
      [0, 2 ** 30],
      [2 ** 30, 2 ** 30],
      [2 ** 31, 5],
    ]);
  });

  it('goes on where the system has taken less, and when it has no room at the moment', () => {
    const answers = [3, failure('EAGAIN'), 2, failure('EINTR'), 5];
    const asked: number[] = [];
    const write: WriteSome = (_, at) => {
      asked.push(at);
      const answer = answers.shift() ?? 0;
      if (typeof answer !== 'number') throw answer;
      return answer;
    };

    writeWhole(bytesOf(10), write);

    assert.deepEqual(asked, [0, 3, 3, 5, 5]);
  });

  for (const code of ['EPIPE', 'ECONNRESET']) {
    it(`is done when nobody reads any more: ${code}`, () => {
      writeWhole(bytesOf(10), () => {
        throw failure(code);
      });
    });
  }

  for (const code of ['EINVAL', 'ERR_OUT_OF_RANGE', 'EIO', 'EBADF']) {
    it(`does not take ${code} for the end of the pool`, () => {
      const write = (): number => {
        throw failure(code);
      };

      assert.throws(() => writeWhole(bytesOf(10), write), { code });
    });
  }
});
