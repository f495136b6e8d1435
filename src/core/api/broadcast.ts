/** From the arguments of `broadcast` to its job. */
import { PoolStateError } from '../base/errors.ts';
import type { Outcome } from '../base/outcome.ts';
import { isObject } from '../base/thenable.ts';
import { readGetters } from '../items/getters.ts';
import { copyPlain } from '../items/plain-copy.ts';
import { BroadcastJob } from '../job/broadcast-job.ts';
import { checked, jobOptions, linkFiles, linkSignal } from './calls.ts';
import type { ApplyRequest, CallContext } from './requests.ts';
import { CALLS } from '../base/channels.ts';
import { watchCall } from './call-events.ts';

/** Begins it; `settle` is called once, with the values of all workers. */
export function broadcastCall(
  context: CallContext,
  given: ApplyRequest,
  settle: (outcome: Outcome<unknown[]>) => void,
): void {
  const { backend } = context;
  const { broadcasts } = backend;
  assertTalks(context);
  if (broadcasts === undefined) return; // it talks, so they are there
  const request = checked(context, given);
  const { items: args } = given;
  const { options } = request;
  const isReplayed = options.replay === true;
  const shared = jobOptions(context, request, 'stop');
  const job: BroadcastJob = new BroadcastJob(
    shared,
    {
      args: args.some(isObject) ? argumentsOf(args, isReplayed) : args,
      isReplayed,
      onOutcome: settle,
      onWorkerDone: (workerId) => broadcasts.onWorkerDone(job, workerId),
    },
    backend,
  );
  const begin = (): void => {
    backend.submit(job);
    linkSignal(options.signal, job);
    linkFiles(job);
    broadcasts.begin(job);
  };
  if (CALLS.hasSubscribers) watchCall(context, { job }, begin);
  else begin();
}

/** What is run again later is run with what they are now, as far as they are nothing but data. */
function argumentsOf(args: readonly unknown[], isReplayed: boolean): readonly unknown[] {
  const read = readGetters(args) as unknown[];
  return isReplayed ? ((copyPlain(read)?.copy ?? read) as unknown[]) : read;
}

/** @throws PoolStateError where tasks and their callers cannot talk */
export function assertTalks({ backend, method }: CallContext): void {
  const { whyNoTalk } = backend;
  if (whyNoTalk !== undefined)
    throw new PoolStateError(`${method} is of no use here: ${whyNoTalk}`);
}
