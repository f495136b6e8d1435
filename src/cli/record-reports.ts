/** What the records of one stream have reported, until their lines are written: for the job log. */
import type { ReportSource } from '../index.ts';

/** Of each record; who reports more is heard to its end all the same, and memory stays bounded. */
const KEPT = 100;

interface Reported {
  readonly attempt: number;
  readonly values: unknown[];
}

export class RecordReports {
  /** By the places of records in their stream. */
  readonly #reported = new Map<number, Reported>();

  /** A record that runs again reports again: its last attempt counts. */
  add(value: unknown, { index, attempt }: Pick<ReportSource, 'index' | 'attempt'>): void {
    const before = this.#reported.get(index);
    if (before?.attempt === attempt) {
      before.values.push(value);
      if (before.values.length > KEPT) before.values.shift();
    } else {
      this.#reported.set(index, { attempt, values: [value] });
    }
  }

  /** What it has reported, in order; it is forgotten here. */
  take(index: number): readonly unknown[] {
    const values = this.#reported.get(index)?.values ?? [];
    this.#reported.delete(index);
    return values;
  }
}
