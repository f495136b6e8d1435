/** Counts what a pool's events tell, item by item, for those who hold it against `pool.stats()`. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { CallEvent, ChunkEvent, FailureEvent } from 'manyhands';

export class EventCounts implements Disposable {
  readonly chunks: Record<ChunkEvent['outcome'], number> = {
    ok: 0,
    failed: 0,
    lost: 0,
    timedOut: 0,
    cancelled: 0,
  };
  readonly failures: Record<FailureEvent['outcome'], number> = { failed: 0, lost: 0, timedOut: 0 };
  /** Calls. */
  begun = 0;
  over = 0;
  readonly #listeners: readonly (readonly [channel: string, (message: unknown) => void])[];

  /** Of the pool with this name; there is no other. */
  constructor(name: string) {
    const ifOurs =
      <E extends { readonly pool: string }>(then: (event: E) => void) =>
      (message: unknown): void => {
        const event = message as E; // as its channel says
        if (event.pool.startsWith(`${name}#`)) then(event);
      };
    this.#listeners = [
      [
        'manyhands:chunk',
        ifOurs<ChunkEvent>(({ outcome, items }) => {
          this.chunks[outcome] += items;
        }),
      ],
      [
        'manyhands:failure',
        ifOurs<FailureEvent>(({ outcome, items }) => {
          this.failures[outcome] += items;
        }),
      ],
      [
        'tracing:manyhands:call:start',
        ifOurs<CallEvent>(() => {
          this.begun += 1;
        }),
      ],
      [
        'tracing:manyhands:call:asyncEnd',
        ifOurs<CallEvent>(() => {
          this.over += 1;
        }),
      ],
    ];
    for (const [channel, listener] of this.#listeners) subscribe(channel, listener);
  }

  [Symbol.dispose](): void {
    for (const [channel, listener] of this.#listeners) unsubscribe(channel, listener);
  }
}
