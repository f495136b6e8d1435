import assert from 'node:assert/strict';
import { fstatSync, readSync, writeSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { closePipe, makePipe, type Pipe } from '#dist/core/transport/make-pipe.js';
import { childPids, openDescriptors } from '../../leaks.ts';
import { until } from '../../until.ts';

const skip = process.platform === 'linux' ? false : 'there is no /proc here';
/** What is tested keeps no program alive. */
const alive = setInterval(() => {}, 1000);
after(() => clearInterval(alive));

async function made(): Promise<Pipe> {
  return await new Promise((resolve) => makePipe(resolve));
}

/** Whether all is gone that has come since. Other files of this process may have left something before. */
function lookNow(): () => boolean {
  const [descriptors, others] = [openDescriptors(), childPids()];
  return () => openDescriptors() <= descriptors && childPids().every((pid) => others.includes(pid));
}

describe('makePipe', { skip }, () => {
  it('makes a pipe', async () => {
    const pipe = await made();
    const bytes = Buffer.alloc(10);

    assert.ok(fstatSync(pipe.writable).isFIFO());
    writeSync(pipe.writable, 'hello');
    assert.equal(bytes.toString('latin1', 0, readSync(pipe.readable, bytes)), 'hello');
    closePipe(pipe);
  });

  it('leaves no descriptor and no process', async () => {
    const hasEnded = lookNow();

    closePipe(await made());

    await until('the shell to end', hasEnded);
  });

  it('makes none for who does not want it any more', async () => {
    const hasEnded = lookNow();
    const stop = makePipe(() => assert.fail('a pipe'));

    stop();

    await until('the shell to end', hasEnded);
  });
});
