/** What every output format does: turn one result into text. */

export interface Formatter {
  /** @throws TypeError if the format has no text for this value. */
  format(value: unknown): string;
  /** The text that closes the output. */
  end(): string;
  /** What the next run must know to continue the same output. */
  readonly state: FormatterState;
}

/** Saved in checkpoints, so it has to stay readable from version to version. */
export interface FormatterState {
  readonly isEmpty: boolean;
  readonly columns?: readonly string[];
  /** Of `--count-by`: the JSON of each key, and how often it came. */
  readonly counts?: readonly (readonly [key: string, count: number])[];
}
