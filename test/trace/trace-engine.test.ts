/** What a real reader of traces makes of ours: the engine of Chrome's developer tools. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ThreadPool } from 'manyhands';
import { traceTo } from 'manyhands/trace';
import { failOnLeaks } from '../leaks.ts';
import { type ReadLane, readLanes } from './trace-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'manyhands-trace-engine-'));
after(() => rmSync(folder, { recursive: true }));
const PROGRAM = fileURLToPath(new URL('./programs/traced.js', import.meta.url));

async function waitFor(ms: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return ms;
}

const namesIn = ({ slices }: ReadLane): string[] => slices.map(({ name }) => name);

describe('A trace in the engine of developer tools', () => {
  failOnLeaks();

  it('is a process for each pool, and a lane for each worker with its start and its tasks', async () => {
    const file = join(folder, 'lanes.json');
    {
      await using trace = traceTo(file);
      assert.equal(typeof trace.close, 'function');
      await using one = new ThreadPool({ workers: 1, name: 'one' });
      await using two = new ThreadPool({ workers: 2, name: 'two' });
      await Promise.all([one.ready(), two.ready()]);
      await one.map(waitFor, [5, 5, 5], { chunkSize: 1 });
      await two.map(waitFor, [30, 30, 5, 5], { chunkSize: 1 });
    }

    const lanes = await readLanes(file);

    const places = lanes.map(({ process, lane }) => `${process.replace(/#\d+/, '')} ${lane}`);
    assert.deepEqual(places.map((place) => place.replace(/thread \d+/, 'thread')).sort(), [
      'pool one worker 1 (thread)',
      'pool two worker 1 (thread)',
      'pool two worker 2 (thread)',
    ]);
    assert.deepEqual(
      lanes.map((lane) => namesIn(lane)[0]),
      ['start', 'start', 'start'],
    );
    const tasks = lanes.flatMap(({ slices }) => slices.filter(({ name }) => name === 'waitFor'));
    assert.equal(tasks.length, 7);
    assert.ok(tasks.every(({ ms, depth }) => ms >= 4 && depth === 0));
  });

  it('has lanes of its own for tasks that run at the same time', async () => {
    const file = join(folder, 'concurrent.json');
    {
      await using trace = traceTo(file);
      assert.equal(typeof trace.close, 'function');
      await using pool = new ThreadPool({ workers: 1, concurrency: 3 });
      await pool.map(waitFor, [40, 40, 40], { chunkSize: 1 });
    }

    const lanes = await readLanes(file);

    const slices = lanes.flatMap((lane) => lane.slices);
    assert.equal(slices.filter(({ name }) => name === 'waitFor').length, 3);
    assert.ok(slices.every(({ depth }) => depth === 0)); // none lies in another
    assert.deepEqual(lanes.map(({ lane }) => lane.replace(/\(thread \d+\)/, '')).sort(), [
      'worker 1 ',
      'worker 1  · 2',
      'worker 1  · 3',
    ]);
    assert.ok(slices.every(({ name, ms }) => name === 'start' || ms >= 38));
  });

  it('has what had happened when its program was killed', async () => {
    const file = join(folder, 'killed.json');

    await new Promise<void>((resolve) => {
      execFile(process.execPath, [PROGRAM, file, 'killed'], () => resolve());
    });

    const [lane] = await readLanes(file);
    assert.ok(lane !== undefined && !readFileSync(file, 'utf8').trimEnd().endsWith(']'));
    assert.match(lane.lane, /^worker 1 \(thread \d+\)$/);
    assert.deepEqual(namesIn(lane), ['start', '(anonymous)', '(anonymous)', '(anonymous)']);
  });

  it('is refused by it if it is no trace: what it reads counts for something', async () => {
    const file = join(folder, 'torn.json');
    writeFileSync(file, '[{"ph":"X","name":"f","pid":1,"tid":1,"ts":"soon"');

    await assert.rejects(readLanes(file));
  });
});
