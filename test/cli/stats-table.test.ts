import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { statsTable } from '#dist/cli/stats-table.js';
import type { PoolStats } from 'manyhands';
import { assertTrace, readTrace, slicesOf } from '../trace/trace-format.ts';
import { TASKS, Workspace } from './command.ts';

const times = { count: 10, mean: 2, p50: 1.234, p90: 3, p99: 4, max: 1500 };
const STATS: PoolStats = {
  workers: { starting: 0, idle: 1, busy: 0, replaced: 1 },
  tasks: {
    ...{ queued: 0, running: 0, done: 9, failed: 1 },
    ...{ lost: 0, retried: 0, timedOut: 0, cancelled: 0 },
  },
  run: times,
  wait: times,
  utilization: 0.936,
  bytesSent: 1_500_000,
  bytesReceived: 0,
  sinceMs: 2000,
  perWorker: [
    { id: 2, pid: 42, state: 'idle', tasks: 10, busyMs: 1900, startMs: 30, memory: 50_000_000 },
  ],
  slowest: [{ fn: 'f', index: 3, runMs: 1500 }],
};

describe('--stats', () => {
  it('is a table of what the pool has done, without what is nothing', () => {
    assert.equal(
      statsTable(STATS),
      [
        'records     9 done · 1 failed',
        'took        2.0 s, workers busy 94% of it',
        'run         p50 1.23 ms · p90 3 ms · p99 4 ms · max 1.5 s',
        'wait        p50 1.23 ms · p90 3 ms · p99 4 ms · max 1.5 s',
        'slowest     1.5 s',
        'sent        1.5 MB, received 0.0 MB',
        'workers     1 at the end · 1 replaced',
        '  worker 2  pid 42 · 10 records · busy 1.9 s · 50.0 MB',
        '',
      ].join('\n'),
    );
  });

  it('is printed to stderr at the end, with --quiet too', async () => {
    using space = new Workspace();
    space.write('in.ndjson', '1\n2\n3\n');

    const end = await space.run(['map', `${TASKS}#echo`, 'in.ndjson', '--stats', '--quiet']);

    assert.equal(end.exitCode, 0, end.stderr);
    assert.match(end.stderr, /^records {5}3 done$/m);
    assert.equal(end.stdout, '1\n2\n3\n');
  });
});

describe('--trace', () => {
  it('writes what the workers did', async () => {
    using space = new Workspace();
    space.write('in.ndjson', '1\n2\n3\n');

    const end = await space.run(['map', `${TASKS}#echo`, 'in.ndjson', '--trace', 'trace.json']);

    assert.equal(end.exitCode, 0, end.stderr);
    const events = readTrace(space.path('trace.json'));
    assertTrace(events);
    assert.ok(slicesOf(events).some(({ name }) => name === 'start'));
  });

  it('is refused before anything is run if the file cannot be written', async () => {
    using space = new Workspace();
    space.write('in.ndjson', '1\n');

    const end = await space.run(['map', `${TASKS}#echo`, 'in.ndjson', '--trace', '.']);

    assert.deepEqual([end.exitCode, end.stdout], [2, '']);
    assert.match(end.stderr, /cannot write \./);
  });
});
