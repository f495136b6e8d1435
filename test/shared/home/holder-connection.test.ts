/** Who may connect, and what becomes of those that may not. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { before, describe, it } from 'node:test';
import { Lock } from 'manyhands/shared';
import { HANDLE, type Served } from '#dist/core/base/served.js';
import type { Handle } from '#dist/shared/handle.js';
import {
  decodeFrame,
  encodeFrame,
  FrameSplitter,
  MAX_FRAME_BYTES,
  type ToHolder,
} from '#dist/shared/values/frames.js';
import { Packed } from '#dist/shared/values/packed.js';

const lock = new Lock();
let handle: Handle;

before(() => {
  handle = (lock as unknown as Served)[HANDLE]() as Handle; // as whoever sends it asks
});

/** Settles when the home has cut the connection off. */
async function isCutOff(send: (socket: Socket) => void): Promise<void> {
  const socket = connect({ path: handle.home.path });
  socket.on('error', () => {});
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  send(socket);
  socket.resume();
  await closed;
}

function hello(token = handle.home.token): Buffer {
  return encodeFrame({ kind: 'hello', token: Buffer.from(token, 'hex') });
}

function lockedFrame(): Buffer {
  const { bytes } = Packed.of([], 'nothing');
  return encodeFrame({
    kind: 'call',
    id: 1,
    object: handle.id,
    limitMs: undefined,
    method: 'acquire',
    body: bytes,
  });
}

describe('a home', { timeout: 60_000 }, () => {
  const wrong: readonly [title: string, send: (socket: Socket) => void][] = [
    ['has another token', (socket) => socket.write(hello('00'.repeat(32)))],
    ['has a part of the token', (socket) => socket.write(hello(handle.home.token.slice(0, 32)))],
    ['calls before it has shown the token', (socket) => socket.write(lockedFrame())],
    ['sends something else', (socket) => socket.write('GET / HTTP/1.1\r\n\r\n')],
    [
      'announces a greeting that is too long',
      (socket) => {
        const frame = Buffer.from(hello());
        frame.writeUInt32LE(MAX_FRAME_BYTES, 0);
        socket.write(frame);
      },
    ],
    [
      'sends garbage after its greeting',
      (socket) => socket.write(Buffer.concat([hello(), Buffer.alloc(64, 7)])),
    ],
    [
      'sends a message of the other side',
      (socket) =>
        socket.write(
          Buffer.concat([hello(), encodeFrame({ kind: 'iteration', id: 1, object: 1 })]),
        ),
    ],
    [
      'sends a call that is cut short',
      (socket) => {
        const frame = Buffer.from(lockedFrame().subarray(0, 20));
        frame.writeUInt32LE(frame.length - 5, 0);
        socket.write(Buffer.concat([hello(), frame]));
      },
    ],
  ];
  for (const [title, send] of wrong) {
    it(`cuts off who ${title}`, async () => {
      await isCutOff(send);

      assert.equal(await lock.isLocked(), false);
    });
  }

  it('answers with an error what is wrong with a call alone, and goes on', async () => {
    const socket = connect({ path: handle.home.path });
    const answers: ToHolder['kind'][] = [];
    const frames = new FrameSplitter(MAX_FRAME_BYTES, (bytes) => {
      answers.push(decodeFrame(bytes).kind as ToHolder['kind']); // it is the home that sends
    });
    socket.on('data', (bytes: Buffer) => frames.push(bytes));
    const body = Buffer.from([9, 9, 9, 9, 9, 9]);
    const call = { kind: 'call', object: handle.id, limitMs: undefined } as const;
    socket.write(hello());
    socket.write(encodeFrame({ ...call, id: 1, method: 'constructor', body: Buffer.alloc(0) }));
    socket.write(
      encodeFrame({ ...call, id: 2, object: 999, method: 'acquire', body: Buffer.alloc(0) }),
    );
    socket.write(encodeFrame({ ...call, id: 3, method: 'release', body }));
    socket.write(encodeFrame({ ...call, id: 4, method: 'isLocked', body: Buffer.alloc(0) }));

    while (answers.length < 4) await once(socket, 'data');
    socket.destroy();

    assert.deepEqual(answers, ['error', 'error', 'error', 'value']);
  });
});
