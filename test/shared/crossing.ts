/** How served objects get to workers and back. */
import assert from 'node:assert/strict';
import { Pool } from 'manyhands';
import { Event, Lock, Queue, serve } from 'manyhands/shared';
import type { Subject } from '../conformance/subject.ts';

export function crossing(subject: Subject): void {
  const { kind } = subject;

  subject.it('one that a task captures is the same for all tasks', async () => {
    await using pool = subject.pool(2);
    const event = new Event();

    await pool.apply(async () => await event.set());

    assert.equal(await event.isSet(), true);
    assert.equal(await pool.apply(async () => await event.isSet()), true);
  });

  subject.it('one that is passed is, too', async () => {
    await using pool = subject.pool(2);
    const event = new Event();

    await pool.apply(async (it: Event) => await it.set(), [event]);

    assert.equal(await event.isSet(), true);
  });

  subject.it(
    'one may be deep inside of a value, several times, with all else untouched',
    async () => {
      await using pool = subject.pool(1);
      const event = new Event();
      const date = new Date(5);
      const bytes = new Uint8Array([1, 2, 3]);
      const value = {
        list: [event, , event],
        map: new Map([['a', { event }]]),
        set: new Set([event]),
        bytes,
        date,
      };
      const check = async (given: typeof value): Promise<unknown> => {
        await given.list[0]?.set();
        const one = given.map.get('a')?.event;
        return {
          isOne: one === given.list[0] && given.set.has(one as Event),
          holes: !(1 in given.list),
          rest: [given.date, given.bytes],
          isSet: await one?.isSet(),
        };
      };

      const seen = await pool.apply(check as (given: never) => Promise<unknown>, [value as never]);

      assert.deepEqual(seen, { isOne: true, holes: true, rest: [date, bytes], isSet: true });
    },
  );

  subject.it('each item of a map may hold some', async () => {
    await using pool = subject.pool(2);
    const events = Array.from({ length: 10 }, () => new Event());

    await pool.map(
      async ({ event }: { event: Event }) => await event.set(),
      events.map((event) => ({ event })),
    );

    const areSet = await Promise.all(events.map(async (event) => await event.isSet()));
    assert.ok(areSet.every(Boolean));
  });

  subject.it('one that comes back is the very same object', async () => {
    await using pool = subject.pool(1);
    const lock = new Lock();
    const remote = serve({ a: () => 1 });

    const back = await pool.apply(
      (one: Lock, two: object) => ({ one, list: [two] }),
      [lock, remote],
    );

    assert.equal(back.one, lock);
    assert.equal(back.list[0], remote);
  });

  subject.it('one is the same object each time a worker gets it', async () => {
    await using pool = subject.pool(1);
    const lock = new Lock();
    const isSame = (one: Lock): boolean => {
      const place = globalThis as { one?: Lock };
      place.one ??= one;
      return place.one === one && lock === one;
    };

    assert.equal(await pool.apply(isSame, [lock]), true);
    assert.equal(await pool.apply(isSame, [lock]), true);
    Reflect.deleteProperty(globalThis, 'one');
  });

  subject.it('an initializer may get some', async () => {
    const event = new Event();
    await using pool = subject.pool({
      workers: 1,
      initializer: async (it: { event: Event }) => await it.event.set(),
      initArgs: [{ event }],
    });

    await pool.apply(() => 1);

    assert.equal(await event.isSet(), true);
  });

  subject.it('pools inside of workers pass them on, captured or passed', async () => {
    await using pool = subject.pool(1);
    const counter = serve(new Counter());
    const inner = async (one: typeof counter): Promise<number> => await one.add(1);
    const outer = async (transport: typeof kind): Promise<number> => {
      await using nested = new Pool({ workers: 2, transport });
      await nested.apply(inner, [counter]);
      return await nested.apply(async () => await counter.add(1));
    };

    assert.equal(await pool.apply(outer, [kind]), 2);
    assert.equal(await counter.add(0), 2);
  });

  subject.it('they may be in what is put, sent and called with', async () => {
    await using pool = subject.pool(1);
    const queue = new Queue<{ answer: Queue<string> }>();
    const answering = pool.applyAsync(async () => {
      const { answer } = await queue.get();
      await answer.put('here');
    });
    const answer = new Queue<string>();

    await queue.put({ answer });

    assert.equal(await answer.get(), 'here');
    await answering;
  });

  subject.it('one beside what cannot be sent is not blamed', async () => {
    await using pool = subject.pool(1);
    const lock = new Lock();

    await assert.rejects(
      pool.apply((x: unknown) => x, [{ lock, bad: () => 1 }]),
      {
        name: 'NotSendableError',
        message: /its element '\[0\]\.bad' is the function 'bad'/,
      },
    );
  });

  subject.it('instances of chosen classes may be beside it', async () => {
    await using pool = subject.pool({ workers: 1, classes: [Point] });
    const lock = new Lock();

    const seen = await pool.apply(
      async (given: { point: Point; lock: Lock }) => [
        given.point.sum(),
        await given.lock.isLocked(),
      ],
      [{ point: new Point(1, 2), lock }],
    );

    assert.deepEqual(seen, [3, false]);
  });

  if (kind === 'thread') {
    subject.it('shared memory may be beside it', async () => {
      await using pool = subject.pool(1);
      const memory = new Int32Array(new SharedArrayBuffer(4));
      const lock = new Lock();

      const locked = await pool.apply(
        async (given: { memory: Int32Array; lock: Lock }) => {
          given.memory[0] = 5;
          return await given.lock.isLocked();
        },
        [{ memory, lock }],
      );

      assert.deepEqual([locked, memory[0]], [false, 5]);
    });
  }

  subject.itWith(
    'isolation',
    'one that a worker makes lives there, and is used from here',
    async () => {
      await using pool = subject.pool(1);
      const lock = await pool.apply(() => new Lock());

      const held = await lock.acquire();

      assert.equal(await pool.apply(async (it: Lock) => await it.isLocked(), [lock]), true);
      await held.release();
      assert.equal(await lock.isLocked(), false);
    },
  );
}

export class Counter {
  #count = 0;
  add(by: number): number {
    this.#count += by;
    return this.#count;
  }
}

export class Point {
  x: number;
  y: number;
  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }
  sum(): number {
    return this.x + this.y;
  }
}
