import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fstatSync } from 'node:fs';
import { describe, it } from 'node:test';
import { FileTickets, FileTicketTaker } from '#dist/core/tickets/file-tickets.js';
import { failOnLeaks } from '../../leaks.ts';
import { assertShared, contend, program, ticketSuite } from './ticket-suite.ts';

failOnLeaks();

ticketSuite('FileTickets', () => {
  const tickets = new FileTickets();
  return { tickets, taker: new FileTicketTaker(tickets.fd) };
});

describe('FileTickets', () => {
  it('give back the space of what was read, and lose nothing that waits meanwhile', () => {
    const tickets = new FileTickets();
    const taker = new FileTicketTaker(tickets.fd);
    const load = Array.from({ length: 512 }, (_, i) => i);
    const half = load.length;
    tickets.issue(load);

    for (let issued = 0; issued < 2_200_000; issued += half) {
      tickets.issue(load);
      const taken = [taker.take(), ...tickets.takeBack(half - 1)];
      assert.deepEqual([taken.length, taken[0], taken.at(-1)], [half, 0, half - 1]);
    }

    const { size, blocks } = fstatSync(tickets.fd);
    assert.ok(size > 8_000_000, `${size} bytes long: the shared position only grows`);
    assert.ok(blocks * 512 <= 4.5 * (1 << 20), `${blocks * 512} bytes on disk`);
    tickets.close();
  });

  it('are each taken exactly once by two processes', async () => {
    const tickets = new FileTickets();
    const child = spawn(process.execPath, [program('take-file-tickets')], {
      stdio: ['ignore', 'pipe', 'inherit', tickets.fd],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await once(child.stdout ?? child, 'data');

    const { issued, back } = await contend(tickets);
    tickets.issue([0]);
    await once(child, 'close');

    const theirs = JSON.parse(output.split('\n')[1] ?? '') as number[];
    assertShared(issued, back, theirs);
    tickets.close();
  });
});
