/**
 * Node's own `process.nextTick`. Jest's fake timers put another in its place, which waits until the test calls it:
 * nothing would ever be sent. Limits of time stay those of the test.
 */
const node: NodeJS.Process = process.getBuiltinModule('node:process');

export const nextTick: NodeJS.Process['nextTick'] = node.nextTick;
