import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { ThreadOutput } from '#dist/core/worker/thread-output.js';

type Pieces = { chunk: Buffer; encoding: BufferEncoding }[];

/** A stream as Node has them in threads: what comes after the first piece waits for the program. */
class Posting extends Writable {
  readonly posted: string[] = [];
  readonly answers: (() => void)[] = [];

  override _writev(pieces: Pieces, done: () => void): void {
    this.posted.push(...pieces.map(({ chunk }) => chunk.toString().slice(0, 9)));
    this.answers.push(done);
  }
}

function open(): { readonly stream: Posting; readonly output: ThreadOutput } {
  const stream = new Posting();
  return { stream, output: new ThreadOutput((then) => then(stream)) };
}

describe('ThreadOutput', () => {
  it('posts each piece at once', () => {
    const { stream } = open();

    stream.write('one');
    stream.write('two');

    assert.deepEqual(stream.posted, ['one', 'two']);
  });

  it('holds back what a program that does not come to read it could not take', () => {
    const { stream, output } = open();
    stream.write('x'.repeat(1_048_576));
    stream.write('behind it');
    stream.write('and more');
    assert.equal(stream.posted.length, 1);
    assert.equal(stream.writableNeedDrain, true);

    output.flush();

    assert.deepEqual(stream.posted.slice(1), ['behind it', 'and more']);
    for (const answer of stream.answers) answer(); // too late, and no harm
  });

  it('goes on when the program has read', () => {
    const { stream } = open();
    stream.write('x'.repeat(1_048_576));
    stream.write('behind it');

    stream.answers[0]?.();

    assert.deepEqual(stream.posted.slice(1), ['behind it']);
  });
});
