/** Counts the buffers that a thread moves away with what it posts. */
import { MessagePort } from 'node:worker_threads';

let moved = 0;

/** From now on. Returns what ends it. */
export function countMoved(): () => void {
  const { postMessage } = MessagePort.prototype;
  moved = 0;
  MessagePort.prototype.postMessage = function count(this: MessagePort, ...args: unknown[]) {
    const [, transfer] = args; // ours are lists
    if (Array.isArray(transfer))
      moved += transfer.filter((one) => one instanceof ArrayBuffer).length;
    return Reflect.apply(postMessage, this, args) as undefined;
  };
  return () => {
    MessagePort.prototype.postMessage = postMessage;
  };
}

export function movedSince(): number {
  return moved;
}
