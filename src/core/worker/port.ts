/** The worker's end of its channel: what the loop needs of whatever connects it to the pool. */
import type { FromWorker, TaskSpec } from '../wire/messages.ts';
import type { TicketTaker } from '../tickets/tickets.ts';

export interface Port {
  readonly kind: 'process' | 'thread' | 'inline';
  readonly threadId?: number;
  readonly tickets: TicketTaker;
  /**
   * Throws if `message` cannot be encoded; then nothing was sent. Afterwards the `moved` are gone from
   * here, whether the other side has got them or copies. A promise: it is sent later, nothing else before it; it rejects if
   * it cannot be sent. `call`: how the task was called whose result it is, if there is no other.
   */
  send(
    message: FromWorker,
    moved?: readonly ArrayBuffer[],
    call?: TaskSpec['call'],
  ): Promise<void> | undefined;
  /** The worker has become idle: whoever may not have looked at the results yet is told to. */
  idle?(): void;
  /**
   * Where `send`, or what tasks print, is left in memory that dies with the worker: settles when it is out of it.
   * `undefined`: it is.
   */
  flushed?(): Promise<void> | undefined;
  /** The memory in use by this worker alone, in bytes, where that is less than the whole process's. */
  readonly memory?: (() => number) | undefined;
  /** Throws if `value` alone cannot be encoded. */
  check(value: unknown): void;
  /** Told how many modules of tasks are being loaded, where the other side has to know. */
  noteImports?(count: number): void;
  /** Sends what it still can, at once, and ends the worker. */
  end(exitCode: number, lastMessage?: FromWorker): void;
}
