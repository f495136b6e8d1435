/** A program in which something formats stacks in its own way, here and in the workers. */
import { Pool } from 'manyhands';

const [, , transport, kind] = process.argv;
const hostile = (how: string | undefined): void => {
  Error.prepareStackTrace = () => {
    if (how === 'throws') throw new Error('hostile');
    return { no: 'string' };
  };
};
const pool = new Pool({
  workers: 1,
  transport: transport as 'process',
  initializer: hostile,
  initArgs: [kind],
});
hostile(kind);
const fail = (message: string): never => {
  throw new RangeError(message);
};
// A socket whose other end is gone may fail with ECONNRESET, and Node itself reads the stack of that error: what throws
// then throws in Node, in any program that has a socket.
const mayExit = transport === 'thread' || (transport === 'process' && kind !== 'throws');
const outcomes: unknown[] = [
  await pool.apply(fail, ['one']).catch((error: unknown) => error),
  await pool.map(fail, ['two']).catch((error: unknown) => error),
  mayExit && (await pool.apply(() => process.exit(7)).catch((error: unknown) => error)),
  await pool.apply((x: unknown) => x, [() => {}]).catch((error: unknown) => error),
];
const texts = outcomes.map((error) => {
  if (!(error instanceof Error)) return typeof error;
  const { name, message } = error;
  return `${name}: ${message.split('\n')[0]}`;
});
Reflect.deleteProperty(Error, 'prepareStackTrace'); // see above: the sockets of workers that end
await pool.terminate();
console.log(JSON.stringify([texts, outcomes[0] instanceof RangeError]));
