/** What both kinds of tickets keep, by themselves and while another process or thread takes as well. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { TicketTaker, Tickets } from '#dist/core/tickets/tickets.js';

const ALL = Number.MAX_SAFE_INTEGER;

export function ticketSuite(
  kind: string,
  make: () => { tickets: Tickets; taker: TicketTaker },
): void {
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

    it('are revoked one at a time, for a reason, and stay taken', () => {
      const { tickets, taker } = make();
      tickets.issue([1, 2, 0xffff_ffff]);
      const before = [taker.take(), taker.revoked?.(1), taker.revoked?.(0)];

      tickets.revoke(1, 'timedOut');
      const first = [taker.revoked?.(1), taker.revoked?.(2), taker.take()];
      tickets.revoke(0xffff_ffff, 'ended');

      assert.deepEqual(before, [1, undefined, undefined]);
      assert.deepEqual(first, ['timedOut', undefined, 2]);
      assert.deepEqual([taker.revoked?.(0xffff_ffff), taker.revoked?.(1)], ['ended', undefined]);
      assert.deepEqual(tickets.takeBack(ALL), [0xffff_ffff]);
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

/** Issues tickets in lots and takes some of them back, while somebody else takes as well. */
export async function contend(tickets: Tickets): Promise<{ issued: number; back: number[] }> {
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

export function assertShared(
  issued: number,
  ours: readonly number[],
  theirs: readonly number[],
): void {
  assert.ok(isAscending(ours) && isAscending(theirs), 'somebody got tickets out of order');
  assert.equal(ours.length + theirs.length, issued);
  assert.equal(new Set([...ours, ...theirs]).size, issued);
}

function isAscending(ids: readonly number[]): boolean {
  return ids.every((id, i) => i === 0 || id > (ids[i - 1] ?? 0));
}

export function program(name: string): string {
  return fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));
}
