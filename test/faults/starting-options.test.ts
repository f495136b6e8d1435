/** What the program was started with, and what becomes of it in workers that are started later and elsewhere. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../program.ts';
import { overBoth } from './over-both.ts';

const inc = (x: number): number => x + 1;

/** Runs a program below `programs/` in a folder of its own, with what it finds there. */
function runIn(
  folder: string,
  name: string,
  { execArgv = [] as readonly string[], args = [] as readonly string[], env = {} } = {},
): string {
  const program = fileURLToPath(new URL(`programs/${name}`, import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [...execArgv, program, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

overBoth('A worker', (subject) => {
  const { kind } = subject;

  subject.it('loads --import with a relative path, wherever the program has gone to', () => {
    const folder = mkdtempSync(join(tmpdir(), 'starting-'));
    writeFileSync(join(folder, 'hook.mjs'), 'globalThis.isHooked = true;');
    const execArgv = ['--import', './hook.mjs'];

    const stdout = runIn(folder, 'changes-folder.js', { execArgv, args: [kind] });

    rmSync(folder, { recursive: true });
    assert.deepEqual(JSON.parse(stdout), [
      ['/', true],
      ['/tmp', true],
      ['/tmp', true],
    ]);
  });

  subject.it('does not wait for the debugger that NODE_OPTIONS asks for', async () => {
    const before = process.env['NODE_OPTIONS'];
    process.env['NODE_OPTIONS'] = `${before ?? ''} --inspect-brk --no-warnings`;
    try {
      await using pool = subject.pool(1);

      const options = await pool.apply(() => process.env['NODE_OPTIONS']?.trim());

      assert.equal(options, `${before ?? ''} --no-warnings`.trim());
    } finally {
      if (before === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = before;
    }
  });

  subject.it('that is terminated has its coverage written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'profiled-'));

    runIn(folder, 'profiled.js', { args: [kind], env: { NODE_V8_COVERAGE: folder } });

    const files = readdirSync(folder);
    rmSync(folder, { recursive: true });
    assert.equal(files.length, 2, `the program's and the worker's: ${files.join(' ')}`);
  });

  subject.it('that is terminated has its CPU profile written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'profiled-'));
    const execArgv = ['--cpu-prof', `--cpu-prof-dir=${folder}`];

    runIn(folder, 'profiled.js', { execArgv, args: [kind, ...execArgv] });

    const files = readdirSync(folder);
    rmSync(folder, { recursive: true });
    assert.equal(files.length, 2, `the program's and the worker's: ${files.join(' ')}`);
  });

  subject.itWith(
    'process',
    'whose execPath is an application is not started again and again',
    async () => {
      const { stdout, stderr } = await runProgram(new URL('programs/not-node.js', import.meta.url));

      const { code, message } = JSON.parse(stdout) as { code: string; message: string };
      assert.equal(code, 'ERR_POOL_CRASH_LOOP', stderr);
      assert.match(message, /^process\.execPath is an application/);
      assert.ok((stderr.match(/^PoolStateError/gm)?.length ?? 0) <= 2, stderr); // once a worker
    },
  );

  subject.itWith(
    'process',
    'gives its tasks an environment in which pools can be made',
    async () => {
      await using pool = subject.pool(1);
      const nested = async (x: number): Promise<number> => {
        const { Pool } = await import('manyhands');
        await using inner = new Pool(1);
        return await inner.apply((y: number) => y + 1, [x]);
      };

      assert.equal(await pool.apply(nested, [1]), 2);
      assert.equal(await pool.apply(inc, [1]), 2);
    },
  );
});
