/** Whether a value can be sent to a process, found out where it is: an error then names the task that has returned it. */
import { assertFits } from './frame.ts';
import { writeRemainder } from './remainder.ts';

const NO_HEAD = new Uint8Array(0);

/** Throws unless `value` can be encoded. */
export function checkEncoded(value: unknown): void {
  assertFits(writeRemainder([[value]], NO_HEAD, 'process').length);
}
