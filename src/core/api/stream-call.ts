/**
 * A call whose results are read one by one: `imap` and what is made of it. In the package this, its job and what reads its items
 * are a file that is loaded with the first such call (scripts/bundle/chunks.mjs).
 */
import { CALLS } from '../base/channels.ts';
import { beginOne, checked, jobOptions, sizeWish } from './calls.ts';
import { LONG_CALLS, watchCall } from './call-events.ts';
import type { CallContext, Request } from './requests.ts';
import { beginIterator, type ResultIterator } from './result-iterator.ts';
import { flatResults } from '../job/flat-results.ts';
import type { Order } from '../job/result-buffer.ts';
import { paceForStreams } from '../job/chunk-size.ts';
import { StreamJob } from '../job/stream-job.ts';
import type { StreamJobOptions } from '../job/stream-options.ts';
import { adaptiveWish } from './stream-wish.ts';

/** Begins a call whose results are read one by one. */
export function stream<T>(context: CallContext, given: Request, order: Order): ResultIterator<T> {
  const request = checked(context, given);
  const { backend } = context;
  const isFlat = request.isFlat ?? request.options.flat === true;
  const adaptive = adaptiveWish(backend, request.options, isFlat);
  const budgetMs = adaptive && paceForStreams(backend.pace).budgetMs;
  const options = jobOptions(context, request, 'go-on', budgetMs);
  const { ahead = 0 } = options.spec.talk ?? {};
  const chunkSize = adaptive ?? sizeWish(context, request.options);
  const { bufferSize, signal, unordered = order === 'completion' } = request.options;
  return beginIterator<T, StreamJob>({
    create: (onAvailable) => {
      const by: Order = unordered ? 'completion' : 'input';
      const own: StreamJobOptions = {
        items: request.items,
        order: by,
        results: ahead > 0 ? flatResults({ order: by, ahead, control: backend }) : undefined,
        chunkSize,
        bufferSize,
        onAvailable,
      };
      return new StreamJob(options, own, backend);
    },
    begin: (job) => {
      const { items } = request;
      if (CALLS.hasSubscribers || LONG_CALLS.hasSubscribers)
        watchCall(context, { job, items }, () => beginOne(context, job, signal));
      else beginOne(context, job, signal);
    },
  });
}
