/** What is special about a `StreamJob`. */
import type { Items } from '../items/open-iterator.ts';
import type { SizeWish } from './chunk-size.ts';
import type { Order, Results } from './result-buffer.ts';

/** What is special about a job of this kind. */
export interface StreamJobOptions {
  readonly items: Items<unknown>;
  readonly order: Order;
  /** Where outcomes wait. Default: where each item has one. */
  readonly results?: Results | undefined;
  /** Default: one item. */
  readonly chunkSize: StreamWish | undefined;
  /** How many items may be pulled beyond those taken; at least one. Default: `CHUNKS_AHEAD` chunks a worker. */
  readonly bufferSize: number | undefined;
  /** Called when an outcome may be taken, or the end has come. */
  readonly onAvailable: () => void;
}

/** `'adaptive'`: as is right for the tasks and the reader, but never more than `mostAhead` items ahead. */
export type StreamWish =
  | SizeWish
  | { readonly size: 'adaptive'; readonly mostAhead: number | undefined };
