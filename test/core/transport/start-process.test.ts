import assert from 'node:assert/strict';
import { once } from 'node:events';
import { fstatSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type StartedProcess, startProcess } from '#dist/core/transport/start-process.js';
import { processTransport } from '#dist/core/transport/process.js';
import { FileTickets } from '#dist/core/tickets/file-tickets.js';
import { OPTIONS, stayAlive } from './early.ts';
import { Line } from './line.ts';

describe('startProcess', () => {
  stayAlive();

  it('starts what a channel is opened for later in the same turn', async () => {
    const started = startProcess(OPTIONS);
    await using line = new Line('process', { ...OPTIONS, started });

    assert.equal(line.channel.pid, started.child.pid);
    assert.equal(line.channel.tickets, started.tickets);
    await line.start();
    line.run(() => [process.pid, process.title, process.env['STARTED']], [[1, [0]]]);
    await line.done(1);
    assert.deepEqual(line.values, [[started.child.pid, 'early-7', 'early']]);
  });

  it('gives back all that it has when it is discarded', async () => {
    const started = startProcess(OPTIONS);
    assert.ok(started.tickets instanceof FileTickets);
    const { fd } = started.tickets;
    const ended = once(started.child, 'exit');

    started.discard();

    assert.deepEqual(await ended, [null, 'SIGKILL']);
    assert.throws(() => fstatSync(fd), { code: 'EBADF' });
    assert.deepEqual(openStreamsOf(started), []);
  });

  it('can be discarded where no process could be started', async () => {
    const path = process.execPath;
    process.execPath = '/nowhere/node';
    try {
      const started = processTransport.start?.(OPTIONS);
      started?.discard();
    } finally {
      process.execPath = path;
    }
    await new Promise((resolve) => setImmediate(resolve)); // an error that nobody hears would come now
  });
});

function openStreamsOf({ child }: StartedProcess): unknown[] {
  return child.stdio.filter(
    (stream) => stream !== null && stream !== undefined && !stream.destroyed,
  );
}
