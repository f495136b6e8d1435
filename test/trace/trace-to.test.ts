import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Pool, ThreadPool } from 'manyhands';
import { traceTo } from 'manyhands/trace';
import { failOnLeaks } from '../leaks.ts';
import { assertTrace, readTrace, slicesOf } from './trace-format.ts';

const folder = mkdtempSync(join(tmpdir(), 'manyhands-trace-'));
after(() => rmSync(folder, { recursive: true }));
const PROGRAM = fileURLToPath(new URL('./programs/traced.js', import.meta.url));

const square = (x: number): number => x * x;

function failAt(x: number): number {
  if (x === 3) throw new RangeError('three\nis refused');
  return x;
}

function exit(): never {
  process.exit(7);
}

describe('traceTo', () => {
  failOnLeaks();

  it('has a lane for each worker, its chunks on it, the calls above, and counters', async () => {
    const file = join(folder, 'lanes.json');
    {
      await using trace = traceTo(file);
      assert.equal(typeof trace.close, 'function');
      await using pool = new Pool({ workers: 2, name: 'lanes' });
      await pool.ready();
      await pool.map(square, [1, 2, 3, 4], { chunkSize: 1 });
    }

    const events = readTrace(file);
    assertTrace(events);
    const names = events.flatMap(({ ph, args }) => (ph === 'M' ? [String(args?.['name'])] : []));
    assert.ok(names.some((name) => /^pool lanes#\d+$/.test(name)));
    for (const id of [1, 2]) assert.ok(names.some((name) => name.startsWith(`worker ${id} (pid `)));
    const slices = slicesOf(events);
    assert.equal(slices.filter(({ name }) => name === 'square').length, 4);
    assert.equal(slices.filter(({ name }) => name === 'start').length, 2);
    const calls = events.filter(({ cat }) => cat === 'call');
    assert.deepEqual(
      calls.map(({ ph, name, args }) => [ph, name, args?.['items']]),
      [
        ['b', 'map square', 4],
        ['e', 'map square', 4],
      ],
    );
    assert.ok(events.some(({ ph, name }) => ph === 'C' && name === 'queued'));
    assert.ok(events.some(({ ph, name }) => ph === 'C' && name.startsWith('memory of worker')));
  });

  it('shows what failed, what was lost, and how a worker ended', async () => {
    const file = join(folder, 'faults.json');
    {
      await using trace = traceTo(file);
      assert.equal(typeof trace.close, 'function');
      await using pool = new ThreadPool({ workers: 1 });
      await pool.map(failAt, [1, 2, 3]).catch(() => {});
      await pool.apply(exit).catch(() => {});
    }

    const events = readTrace(file);
    assertTrace(events);
    const outcomes = slicesOf(events).map(({ args }) => args?.['outcome']);
    assert.ok(outcomes.includes('failed') && outcomes.includes('lost'), String(outcomes));
    assert.ok(events.some(({ ph, name }) => ph === 'i' && name.includes('exit code 7')));
    const errors = events.flatMap(({ ph, args }) => (ph === 'e' ? [args?.['error']] : []));
    assert.equal(errors[0], 'RangeError: three');
  });

  it('keeps slices apart, however many results come together', async () => {
    const file = join(folder, 'many.json');
    {
      await using trace = traceTo(file);
      assert.equal(typeof trace.close, 'function');
      await using pool = new ThreadPool(2);
      const all = Array.from({ length: 5000 }, (_, i) => pool.applyAsync(square, [i]));
      await Promise.all(all);
    }

    const events = readTrace(file);

    assertTrace(events);
    assert.equal(slicesOf(events).filter(({ name }) => name === 'square').length, 5000);
  });

  for (const end of ['returns', 'exits', 'throws', 'killed']) {
    it(`leaves a file that opens when its program ${end}`, async () => {
      const file = join(folder, `${end}.json`);

      await new Promise<void>((resolve) => {
        execFile(process.execPath, [PROGRAM, file, end], () => resolve());
      });

      const events = readTrace(file);
      assertTrace(events);
      assert.ok(slicesOf(events).some(({ name }) => name !== 'start'));
      assert.ok(events.some(({ ph, cat }) => ph === 'e' && cat === 'call'));
    });
  }

  it('has no end of a call that began before it', async () => {
    const file = join(folder, 'late.json');
    await using pool = new ThreadPool(1);
    const early = pool.map(square, [1, 2, 3]);
    {
      await using trace = traceTo(file);
      assert.equal(typeof trace.close, 'function');
      await early;
      await pool.map(square, [4]);
    }

    const events = readTrace(file);

    assertTrace(events);
    assert.equal(events.filter(({ ph }) => ph === 'e').length, 1);
  });

  it('throws at once if the file cannot be written, and listens to nothing then', () => {
    assert.throws(() => traceTo(join(folder, 'no', 'such', 'folder.json')), { code: 'ENOENT' });
  });

  it('writes nothing more once it is closed, which may be repeated', async () => {
    const file = join(folder, 'closed.json');
    const trace = traceTo(file);
    trace.close();
    await using pool = new ThreadPool(1);

    await pool.apply(square, [2]);
    trace.close();

    assert.deepEqual(readTrace(file), []);
  });
});
