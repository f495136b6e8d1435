import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NoTickets } from '#dist/core/tickets/tickets.js';

describe('NoTickets', () => {
  it('hold one chunk, which cannot be had back', () => {
    const tickets = new NoTickets();

    tickets.issue([7]);

    assert.equal(tickets.capacity, 1);
    assert.deepEqual([tickets.takeBack(), tickets.take(), tickets.take()], [[], 7, undefined]);
    tickets.close();
  });
});
