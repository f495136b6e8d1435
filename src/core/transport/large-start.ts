/** Arguments of what a worker runs first, in a form in which large buffers are in files. */
import type { FunctionPayload } from '../base/payload.ts';
import { writeInFiles } from '../wire/large-list.ts';
import type { SetUpCall } from '../wire/messages.ts';

/** Lists of arguments in which there was nothing large: they are written once to find out, and not for each worker. */
const small = new WeakSet<readonly unknown[]>();
let lastId = 0;

/** `undefined` if there is nothing large in them, or no file to be had. */
export function packArguments({ fn, args }: SetUpCall): FunctionPayload | undefined {
  if (args.length === 0 || small.has(args)) return undefined;
  try {
    const { bytes, files } = writeInFiles(args, 'process');
    if (files.length > 0) {
      lastId += 1;
      const body = { kind: 'values' as const, bytes, files };
      return { id: `arguments ${lastId}`, name: fn.name, body };
    }
    small.add(args);
  } catch {
    // Not as it is: what encodes the message knows more, or says why.
  }
  return undefined;
}
