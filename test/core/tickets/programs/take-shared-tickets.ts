/** The other thread: takes tickets from shared memory until it meets number 0, then says which it got. */
import { parentPort, workerData } from 'node:worker_threads';
import { SharedTickets } from '#dist/core/tickets/shared-tickets.js';

const taker = new SharedTickets(workerData as SharedArrayBuffer);
const taken: number[] = [];
parentPort?.postMessage('begun');
for (let id = taker.take(); id !== 0; id = taker.take()) {
  if (id !== undefined) taken.push(id);
}
parentPort?.postMessage(taken);
