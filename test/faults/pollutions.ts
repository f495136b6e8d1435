/** Names of options in `Object.prototype`, and a use of all that takes options. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { type Pool, range, type ThreadPool } from 'manyhands';
import { progressBar } from 'manyhands/progress';
import { Queue } from 'manyhands/shared';

/** What each would do, if it were taken for an option. */
export const POLLUTIONS: Readonly<Record<string, unknown>> = {
  workers: 'many',
  initializer: () => {
    throw new Error('not ours');
  },
  initArgs: 5,
  classes: 5,
  remakeConstants: 'x',
  maxTasksPerChild: -1,
  maxMemoryPerChild: -1,
  idleTimeout: 0,
  killGrace: -1,
  startTimeout: 0,
  startRetries: -1,
  env: 5,
  execArgv: ['-r', './there-is-no-such-module.cjs'],
  resourceLimits: { maxOldGenerationSizeMb: 1 },
  maxOldGenerationSizeMb: 8,
  stackSizeMb: 0.1,
  transport: 'nowhere',
  timeout: 0,
  retries: -1,
  transfer: 5,
  onProgress: 5,
  chunkSize: -1,
  bufferSize: -1,
  unordered: 'x',
  callback: 5,
  errorCallback: 5,
  maxSize: -1,
  label: 'not ours',
  total: 1,
  initial: 1,
  MANYHANDS_STDOUT: 'stderr',
  NODE_OPTIONS: '--require ./there-is-no-such-module.cjs',
  cwd: '/there/is/no/such/folder',
  shell: '/there/is/no/such/shell',
  argv0: 'x',
  uid: 12_345,
  eval: true,
};

async function use(kind: typeof Pool | typeof ThreadPool): Promise<unknown[]> {
  const pool = new kind(1);
  try {
    const double = (x: number): number => x * 2;
    const queue = new Queue<number>();
    await queue.put(7);
    const streamed: number[] = [];
    for await (const value of pool.imap(double, [1, 2])) streamed.push(value);
    const results = [
      await pool.apply(double, [4]),
      await pool.map(double, [1, 2, 3], {}),
      await pool.applyAsync(double, [5]).get({}),
      streamed,
      await pool.from(range(10)).map(double).sum(),
      await queue.get(),
    ];
    pool.close();
    await pool.join();
    return results;
  } finally {
    await pool.terminate();
  }
}

/** While the prototype of all objects has `pollutions`, all is as it should be. */
export async function assertUnchanged(
  kind: typeof Pool | typeof ThreadPool,
  pollutions: Readonly<Record<string, unknown>>,
): Promise<void> {
  const bar: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      bar.push(chunk.toString());
      done();
    },
  });
  for (const [name, value] of Object.entries(pollutions))
    Reflect.set(Object.prototype, name, value);
  let results: unknown[];
  try {
    results = await use(kind);
    using drawn = progressBar({ stream });
    drawn.update({ done: 1 });
  } finally {
    for (const name of Object.keys(pollutions)) Reflect.deleteProperty(Object.prototype, name);
  }

  assert.deepEqual(results, [8, [2, 4, 6], 10, [2, 4], 90, 7]);
  assert.doesNotMatch(bar.join(''), /not ours|\/1/);
}
