import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ProcessOutput } from '#dist/core/worker/process-output.js';

/** A stream whose reader takes one piece each time it is told to. */
class Slow extends Writable {
  readonly #waiting: (() => void)[] = [];

  override _write(_: unknown, __: unknown, done: () => void): void {
    this.#waiting.push(done);
  }

  read(): void {
    this.#waiting.shift()?.();
  }
}

function open(): { readonly stream: Slow; readonly output: ProcessOutput } {
  const stream = new Slow();
  const output = new ProcessOutput();
  output.add(stream);
  return { stream, output };
}

describe('ProcessOutput', () => {
  it('is not pending before anything is printed, nor when all is out', async () => {
    const { stream, output } = open();
    assert.equal(output.isPending, false);

    stream.write('a');
    assert.equal(output.isPending, true);
    stream.read();
    await nextTurn();

    assert.equal(output.isPending, false);
  });

  it('waits until all that was printed is out', async () => {
    const { stream, output } = open();
    stream.write('a');
    stream.write('b');
    let isOut = false;
    const waiting = output.written({ patienceMs: 60_000 }).then(() => (isOut = true));

    stream.read();
    await nextTurn();
    assert.equal(isOut, false);
    for (let i = 0; i < 2; i += 1) {
      stream.read();
      await nextTurn();
    }

    await waiting;
    assert.equal(output.isPending, false);
  });

  it('gives up when nobody reads for so long, and says meanwhile that it waits', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { stream, output } = open();
    stream.write('a');
    let waits = 0;

    const waiting = output.written({ patienceMs: 0, onWait: () => (waits += 1) });
    t.mock.timers.tick(100);
    await waiting;

    assert.equal(waits, 1);
    assert.equal(output.isPending, false, 'nobody seems to read it');
  });

  it('has nothing to wait for once the reader is gone', async () => {
    const { stream, output } = open();
    stream.write('a');

    stream.destroy();

    assert.equal(output.isPending, false);
    await output.written({ patienceMs: 60_000 });
  });
});
