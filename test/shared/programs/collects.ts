/** A holder keeps an object whose face was collected; when the holder releases it, it goes. */
import { setImmediate as turn } from 'node:timers/promises';
import { Lock } from '#dist/shared/lock.js';
import { HANDLE, type Served } from '#dist/core/base/served.js';
import { Holder } from '#dist/shared/call.js';
import type { Handle } from '#dist/shared/handle.js';
import { HOME } from '#dist/shared/home/this-home.js';

/** Handles that were on their way once are not any more. */
const anHourLater = performance.now() + 3_600_000;
const holder = new Holder('a worker');

function send(): number {
  const { id } = (new Lock() as unknown as Served)[HANDLE]() as Handle; // as whoever sends it asks
  return id;
}

const id = send();
HOME.hold(holder, id);
Object.defineProperty(performance, 'now', { value: () => anHourLater });
for (let i = 0; i < 10; i += 1) {
  (globalThis as unknown as { gc: () => void }).gc(); // the test says --expose-gc
  await turn();
}
console.log(HOME.size === 1 ? 'kept' : `there are ${HOME.size}`);
HOME.release(holder, id);
console.log(HOME.size === 0 ? 'gone' : `there are ${HOME.size}`);
