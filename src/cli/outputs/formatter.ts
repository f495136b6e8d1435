/** What every output format does: turn one result into text. */

export interface Formatter {
  /** @throws TypeError if the format has no text for this value. */
  format(value: unknown): string;
  /** Takes what a worker has made of several results. */
  absorb?(partial: FoldedPartial): void;
  /** The text that closes the output. */
  end(): string;
  /** So much has come that somebody should wait for `settle`. */
  readonly isFull?: boolean;
  /** Works on what has come and is not done with; to be waited for before `end`. */
  settle?(): Promise<void>;
  /** What the next run must know to continue the same output. */
  readonly state: FormatterState;
}

/** Of `--count-by` and `--reduce`. */
export interface FoldedPartial {
  readonly counts: readonly (readonly [key: string, count: number])[];
  readonly joined: { readonly value: unknown } | undefined;
}

/** Saved in checkpoints, so it has to stay readable from version to version. */
export interface FormatterState {
  readonly isEmpty: boolean;
  readonly columns?: readonly string[];
  /** Of `--count-by`: the JSON of each key, and how often it came. */
  readonly counts?: readonly (readonly [key: string, count: number])[];
  /** Of `--reduce`: what came out so far, and the results that are not in it. */
  readonly reduced?: { readonly value: unknown };
  readonly waiting?: readonly unknown[];
}
