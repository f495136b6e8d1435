/**
 * Large buffers in files, with something missing or dying at each step: nothing hangs, nothing is lost that need not be,
 * and nothing is left.
 */
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statfsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Pool } from 'manyhands';
import { openFiles, whyNoFiles } from '../core/large/large-file.ts';
import { failOnLeaks } from '../leaks.ts';
import { change, die } from './modules/large-tasks.ts';
import { until } from '../until.ts';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('./programs/large-buffers.js', import.meta.url));
const LENGTH = 6 << 20;

/** Why no private `/dev/shm` can be mounted. */
function whyNoMounts(): string | false {
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/dev/shm'], {
      stdio: 'ignore',
    });
    return false;
  } catch {
    return 'only root can mount a private /dev/shm';
  }
}

const WHOLE = { passed: 12, captured: 6, started: 4, chained: 6, returned: 3, isWhole: true };

async function runProgram(file: string, args: readonly string[]): Promise<unknown> {
  const { stdout } = await run(file, args, { timeout: 60_000 });
  return JSON.parse(stdout) as unknown;
}

describe('a program with large buffers', { skip: whyNoFiles() }, () => {
  const skip = whyNoMounts();
  const withShm = async (mount: string): Promise<unknown> =>
    await runProgram('unshare', ['-m', 'sh', '-c', `${mount}; exec "$0" "$1"`, process.execPath, PROGRAM]); // biome-ignore format: one line

  it('works where there is everything', async () => {
    assert.deepEqual(await runProgram(process.execPath, [PROGRAM]), WHOLE);
  });

  it('works without anything that could map', async () => {
    assert.deepEqual(await runProgram(process.execPath, ['--no-addons', PROGRAM]), WHOLE);
  });

  it('works in a small /dev/shm', { skip }, async () => {
    assert.deepEqual(await withShm('mount -t tmpfs -o size=8m tmpfs /dev/shm'), WHOLE);
  });

  it('works in a full /dev/shm', { skip }, async () => {
    const fill = 'dd if=/dev/zero of=/dev/shm/x bs=1M 2> /dev/null';
    assert.deepEqual(await withShm(`mount -t tmpfs -o size=64m tmpfs /dev/shm && ${fill}`), WHOLE);
  });

  it('works without a /dev/shm', { skip }, async () => {
    const folder = 'mount -t tmpfs -o ro,size=1m tmpfs /dev/shm';
    assert.deepEqual(await withShm(folder), WHOLE);
  });

  it('works where workers can open no file of the program', async () => {
    assert.deepEqual(await runProgram(process.execPath, [PROGRAM, 'closed']), WHOLE);
  });

  it('works where there is little room for addresses', async () => {
    const limited = 'ulimit -v 6000000; exec "$0" "$1"';
    assert.deepEqual(await runProgram('sh', ['-c', limited, process.execPath, PROGRAM]), WHOLE);
  });

  it('works under --permission', async () => {
    const flag = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission';
    const flags = [flag, '--no-warnings', '--allow-fs-read=*', '--allow-child-process'];

    assert.deepEqual(await runProgram(process.execPath, [...flags, PROGRAM, 'by-reference']), {
      ...WHOLE,
      captured: 0,
      chained: 0,
    });
  });

  it('leaves nothing when it is killed with all of it under way', async () => {
    const before = statfsSync('/dev/shm').bavail;
    const child = spawn(process.execPath, [PROGRAM, 'for-ever'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const pids = JSON.parse(line.toString()) as number[];
    assert.ok(openFiles(child.pid) > 0, 'there are files');

    child.kill('SIGKILL');

    await until('workers to end', () => pids.every((pid) => !isAlive(pid)));
    await until(
      'the memory to be given back',
      () => statfsSync('/dev/shm').bavail >= before - 1000,
    );
  });
});

function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** Of a worker. */
let mine: readonly number[] = [];

function bytesOf(value: number): Uint8Array {
  return new Uint8Array(LENGTH).fill(value);
}

describe('a pool with large buffers', { skip: whyNoFiles() }, () => {
  failOnLeaks();

  it('runs on when workers are killed with buffers in hand', async () => {
    await using pool = new Pool(2);
    const bytes = new Uint8Array(LENGTH).fill(3);
    const work = async (given: Uint8Array, i: number): Promise<Uint8Array> => {
      if (i % 5 === 0) process.kill(process.pid, 'SIGKILL');
      await Promise.resolve();
      return given.fill(i);
    };

    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => pool.apply(work, [bytes, i])),
    );

    for (const [i, outcome] of outcomes.entries()) {
      if (i % 5 === 0) assert.equal(outcome.status, 'rejected');
      else assert.equal(outcome.status === 'fulfilled' && outcome.value[5], i);
    }
  });

  it('mixes nothing up where files are used again, with workers that die in between', async () => {
    await using pool = new Pool(2);
    const calls = Array.from({ length: 120 }, async (_, i) => {
      const length = (1 << 20) + (i % 7) * 200_000;
      const bytes = new Uint8Array(length).fill(i);
      if (i % 30 === 29) {
        await assert.rejects(pool.apply(die, [bytes]), { code: 'ERR_POOL_WORKER_LOST' });
        return;
      }
      const by = i + 1;
      const [sum, changed] = await pool.apply(change, [bytes, by]);
      assert.equal(sum, length * i);
      assert.equal(changed.length, length);
      assert.ok(
        changed.every((byte, at) => byte === (at % 97 === 0 ? (i + by) & 0xff : i)),
        `${i}`,
      );
    });
    await Promise.all(calls);
  });

  it('keeps a result whose worker has died since', async () => {
    await using pool = new Pool({ workers: 1 });
    const make = (length: number): Uint8Array => {
      setImmediate(() => setImmediate(() => process.kill(process.pid, 'SIGKILL')));
      return new Uint8Array(length).fill(8);
    };

    const [one] = await Promise.allSettled([pool.apply(make, [LENGTH])]);

    // Either it had left the worker, all of it, or the task was lost; there is no third.
    if (one.status === 'fulfilled') assert.ok(one.value.every((byte) => byte === 8));
    else assert.equal((one.reason as { code: string }).code, 'ERR_POOL_WORKER_LOST');
  });

  it('ends with terminate, cancel and a time limit, whatever is on its way', async () => {
    const bytes = new Uint8Array(LENGTH);
    const forEver = async (given: Uint8Array): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 60_000));
      return given.length;
    };
    const pool = new Pool({ workers: 2, killGrace: 50 });

    const cancelled = pool.applyAsync(forEver, [bytes]);
    const late = pool.apply(forEver, [bytes], { timeout: 20 });
    const rest = Promise.allSettled([pool.map(forEver, [bytes, bytes, bytes])]);
    await assert.rejects(late, { code: 'ERR_POOL_TASK_TIMEOUT' });
    cancelled.cancel();
    await pool.terminate();

    const [mapped] = await rest;
    assert.equal(mapped.status, 'rejected');
  });

  it('has what a broadcast brought in workers that are started later', async () => {
    await using pool = new Pool({ workers: 1 });
    const table = new Uint8Array(LENGTH).fill(3);
    await pool.broadcast((given: Uint8Array) => void (mine = [table[5] ?? 0, given[7] ?? 0]), [bytesOf(4)], { replay: true }); // biome-ignore format: one line
    table.fill(9);

    for (let i = 0; i < 2; i += 1) {
      assert.deepEqual(await pool.apply(() => mine), [3, 4]);
      await assert.rejects(pool.apply(() => process.kill(process.pid, 'SIGKILL')));
    }
  });

  it('holds files of its initializer until it has ended, and no longer', async () => {
    const table = new Uint8Array(LENGTH).fill(3);
    const pool = new Pool({
      workers: 1,
      initializer: (given: Uint8Array) => void (mine = [table[5] ?? 0, given[7] ?? 0]),
      initArgs: [bytesOf(4)],
    });
    assert.deepEqual(await pool.apply(() => mine), [3, 4]);
    await until('the file of its argument to be closed', () => openFiles() === 1);
    await pool.terminate();
    await until('the other file to be closed', () => openFiles() === 0);
  });

  it('has as much memory and as many descriptors after hundreds of calls as before', async () => {
    await using pool = new Pool(1);
    const bytes = new Uint8Array(2 << 20);
    const count = (given: Uint8Array): number => given[0] ?? 0;
    await pool.apply(count, [bytes]);
    let most = 0;

    for (let i = 0; i < 300; i += 1) {
      bytes[0] = i & 0xff;
      assert.equal(await pool.apply(count, [bytes]), i & 0xff);
      most = Math.max(most, openFiles());
    }

    assert.ok(most <= 65, `${most} files were open at once`);
    await until('the files to be closed', () => openFiles() === 0);
  });
});
