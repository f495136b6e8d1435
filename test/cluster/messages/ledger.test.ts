import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDone, readLedger, Serials } from '#dist/cluster/messages/ledger.js';
import { newSigner } from '../memory-cluster.ts';

describe('A ledger', () => {
  it('calls done what was given a number and is not waited for any more', () => {
    const serials = new Serials();
    const [a, b, c] = [serials.take(), serials.take(), serials.take()];
    serials.drop(b);

    const ledger = readLedger(newSigner(), 's-1', serials.describe(newSigner(), 's-1'));

    assert.ok(ledger !== undefined);
    const later = serials.take();
    assert.deepEqual(
      [a, b, c, later].map((serial) => isDone(ledger, serial)),
      [false, true, false, false],
    );
  });

  it('knows nothing of what lies behind a list that is too long', () => {
    const serials = new Serials();
    const all = Array.from({ length: 1500 }, () => serials.take());
    serials.drop(1);
    serials.drop(1400);

    const ledger = readLedger(newSigner(), 's-1', serials.describe(newSigner(), 's-1'));

    assert.ok(ledger !== undefined);
    assert.deepEqual(
      all.filter((serial) => isDone(ledger, serial)),
      [1],
    );
  });

  it('is only read if it is of this submitter and signed', () => {
    const message = new Serials().describe(newSigner(), 's-1');

    assert.equal(readLedger(newSigner(), 's-2', message), undefined);
    const changed = { ...message, headers: { ...message.headers, next: '99' } };
    assert.equal(readLedger(newSigner(), 's-1', changed), undefined);
    assert.equal(readLedger(newSigner(), 's-1', { headers: {}, body: message.body }), undefined);
  });
});
