/** Structured clone, also where a test runner has put a page in the place of Node's globals: jsdom has none. */
export const cloneValue: typeof structuredClone =
  typeof structuredClone === 'function' ? structuredClone : cloneThroughPort;

function cloneThroughPort<T>(value: T, options?: Parameters<typeof structuredClone>[1]): T {
  const { MessageChannel, receiveMessageOnPort } = process.getBuiltinModule('node:worker_threads');
  const { port1, port2 } = new MessageChannel();
  try {
    port1.postMessage(value, options?.transfer as ArrayBuffer[] | undefined);
    return receiveMessageOnPort(port2)?.message as T; // a copy of what was posted
  } finally {
    port1.close();
  }
}
