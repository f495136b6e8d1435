/**
 * `manyhands/shared`: objects that live in one program and are used by all its workers. See docs/sharing.md.
 *
 *    faces      Lock, Queue, … and what `serve` returns: the same class at home and in workers
 *    link       how a face reaches its object
 *    objects/   the objects themselves, where they live: each method is told who calls
 *    home/      the table of those that were sent, and the socket on which they are reached
 *    remote/    the other end of that socket
 *    values/    messages, and values with handles in them
 */
// oxlint-disable-next-line import/no-unassigned-import -- handles that come are read by it
import './read-handles.ts';

export type { WaitOptions } from '../core/api/wait-options.ts';
export { Barrier } from './barrier.ts';
export { Condition } from './condition.ts';
export { Event } from './event.ts';
export type { Held } from './held.ts';
export { Lock } from './lock.ts';
export { share } from './memory/share.ts';
export { type ArrayType, sharedArray } from './memory/shared-array.ts';
export { pipe, type PipeEnd } from './pipe.ts';
export { Queue, type QueueOptions } from './queue.ts';
export type { Remote, RemoteMethod, RemoteName, RemoteResult } from './remote.ts';
export { Semaphore } from './semaphore.ts';
export { serve } from './serve.ts';
