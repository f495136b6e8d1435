import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeHost, type HostNow } from '#dist/cluster/host/describe-host.js';

const NATURE = { id: 'h1', name: 'web-1', labels: {}, slots: 4, pools: { workers: [] } };

function nowWith(
  own: Partial<HostNow>,
  { untilMs, isOpen = false }: { untilMs?: number; isOpen?: boolean } = {},
): HostNow {
  return {
    isThere: true,
    intake: { quarantine: { untilMs, failures: 2 }, breaker: { isOpen } },
    counts: { chunks: 3, items: 9, perSecond: 1.5 },
    busy: 1,
    startedAtMs: 17,
    ...own,
  };
}

describe('What a host says of itself', () => {
  it('is what it is, and what it does', () => {
    const info = describeHost(NATURE, nowWith({}));

    assert.deepEqual([info.id, info.name, info.slots, info.busy], ['h1', 'web-1', 4, 1]);
    assert.deepEqual(info.counts, { chunks: 3, items: 9, itemsPerSecond: 1.5, failures: 2 });
    assert.equal('labels' in info, false);
  });

  it('has its labels, if it has any', () => {
    const info = describeHost({ ...NATURE, labels: { gpu: true } }, nowWith({}));

    assert.deepEqual(info.labels, { gpu: true });
  });

  it('has no slots while it leaves, is in quarantine, or refuses what it is given, and says which', () => {
    const leaving = describeHost(
      NATURE,
      nowWith({ isThere: false }, { untilMs: 99, isOpen: true }),
    );
    const quarantined = describeHost(NATURE, nowWith({}, { untilMs: 99 }));
    const refusing = describeHost(NATURE, nowWith({}, { isOpen: true }));

    assert.deepEqual(
      [leaving.slots, leaving.quarantinedUntilMs, leaving.refuses],
      [0, undefined, undefined],
    );
    assert.deepEqual([quarantined.slots, quarantined.quarantinedUntilMs], [0, 99]);
    assert.deepEqual([refusing.slots, refusing.refuses], [0, true]);
  });
});
