import type { RunChunk } from '../wire/messages.ts';
import type { ExitReport } from './exit-report.ts';
import type { Handle, HandleEvents } from './handle.ts';

/** What a crew tells its owner. */
export interface CrewEvents<C extends RunChunk>
  extends Pick<
    HandleEvents<C>,
    | 'onLoading'
    | 'onFinalizerFailed'
    | 'onLoadFailed'
    | 'onTaskStart'
    | 'onHandedBack'
    | 'onResult'
    | 'onInitFailed'
  > {
  /** `handle` may be given work: it has become ready, or done some. */
  onFreeSlots(handle: Handle<C>): void;
  /** A worker has ended; `report` has the chunks that it had in hand. */
  onLost(handle: Handle<C>, report: ExitReport<C>): void;
  /** Workers keep ending before they do anything, the last one like this. No new ones are started. */
  onCrashLoop(report: ExitReport<C>): void;
}
