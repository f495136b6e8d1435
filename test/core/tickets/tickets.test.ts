/** Both kinds of tickets, by themselves and with another process or thread that takes as fast as it can. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fstatSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { FileTickets, FileTicketTaker } from '#dist/core/tickets/file-tickets.js';
import { SharedTickets } from '#dist/core/tickets/shared-tickets.js';
import { NoTickets, type TicketTaker, type Tickets } from '#dist/core/tickets/tickets.js';
import { failOnLeaks } from '../../leaks.ts';

const KINDS: Readonly<Record<string, () => { tickets: Tickets; taker: TicketTaker }>> = {
  FileTickets: () => {
    const tickets = new FileTickets();
    return { tickets, taker: new FileTicketTaker(tickets.fd) };
  },
  SharedTickets: () => {
    const tickets = new SharedTickets();
    return { tickets, taker: new SharedTickets(tickets.memory) };
  },
};

const ALL = Number.MAX_SAFE_INTEGER;

failOnLeaks();

for (const [kind, make] of Object.entries(KINDS)) {
  describe(kind, () => {
    it('are taken in the order in which they were issued, by either side', () => {
      const { tickets, taker } = make();

      tickets.issue([5, 6, 7]);
      tickets.issue([8, 9]);

      assert.deepEqual(
        [taker.take(), ...tickets.takeBack(2), taker.take(), ...tickets.takeBack(ALL)],
        [5, 6, 7, 8, 9],
      );
      assert.deepEqual([taker.take(), tickets.takeBack(ALL)], [undefined, []]);
      tickets.close();
    });

    it('may be issued again after they were taken', () => {
      const { tickets, taker } = make();
      tickets.issue([1, 2, 3]);

      tickets.issue(tickets.takeBack(2));

      assert.deepEqual(
        [taker.take(), taker.take(), taker.take(), taker.take()],
        [3, 1, 2, undefined],
      );
      tickets.close();
    });

    it('carry every id of 32 bits', () => {
      const { tickets, taker } = make();

      tickets.issue([0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]);

      assert.deepEqual(
        [taker.take(), taker.take(), ...tickets.takeBack(ALL)],
        [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff],
      );
      tickets.close();
    });

    it('go on for longer than any buffer of theirs: three million, a full load at a time', () => {
      const { tickets, taker } = make();
      const load = Array.from({ length: tickets.capacity }, (_, i) => i);
      const rounds = Math.ceil(3_000_000 / load.length);

      for (let round = 0; round < rounds; round += 1) {
        tickets.issue(load);
        const taken = [taker.take(), ...tickets.takeBack(ALL)];
        assert.deepEqual([taken.length, taken[0], taken.at(-1)], [load.length, 0, load.length - 1]);
      }

      assert.equal(taker.take(), undefined);
      tickets.close();
    });
  });
}

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

describe('SharedTickets', () => {
  it('are each taken exactly once by two threads', async () => {
    const tickets = new SharedTickets();
    const worker = new Worker(program('take-shared-tickets'), { workerData: tickets.memory });
    await once(worker, 'message');

    const { issued, back } = await contend(tickets);
    tickets.issue([0]);
    const [theirs] = (await once(worker, 'message')) as [number[]];
    await once(worker, 'exit');

    assertShared(issued, back, theirs);
  });
});

describe('NoTickets', () => {
  it('hold one chunk, which cannot be had back', () => {
    const tickets = new NoTickets();

    tickets.issue([7]);

    assert.equal(tickets.capacity, 1);
    assert.deepEqual([tickets.takeBack(), tickets.take(), tickets.take()], [[], 7, undefined]);
    tickets.close();
  });
});

/** Issues tickets in lots and takes some of them back, while somebody else takes as well. */
async function contend(tickets: Tickets): Promise<{ issued: number; back: number[] }> {
  const back: number[] = [];
  let issued = 0;
  for (let lot = 0; lot < 400; lot += 1) {
    const ids = Array.from({ length: 100 }, (_, i) => issued + i + 1);
    tickets.issue(ids);
    issued += ids.length;
    back.push(...tickets.takeBack(1), ...tickets.takeBack(lot % 50));
    if (lot % 5 === 0) await setImmediate(); // lets the other have its turn where there is one CPU
    back.push(...tickets.takeBack(ALL));
  }
  return { issued, back };
}

function assertShared(issued: number, ours: readonly number[], theirs: readonly number[]): void {
  assert.ok(isAscending(ours) && isAscending(theirs), 'somebody got tickets out of order');
  assert.equal(ours.length + theirs.length, issued);
  assert.equal(new Set([...ours, ...theirs]).size, issued);
}

function isAscending(ids: readonly number[]): boolean {
  return ids.every((id, i) => i === 0 || id > (ids[i - 1] ?? 0));
}

function program(name: string): string {
  return fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));
}
