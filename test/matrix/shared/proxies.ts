/** One case of comlink or threads.js, in a process of its own: `proxies.js <comlink | threadsJs> ownerDies`. Prints the cell. */
import { Worker } from 'node:worker_threads';
import { wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { spawn, Thread, Worker as Spawned } from 'threads';
import type { Cell } from '../cell.ts';

interface Owner {
  value(): Promise<unknown>;
  hang(): Promise<unknown>;
}

const [, , column] = process.argv;
setInterval(() => {}, 1000); // as a program that has more to do: otherwise it ends with what it waits for in vain
const file = `../worker-files/${column === 'comlink' ? 'comlink' : 'threads-js'}-owner.js`;
const { owner, end } = column === 'comlink' ? openComlink() : await openThreadsJs();
await owner.value();
const pending = Promise.allSettled([owner.hang(), owner.value()]);
await end();
const [hung] = await pending;
const later = await owner.value().catch((error: Error) => error.name);
const isRight = hung?.status === 'rejected' && typeof later === 'string';
const cell: Cell = { grade: isRight ? 'right' : 'lossy', text: String(later) };
process.stdout.write(`${JSON.stringify(cell)}\n`);
process.exit(0);

function openComlink(): { owner: Owner; end(): Promise<unknown> } {
  const thread = new Worker(new URL(file, import.meta.url));
  const owner = wrap<Owner>(nodeEndpoint(thread)) as unknown as Owner; // its own types say as much
  return { owner, end: () => thread.terminate() };
}

async function openThreadsJs(): Promise<{ owner: Owner; end(): Promise<unknown> }> {
  const thread = await spawn(new Spawned(file));
  return { owner: thread as unknown as Owner, end: () => Thread.terminate(thread) };
}
