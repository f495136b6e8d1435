import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClusterWorkers } from '#dist/cluster/submit/cluster-workers.js';
import type { HostInfo } from 'manyhands/cluster';
import { hostInfo } from '../hosts.ts';

const worker = (id: number, pid: number) => ({ id, pid, state: 'idle' as const });

/** What is known of the workers after each look. */
function look(workers: ClusterWorkers, hosts: readonly HostInfo[]): (readonly [number, number])[] {
  workers.look(hosts);
  return workers.now.map(({ id, pid }) => [id, pid]);
}

describe('The numbers of the workers of a cluster', () => {
  it('are theirs for as long as their hosts are there, in whatever order hosts answer', () => {
    const a = { ...hostInfo('a', 2), workers: [worker(1, 10), worker(2, 11)] };
    const b = { ...hostInfo('b', 1), workers: [worker(1, 20)] };
    const workers = new ClusterWorkers();

    const first = look(workers, [a, b]);
    const turned = look(workers, [b, a]);
    const left = look(workers, [b]);

    assert.deepEqual(first, [
      [1, 10],
      [2, 11],
      [3, 20],
    ]);
    assert.deepEqual(turned, first);
    assert.deepEqual(left, [[3, 20]]);
  });

  it('are new ones for a host that is started again, and for workers that come for others', () => {
    const before = { ...hostInfo('a', 1), workers: [worker(1, 10)] };
    const replaced = { ...before, workers: [worker(2, 11)] };
    const again = { ...replaced, id: 'h-another' };
    const workers = new ClusterWorkers();

    const seen = [before, replaced, again].map((host) => look(workers, [host]));

    assert.deepEqual(seen, [[[1, 10]], [[2, 11]], [[3, 11]]]);
  });
});
