/**
 * Takes the worker loop's own frames out of stacks: below your function there is nothing that you wrote
 * or could change, and ten lines of it would hide the lines that matter.
 */

/** The folder of the code that calls tasks. */
const OWN_FOLDER = new URL('../../worker/', import.meta.url).href;

/** `stack` down to where the worker called the task; as it is if the worker did not. */
export function withoutOwnFrames(stack: string): string {
  const own = stack.indexOf(OWN_FOLDER);
  return own === -1 ? stack : stack.slice(0, stack.lastIndexOf('\n', own));
}
