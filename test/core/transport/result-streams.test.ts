import assert from 'node:assert/strict';
import { closeSync, openSync, writeSync } from 'node:fs';
import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { after, describe, it } from 'node:test';
import type { Pipe } from '#dist/core/transport/make-pipe.js';
import { ResultStreams } from '#dist/core/transport/result-streams.js';
import { openDescriptors } from '../../leaks.ts';
import { until } from '../../until.ts';

const skip = process.platform === 'linux' ? false : 'there is no /proc here';
/** What is tested keeps no program alive. */
const alive = setInterval(() => {}, 1000);
after(() => clearInterval(alive));

/** Both ends of a socket. */
async function sockets(): Promise<readonly [here: Socket, there: Socket]> {
  const server = createServer().listen(`\0manyhands-${process.pid}-${Math.random()}`);
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const there = connect(server.address() as string);
  const [here] = await accepted;
  server.close();
  return [here, there];
}

class Line {
  text = '';
  readonly there: Socket;
  readonly streams: ResultStreams;
  readonly offered: Promise<Pipe>;

  constructor([here, there]: readonly [Socket, Socket]) {
    this.there = there;
    let offer: (pipe: Pipe) => void = () => {};
    this.offered = new Promise((resolve) => {
      offer = resolve;
    });
    this.streams = new ResultStreams(
      here,
      (bytes) => {
        this.text += bytes.toString('latin1');
      },
      (pipe) => offer(pipe),
    );
  }

  async offer(): Promise<Pipe> {
    this.streams.wantPipe();
    return await this.offered;
  }
}

describe('ResultStreams', { skip }, () => {
  it('reads what comes through the socket, and then what comes through the pipe', async () => {
    const line = new Line(await sockets());
    line.there.write('socket ');
    const worker = openSync(`/proc/self/fd/${(await line.offer()).writable}`, 'w');
    await until('the socket to be read', () => line.text !== '');
    writeSync(worker, 'pipe');

    line.streams.onPiped(true);
    line.there.end();
    closeSync(worker);
    await line.streams.drained();

    assert.equal(line.text, 'socket pipe');
    assert.equal(line.streams.bytesRead, 'socket pipe'.length);
    line.streams.destroy();
  });

  it('does not read the pipe before the worker has said that it has it', async () => {
    const line = new Line(await sockets());
    writeSync((await line.offer()).writable, 'early');

    line.there.end();
    await line.streams.drained();

    assert.equal(line.text, '');
    line.streams.destroy();
  });

  for (const [title, act] of [
    ['the worker cannot open it', (streams: ResultStreams) => streams.onPiped(false)],
    ['the worker ends before its answer', () => {}],
    ['the worker has it', (streams: ResultStreams) => streams.onPiped(true)],
  ] as const) {
    it(`leaves no descriptor: ${title}`, async () => {
      const before = openDescriptors();
      const line = new Line(await sockets());
      await line.offer();

      act(line.streams);
      line.there.destroy();
      line.streams.destroy();

      await until('all to be closed', () => openDescriptors() <= before);
    });
  }

  it('leaves none where it ends while the pipe is being made', async () => {
    const before = openDescriptors();
    const line = new Line(await sockets());
    line.streams.wantPipe();

    line.there.destroy();
    line.streams.destroy();

    await until('all to be closed', () => openDescriptors() <= before);
  });
});
