import type { ErrorPayload } from '../base/payload.ts';
import type { ChunkResult, RunChunk, SaidMessage } from '../wire/messages.ts';
import type { ExitReport } from './exit-report.ts';
import type { TurnClock } from './handle-options.ts';

/** What a handle `H` tells its owner. Every call may give the handle new work at once. */
export interface EventsOf<H, C extends RunChunk> extends TurnClock {
  onReady(handle: H): void;
  onInitFailed(handle: H, error: ErrorPayload, replay?: string): void;
  /** On its way out; it ends all the same. */
  onFinalizerFailed(handle: H, error: ErrorPayload): void;
  /** A chunk waits for its function to be loaded; or no more. */
  onLoading(handle: H, chunk: C, isOver: boolean): void;
  /** The function of a chunk could not be loaded; the worker waits for `goOn`, or for its end. */
  onLoadFailed(handle: H): void;
  /** A task of a timed chunk starts now. */
  onTaskStart(handle: H, chunk: C, offset: number): void;
  /** A task of the chunk, which runs, reports something, or sends one of its values. */
  onSaid(handle: H, chunk: C, said: SaidMessage): void;
  /** A task of `chunk` takes long: what comes behind it, from offset `from` on, is not run there. The worker starts nothing before the call returns. */
  onHandedBack(chunk: C, from: number): void;
  /**
   * Some outcomes of `chunk`; `isLast`: the worker has it in hand no more. If they are not all, the others are to be run, and
   * the worker starts nothing before the call returns.
   */
  onResult(handle: H, chunk: C, result: ChunkResult, isLast: boolean): void;
  /** After the results of one message: slots may be free. `memory`: bytes, if asked for. */
  onFreeSlots(handle: H, memory: number): void;
  /** Nothing is in hand any more, because it was taken back. */
  onIdle(handle: H): void;
  onExit(handle: H, report: ExitReport<C>): void;
}
