import { once } from 'node:events';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { SharedTickets } from '#dist/core/tickets/shared-tickets.js';
import { failOnLeaks } from '../../leaks.ts';
import { assertShared, contend, program, ticketSuite } from './ticket-suite.ts';

failOnLeaks();

ticketSuite('SharedTickets', () => {
  const tickets = new SharedTickets();
  return { tickets, taker: new SharedTickets(tickets.memory) };
});

describe('SharedTickets', () => {
  it('are each taken exactly once by two threads', async () => {
    const tickets = new SharedTickets();
    const worker = new Worker(program('take-shared-tickets'), { workerData: tickets.memory });
    await once(worker, 'message');
    const exited = once(worker, 'exit'); // it may come in the same moment as the last message

    const { issued, back } = await contend(tickets);
    tickets.issue([0]);
    const [theirs] = (await once(worker, 'message')) as [number[]];
    await exited;

    assertShared(issued, back, theirs);
  });
});
