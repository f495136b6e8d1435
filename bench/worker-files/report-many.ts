/** A task of ours that has much to say. */
import { report } from 'manyhands';

export function reportMany(times: number): void {
  for (let value = 0; value < times; value += 1) report(value);
}
