/**
 * Takes the worker loop's own frames out of stacks: below your function there is nothing that you wrote
 * or could change, and ten lines of it would hide the lines that matter.
 */
import { placesOfTaskCallers } from '../../base/own-files.ts';

/** `stack` down to where the worker called the task; as it is if the worker did not. */
export function withoutOwnFrames(stack: string): string {
  const found = placesOfTaskCallers()
    .map((place) => stack.indexOf(place))
    .filter((at) => at !== -1);
  return found.length === 0 ? stack : stack.slice(0, stack.lastIndexOf('\n', Math.min(...found)));
}
