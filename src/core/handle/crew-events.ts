import type { RunChunk, SetUpCall } from '../wire/messages.ts';
import type { ExitReport } from './exit-report.ts';
import type { Handle, HandleEvents } from './handle.ts';

/** What a crew tells its owner. What its workers tell often goes straight there: those functions are called without `this`. */
export interface CrewEvents<C extends RunChunk>
  extends Pick<
    HandleEvents<C>,
    | 'turnMs'
    | 'onLoading'
    | 'onFinalizerFailed'
    | 'onLoadFailed'
    | 'onTaskStart'
    | 'onHandedBack'
    | 'onSaid'
    | 'onResult'
    | 'onInitFailed'
  > {
  /** What a worker that is started now has to run before anything else, besides the initializer. */
  replays?(): readonly SetUpCall[];
  /** Whether no worker may end for having nothing to do: something counts on as many as there are. */
  isEachNeeded?(): boolean;
  /** `handle` has been started. */
  onOpened?(handle: Handle<C>): void;
  /** `handle` may be given work: it has become ready, or done some. */
  onFreeSlots(handle: Handle<C>): void;
  /** A worker has ended; `report` has the chunks that it had in hand. */
  onLost(handle: Handle<C>, report: ExitReport<C>): void;
  /** Workers keep ending before they do anything, the last one like this. No new ones are started. */
  onCrashLoop(report: ExitReport<C>): void;
}
