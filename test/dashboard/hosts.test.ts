/** What becomes of hosts that come and go, as the dashboard tells it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HostInfo } from 'manyhands/cluster';
import { Hosts } from '#dist/dashboard/hosts.js';
import { hostInfo } from '../cluster/hosts.ts';

const MINUTE = 60_000;

function shown(hosts: Hosts): string[] {
  return hosts.now.map(({ name, state }) => `${name} ${state}`);
}

describe('The hosts that a dashboard tells of', () => {
  it('are there by name, with what they say of themselves', () => {
    const hosts = new Hosts();
    const counts = { chunks: 9, items: 90, itemsPerSecond: 1.5, failures: 2 };
    const labels = { gpu: true, zone: 'b' } as const;
    const busy = { ...hostInfo('b', 2), busy: 1, version: '1.2.3', counts, labels };

    hosts.look([busy, hostInfo('a', 4)], 0);

    assert.deepEqual(hosts.now, [
      {
        ...{ id: 'h-a', name: 'a', pid: 1, version: '0.0.0', labels: [], slots: 4, busy: 0 },
        ...{ itemsPerSecond: 0, failures: 0, startedAt: 0, state: 'working', at: 0 },
      },
      {
        ...{
          id: 'h-b',
          name: 'b',
          pid: 1,
          version: '1.2.3',
          labels: ['gpu', 'zone=b'],
          slots: 2,
          busy: 1,
        },
        ...{ itemsPerSecond: 1.5, failures: 2, startedAt: 0, state: 'working', at: 0 },
      },
    ]);
  });

  it('may take nothing, for a reason', () => {
    const hosts = new Hosts();
    const quarantined = { ...hostInfo('a', 0), quarantinedUntilMs: 5000 };
    const waiting = { ...hostInfo('c', 0), workers: [] };

    hosts.look([quarantined, hostInfo('b', 0), waiting], 0);

    assert.deepEqual(shown(hosts), ['a quarantined', 'b leaving', 'c waiting']);
    assert.equal(hosts.now[0]?.at, 5000);
  });

  it('stay for a minute when they are gone, last, and come back if they had only not answered', () => {
    const hosts = new Hosts();
    hosts.look([hostInfo('a', 1), hostInfo('b', 1), hostInfo('c', 1)], 0);

    hosts.look([hostInfo('c', 1)], 1000);
    const gone = shown(hosts);
    hosts.look([hostInfo('a', 1), hostInfo('c', 1)], 2000);
    const back = shown(hosts);
    hosts.look([hostInfo('a', 1), hostInfo('c', 1)], 1000 + MINUTE);

    assert.deepEqual(gone, ['c working', 'a gone', 'b gone']);
    assert.deepEqual(back, ['a working', 'c working', 'b gone']);
    assert.deepEqual(shown(hosts), ['a working', 'c working']);
  });

  it('are not many, nor long', () => {
    const hosts = new Hosts();
    const labels = Object.fromEntries(
      Array.from({ length: 50 }, (_, at) => [`${at}${'label'.repeat(99)}`, true as const]),
    );
    const crowd = Array.from({ length: 300 }, (_, at) => ({
      ...(hostInfo(`${at}${'x'.repeat(200)}`, 1) satisfies HostInfo),
      labels,
    }));

    hosts.look(crowd, 0);
    const there = hosts.now;
    hosts.look([], 1);

    assert.equal(there.length, 256);
    assert.ok(there.every((host) => host.name.length <= 100 && host.labels.length <= 16));
    assert.ok(there.every((host) => host.labels.every(({ length }) => length <= 100)));
    assert.equal(hosts.now.length, 8);
  });
});
