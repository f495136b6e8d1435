/**
 * Sockets do not keep this program alive by themselves. While it waits for something that only the other ends of some
 * sockets can bring they do.
 */
import type { Socket } from 'node:net';

const sockets = new Set<Socket>();
let waiting = 0;

/** From now on the program may wait for what comes over `socket`, until that is closed. */
export function addWaitable(socket: Socket): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  if (waiting > 0) socket.ref();
}

/** From now on the program stays alive as long as somebody could bring what is waited for; `stopWaiting` follows. */
export function startWaiting(): void {
  waiting += 1;
  if (waiting === 1) for (const socket of sockets) socket.ref();
}

export function stopWaiting(): void {
  waiting -= 1;
  if (waiting === 0) for (const socket of sockets) socket.unref();
}
