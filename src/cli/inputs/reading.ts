/** How inputs are read, besides their formats. */
import { Alterations } from './alterations.ts';

/** What the command line says of it. */
export interface ReadingFlags {
  /** In characters; a record that is longer is an invalid one. */
  readonly maxRecord?: number | undefined;
  /** Records that JavaScript would alter are invalid. */
  readonly isStrict?: boolean | undefined;
  /** Integers that no number holds become bigints. */
  readonly hasBigInts?: boolean | undefined;
  readonly delimiter?: string | undefined;
  /** The second column `a` is `a_2`. */
  readonly renamesColumns?: boolean | undefined;
  /** Lines end with NUL. */
  readonly isNul?: boolean | undefined;
  /** An input that has nothing in it, or a pattern that nothing matches, is no error. */
  readonly allowsEmpty?: boolean | undefined;
}

export interface Reading extends ReadingFlags {
  readonly maxRecord: number;
  /** What was altered silently, to be said at the end. */
  readonly alterations: Alterations;
  /** What a user should know of an input now. */
  readonly say: (text: string) => void;
}

/** Long enough for any record that is one, and short enough for a machine to have several. */
export const MAX_RECORD: number = 64 * 2 ** 20;

export function resolveReading(
  flags: ReadingFlags = {},
  say: (text: string) => void = () => {},
): Reading {
  const { maxRecord = MAX_RECORD } = flags;
  return { ...flags, maxRecord, say, alterations: new Alterations(flags.isStrict === true) };
}

/** The start of a record that is too long to be one. */
export class LongRecord {
  readonly head: string;
  length: number;

  constructor(text: string) {
    this.head = text.slice(0, SHOWN);
    this.length = text.length;
  }

  error(maxRecord: number): Error {
    return new RangeError(
      `the record has ${this.length} characters, and ${maxRecord} is the limit (--max-record)`,
    );
  }
}

const SHOWN = 200;
