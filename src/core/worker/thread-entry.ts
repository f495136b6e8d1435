/**
 * The main script of a worker thread: connects the loop to the port it was started with and to the
 * tickets in shared memory.
 */
import { getHeapStatistics } from 'node:v8';
import { type MessagePort, threadId, workerData } from 'node:worker_threads';
import { installWorkerContext } from '../base/current-worker.ts';
import { ProtocolError } from '../base/errors.ts';
import { LoadLock } from '../base/load-lock.ts';
import { bytesAsPosted, checkPosted, fromPosted, toPosted, toPostedBytes } from '../wire/posted.ts';
import type { Posted } from '../wire/posted-bytes.ts';
import { loneCallText } from '../wire/lone-call.ts';
import { lonePost } from '../wire/lone-post.ts';
import { type FromWorker, RING, type ToWorker } from '../wire/messages.ts';
import { discardLong } from '../wire/list/numbers.ts';
import { SharedResults } from '../wire/shared-results.ts';
import { SharedTickets } from '../tickets/shared-tickets.ts';
import { watchForCrashes } from './crashes.ts';
import { guardLoading } from './load-failures.ts';
import { Loop } from './loop.ts';
import type { Port } from './port.ts';
import { ThreadOutput } from './thread-output.ts';

const {
  tickets: ticketMemory,
  results: resultMemory,
  imports,
  loadLock: lockMemory,
  port: pool,
} = workerData as {
  readonly tickets: SharedArrayBuffer;
  readonly results: SharedArrayBuffer;
  readonly imports: Int32Array;
  readonly loadLock: SharedArrayBuffer;
  readonly port: MessagePort;
};
for (const name of ['tickets', 'results', 'imports', 'loadLock', 'port'])
  delete (workerData as Record<string, unknown>)[name]; // ours, not the task's

const loadLock = new LoadLock(lockMemory);
loadLock.finishStart();
pool.postMessage(RING); // the modules are loaded: from now on this thread may be killed

const tickets = new SharedTickets(ticketMemory);
const results = new SharedResults(resultMemory);
let posted = 0;
const output = new ThreadOutput();
process.on('exit', () => output.flush());

const port: Port = {
  kind: 'thread',
  threadId,
  tickets,
  send: (message, moved = [], call = 'one') => {
    output.flush();
    if (call === 'spread' && moved.length === 0 && answerAtOnce(message)) return;
    const lone = call === 'spread' ? lonePost(message, moved.length > 0) : undefined;
    if (lone !== undefined) post(lone, moved);
    else if (moved.length > 0) post(toPosted(message, true), moved);
    else leaveOrPost(message);
    if (message.kind === 'done') discardLong(message.results);
  },
  idle: () => {
    if (results.mustRingBeforeIdle()) pool.postMessage(RING);
  },
  check: checkPosted,
  memory: () => {
    const { total_heap_size: heap, external_memory: external } = getHeapStatistics();
    return heap + external;
  },
  noteImports: (count) => Atomics.store(imports, 0, count),
  end: (exitCode, lastMessage) => {
    if (lastMessage !== undefined) post(toPosted(lastMessage));
    process.exit(exitCode);
  },
};

/**
 * Posts the result of a call that is alone, if the pool has to be told of it anyway: it is told by the result. What is
 * left in the ring from now on is read when that has come.
 */
function answerAtOnce(message: FromWorker): boolean {
  const text = loneCallText(message);
  if (text === undefined || !results.mustRing()) return false;
  pool.postMessage(text);
  posted += 1;
  return true;
}

function leaveOrPost(message: FromWorker): void {
  const bytes = toPostedBytes(message);
  if (bytes === undefined) post(toPosted(message));
  else if (!mayWait(message) || !leave(bytes)) post(bytesAsPosted(bytes));
}

/** What is read a millisecond later when much of it comes. A task's values are not: it waits until they are taken. */
function mayWait(message: FromWorker): boolean {
  return message.kind === 'done' || (message.kind === 'said' && message.what === 'report');
}

/** Leaves a small result where the pool can read it, and rings if it may not be looking. */
function leave(body: Buffer): boolean {
  if (!results.append(body, posted)) return false;
  if (results.mustRing()) pool.postMessage(RING);
  return true;
}

function post({ value, ours }: Posted, moved: readonly ArrayBuffer[] = []): void {
  pool.postMessage(value, [...moved, ...ours]);
  posted += 1;
}

guardLoading((load) => loadLock.during(load));

const loop = new Loop(port);
installWorkerContext(() => loop.context);
watchForCrashes(loop);
pool.on('message', (message: unknown) => loop.receive(fromPosted<ToWorker>(message)));
pool.on('messageerror', (cause) => {
  loop.crash(new ProtocolError('a message to this thread could not be read', { cause }));
});
