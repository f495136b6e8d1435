import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ChunksInHand } from '#dist/core/worker/chunks-in-hand.js';
import { chunk } from './fake-port.ts';

function inHand(tickets: number[]): ChunksInHand {
  return new ChunksInHand({ take: () => tickets.shift() });
}

describe('ChunksInHand', () => {
  it('gives chunks in the order of their tickets, each once', () => {
    const chunks = inHand([2, 1]);
    chunks.add([chunk(1, []), chunk(2, [])]);

    assert.deepEqual([chunks.takeNext()?.id, chunks.takeNext()?.id], [2, 1]);
    assert.equal(chunks.takeNext(), undefined);
  });

  it('takes no ticket while nothing is here', () => {
    const tickets = [1];
    const chunks = inHand(tickets);

    assert.equal(chunks.takeNext(), undefined);

    assert.deepEqual(tickets, [1]);
  });

  it('keeps a ticket whose chunk is on its way', () => {
    const chunks = inHand([1, 2]);
    chunks.add([chunk(2, [])]);
    assert.equal(chunks.takeNext(), undefined);

    chunks.add([chunk(1, [])]);

    assert.deepEqual([chunks.takeNext()?.id, chunks.takeNext()?.id], [1, 2]);
  });

  it('gives nothing that was dropped, nor waits for it', () => {
    const chunks = inHand([1, 2]);
    chunks.add([chunk(2, [])]);
    assert.equal(chunks.takeNext(), undefined); // 1 is claimed

    chunks.drop([1]);

    assert.equal(chunks.takeNext()?.id, 2);
  });

  it('gives nothing until each reason to hold has had its answer', () => {
    const chunks = inHand([1]);
    chunks.add([chunk(1, [])]);
    chunks.hold();
    chunks.hold();

    const given = [1, 2, 3].map(() => {
      const next = chunks.takeNext()?.id;
      chunks.goOn();
      return next;
    });

    assert.deepEqual(given, [undefined, undefined, 1]);
  });
});
