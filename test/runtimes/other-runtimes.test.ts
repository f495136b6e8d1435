/** Bun and Deno, by their npm packages: what works there, and what is said of what cannot. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { BundledProject } from '../bundlers/project.js';
import { fetchTool } from './nodes.js';

const TASKS = `
export const double = (x) => x * 2;
export const fail = () => { throw new RangeError('far'); };
export const loop = () => { for (;;); };
export const leave = () => process.exit(3);
`;
const PROGRAM = `
import * as pools from 'manyhands';
const { task, currentWorker } = pools;
const named = (name) => task(new URL('./tasks.mjs', import.meta.url), name);
const captured = 5;
try {
  const pool = new pools[process.argv[2]](2);
  const iterated = [];
  for await (const value of pool.imap(named('double'), [1, 2])) iterated.push(value);
  const failed = await pool.apply(named('fail')).catch((error) => error);
  console.log(JSON.stringify({
    map: await pool.map(named('double'), [1, 2, 3]),
    iterated,
    failed: [failed instanceof RangeError, failed.message],
    lost: await pool.apply(named('leave')).catch(({ name, exitCode }) => [name, exitCode]),
    late: await pool.apply(named('loop'), [], { timeout: 500 }).catch(({ name }) => name),
    unsendable: await pool.apply(named('double'), [() => 1]).catch(({ name }) => name),
    byText: await pool.map((x) => Math.max(x, 2), [1, 3]),
    known: await pool.map(Math.sqrt, [9]),
    closure: await pool.apply((x) => x + captured, [1]).catch(({ message }) => message),
  }));
  await pool.terminate();
} catch ({ code, message }) {
  console.log(JSON.stringify({ code, message }));
}
`;

const WORKS = {
  map: [2, 4, 6],
  iterated: [2, 4],
  failed: [true, 'far'],
  lost: ['WorkerLostError', 3],
  late: 'TaskTimeoutError',
  unsendable: 'NotSendableError',
  byText: [2, 3],
  known: [3],
};

describe('Another runtime than Node', () => {
  let project: BundledProject;
  before(() => {
    project = new BundledProject({ 'main.mjs': PROGRAM, 'tasks.mjs': TASKS });
  });
  after(() => project[Symbol.dispose]());

  const run = (program: string, args: readonly string[]): Record<string, unknown> => {
    const text = execFileSync(program, args, { cwd: project.folder, encoding: 'utf8' });
    return JSON.parse(text) as Record<string, unknown>;
  };
  const assertWorks = (seen: Record<string, unknown>, runtime: string): void => {
    const { closure, ...rest } = seen;
    assert.deepEqual(rest, WORKS);
    assert.match(
      String(closure),
      new RegExp(
        `because ${runtime} cannot look into functions.*\\n.*task\\(import\\.meta\\.url, 'name'\\)$`,
      ),
    );
  };

  for (const pool of ['Pool', 'ThreadPool']) {
    it(`runs ${pool} in Deno; what a closure needs it cannot see`, () => {
      const deno = join(fetchTool('deno'), 'node_modules/.bin/deno');

      assertWorks(run(deno, ['run', '--allow-all', 'main.mjs', pool]), 'Deno');
    });
  }

  it('runs ThreadPool in Bun; what a closure needs it cannot see', () => {
    const bun = join(fetchTool('bun'), 'node_modules/.bin/bun');

    assertWorks(run(bun, ['main.mjs', 'ThreadPool']), 'Bun');
  });

  it('says of Pool in Bun that ThreadPool is what works', () => {
    const bun = join(fetchTool('bun'), 'node_modules/.bin/bun');

    const seen = run(bun, ['main.mjs', 'Pool']);

    assert.equal(seen['code'], 'ERR_POOL_STATE');
    assert.match(String(seen['message']), /no v8\.Serializer \(Bun\).*use ThreadPool$/);
  });
});
