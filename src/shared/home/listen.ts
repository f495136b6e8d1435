/**
 * The socket of this program (or thread) on which its objects are reached. It ends with the program, whatever ends that:
 * on Linux its name is in no folder. That name can be seen by everybody on the machine, so whoever connects has to
 * show a token that was sent along with the handle.
 *
 * It does not keep the program alive.
 */
import { randomBytes } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { Address } from '../handle.ts';

const TOKEN_BYTES = 32;

/** `onSocket` is told of everybody who connects, and of what they have to show. */
export function listen(onSocket: (socket: Socket, token: Buffer) => void): Address {
  const token = randomBytes(TOKEN_BYTES);
  const path = newPath();
  const server = createServer((socket) => onSocket(socket, token));
  server.on('error', () => {}); // whoever connects is told that nobody is there
  server.listen({ path, exclusive: true }); // not through the primary of a `node:cluster`
  server.unref();
  return { path, token: token.toString('hex') };
}

function newPath(): string {
  const name = `manyhands-${process.pid}-${threadId}-${randomBytes(6).toString('hex')}`;
  if (process.platform === 'linux') return `\0${name}`;
  // Neither of the following has been tried.
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const file = join(tmpdir(), `${name}.sock`);
  process.once('exit', () => {
    try {
      unlinkSync(file);
    } catch {
      // it was never there
    }
  });
  return file;
}
