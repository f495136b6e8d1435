/** Starts the worker of an actor, has the instance made there, and gives the face that stands for it here. */
// oxlint-disable-next-line import/no-unassigned-import -- what an actor is called with and returns may hold any served object
import '../shared/read-handles.ts';
import type { CallerStack } from '../core/api/caller-stack.ts';
import type { FunctionPayload } from '../core/base/payload.ts';
import type { ValueCodec } from '../core/base/value-codec.ts';
import { ClassRegistry } from '../core/codec/classes/class-registry.ts';
import { timerMs, unref } from '../core/base/timer.ts';
import { ownFile } from '../core/base/own-files.ts';
import { encodeApplied } from '../core/codec/function/encode-applied.ts';
import { task } from '../core/codec/function/task.ts';
import { faceOfActor } from '../shared/actor-face.ts';
import { ActorCore, type OpenLine } from './actor-core.ts';
import type { ActorPlace } from './actor-host.ts';
import { ActorLine } from './actor-line.ts';
import type { ResolvedActorOptions } from './actor-options.ts';
import { ChildWorker } from './child.ts';

export interface ActorRequest extends ResolvedActorOptions {
  readonly type: new (...args: never[]) => object;
  readonly args: readonly unknown[];
  /** Where it was asked for. */
  readonly submitted: CallerStack;
}

interface Prepared {
  readonly fn: FunctionPayload;
  readonly codec: ValueCodec | undefined;
}

export async function startActor(request: ActorRequest): Promise<object> {
  const { worker, restarts } = request;
  const allowShared = worker.transport.name === 'thread';
  const { remakeConstants } = worker;
  const host = task(ownFile('process/actor-host'), 'hostActor');
  const fn = encodeApplied(host, request.type, { allowShared, remakeConstants });
  const codec = worker.classes.length === 0 ? undefined : new ClassRegistry(worker.classes);
  const open: OpenLine = async (onChild) => {
    const child = new ChildWorker(worker);
    onChild(child);
    return await openLine(child, { ...request, fn, codec });
  };
  const line = await open(() => {});
  return faceOfActor(new ActorCore(line, restarts, open), line.methods);
}

/** @throws what the constructor throws · WorkerLostError */
async function openLine(
  child: ChildWorker,
  { worker, args, concurrency, submitted, fn, codec }: ActorRequest & Prepared,
): Promise<ActorLine> {
  const timer = unref(setTimeout(() => child.worker.giveUpStart(), timerMs(worker.startTimeout)));
  void child.worker.ended.then(() => clearTimeout(timer));
  const place = await new Promise<unknown>((resolve, reject) => {
    child.run({
      ...{ fn, args: [args, concurrency], submitted, stays: true },
      onOutcome: (outcome) => (outcome.ok ? resolve(outcome.value) : reject(outcome.error)),
    });
  });
  clearTimeout(timer);
  return new ActorLine(child, place as ActorPlace, codec); // as its host has written it
}
