/** The latest values of something that is looked at in equal steps, and the number of the step of the first of them. */
import { MAX_TICKS } from './messages.ts';

export class Series {
  from: number;
  readonly values: number[] = [];

  constructor(from: number) {
    this.from = from;
  }

  get last(): number | undefined {
    return this.values.at(-1);
  }

  push(value: number): void {
    this.values.push(value);
    if (this.values.length <= MAX_TICKS) return;
    this.values.shift();
    this.from += 1;
  }

  /** The latest `count`; fewer if there are not so many. */
  latest(count: number): readonly number[] {
    return this.values.slice(-count);
  }
}
