/** What reading an input returns: valid and invalid records. */

/** One record as its format read it. `line` counts from 1; formats without lines have none. */
export type ReadRecord =
  | {
      readonly ok: true;
      readonly line: number | undefined;
      readonly value: unknown;
      /** Characters of its text, where that is known; it limits what is in flight. */
      readonly size?: number;
    }
  | {
      readonly ok: false;
      readonly line: number | undefined;
      readonly text: string;
      readonly error: Error;
    };

/**
 * Records come in batches: an `await` for each of five million would cost more than reading them.
 * An invalid record is a value, so that the run goes on; an error that ends the input is thrown.
 */
export type RecordBatches = AsyncGenerator<readonly ReadRecord[], void, undefined>;

/** The text of an input, piece by piece, cut anywhere. */
export type TextPieces = AsyncIterable<string>;

/** A record with its place in the whole run. */
export interface PlacedRecord {
  /** Counts from 0 over all inputs, invalid records included. */
  readonly position: number;
  readonly input: string;
  readonly line: number | undefined;
  readonly value: unknown;
  readonly size: number;
}

/** How much of the inputs has been read, in bytes of the files: for an estimate of what is left. */
export interface ReadMeter {
  bytes: number;
}
