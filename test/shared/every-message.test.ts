/**
 * A holder that is killed before, in and after each message that it sends, and before and after each that it reads. What
 * it held is free, what it had not got is there for others, and nobody waits for ever.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Pool, WorkerLostError } from 'manyhands';
import { Barrier, Event, Lock, Queue, Semaphore, serve } from 'manyhands/shared';
import { until } from '../until.ts';

type Moment = 'before' | 'in' | 'after';

/** Kills the process at the `at`-th message, which for reading is a piece of what comes. Counts them if `at` is 0. */
function dieAt(way: 'sent' | 'read', at: number, moment: Moment): { count: number } {
  const { Socket } = process.getBuiltinModule('node:net');
  const { writeSync } = process.getBuiltinModule('node:fs');
  const seen = { count: 0 };
  const die = (): void => process.kill(process.pid, 'SIGKILL') as unknown as void;
  type Method = (...args: unknown[]) => unknown;
  /** Where Node keeps what a socket calls that reads into one buffer; there is no other way to it. */
  const callbackOf = (socket: object): symbol | undefined =>
    Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'kBufferCb');
  const place = Socket.prototype as unknown as { write: Method };
  const original = place.write;
  const hooked = new WeakSet<object>();
  const hook = (socket: object): void => {
    const name = callbackOf(socket);
    if (name === undefined || hooked.has(socket)) return;
    hooked.add(socket);
    const receive = Reflect.get(socket, name) as Method;
    Reflect.set(socket, name, (...args: unknown[]) => {
      seen.count += 1;
      if (seen.count === at && moment === 'before') die();
      if (seen.count === at) setImmediate(die); // it has been read, and what follows in this turn is done
      return receive(...args);
    });
  };
  place.write = function (this: object, bytes: unknown, ...rest: unknown[]) {
    if (way === 'read') hook(this);
    if (way === 'read' || !(bytes instanceof Uint8Array))
      return original.call(this, bytes, ...rest);
    seen.count += 1;
    if (seen.count !== at) return original.call(this, bytes, ...rest);
    if (moment === 'before') die();
    if (moment === 'in') {
      const { fd } = Reflect.get(this, '_handle') as { fd: number }; // Node has no other way to it
      writeSync(fd, bytes.subarray(0, bytes.length >> 1));
      die();
    }
    const result = original.call(this, bytes, ...rest);
    setImmediate(die); // it has been written, and what follows in this turn is done
    return result;
  };
  return seen;
}

class Ledger {
  readonly got: number[] = [];
  opened = 0;
  closed = 0;
  note(item: number): void {
    this.got.push(item);
  }
  *steps(): Generator<number> {
    this.opened += 1;
    try {
      yield 1;
      yield 2;
    } finally {
      this.closed += 1;
    }
  }
}

const ITEMS = [1, 2, 3];

/** All that a worker may hold or wait for, once. */
function makeObjects() {
  const ledger = new Ledger();
  return {
    ledger,
    lock: new Lock(),
    semaphore: new Semaphore(1),
    queue: new Queue<number>(),
    event: new Event(),
    barrier: new Barrier(1),
    remote: serve(ledger),
  };
}

type Objects = ReturnType<typeof makeObjects>;

async function use(
  { lock, semaphore, queue, event, barrier, remote }: Omit<Objects, 'ledger'>,
  way: 'sent' | 'read',
  at: number,
  moment: Moment,
): Promise<number> {
  const seen = dieAt(way, at, moment);
  const held = await lock.acquire();
  await semaphore.run(async () => {
    const item = await queue.get();
    await remote.note(item);
    await queue.taskDone();
  });
  await held.release();
  await event.set();
  await barrier.wait();
  for await (const step of remote.steps()) if (step === 1) break;
  await queue.put(4);
  return seen.count;
}

/** A call and its answer, or more: what is done one after another is not sent together. */
const AT_LEAST = 10;

describe('a worker that is killed at any message', { timeout: 240_000 }, () => {
  let counts = { sent: 0, read: 0 };
  before(async () => {
    await using pool = new Pool(1);
    for (const way of ['sent', 'read'] as const) {
      const { ledger, ...objects } = makeObjects();
      for (const item of ITEMS) await objects.queue.put(item);
      counts = { ...counts, [way]: await pool.apply(use, [objects, way, 0, 'after']) };
      assert.deepEqual([ledger.got, ledger.closed], [[1], 1]);
      await pool.apply(() => process.exit(0)).catch(() => {}); // the next counts in a process of its own
    }
  });

  const cases = [
    ['sent', 'before'],
    ['sent', 'in'],
    ['sent', 'after'],
    ['read', 'before'],
    ['read', 'after'],
  ] as const;
  for (const [way, moment] of cases) {
    it(`${moment} it is ${way}, leaves nothing held and nothing lost`, async () => {
      assert.ok(counts[way] >= AT_LEAST, String(counts[way]));
      await using pool = new Pool(2);
      let deaths = 0;
      for (let at = 1; at <= counts[way]; at += 1) {
        const { ledger, ...objects } = makeObjects();
        for (const item of ITEMS) await objects.queue.put(item);

        await pool.apply(use, [objects, way, at, moment]).catch((error: unknown) => {
          assert.ok(error instanceof WorkerLostError, `${at}: ${String(error)}`);
          deaths += 1;
        });

        await check(objects, ledger, `${way} ${at} ${moment}`);
      }
      // After the last message the task may be done first.
      assert.ok(deaths >= counts[way] - (moment === 'after' ? 2 : 0), `${deaths} have died`);
    });
  }
});

/** Everything can be had by others, and each item is there, was noted, or is counted as lost. */
async function check(
  { lock, semaphore, queue, event, barrier }: Omit<Objects, 'ledger'>,
  ledger: Ledger,
  where: string,
): Promise<void> {
  await lock.run(() => {}, 10_000);
  await semaphore.run(() => {}, 10_000);
  await event.isSet();
  await barrier.isBroken();
  await queue.close();
  const left: number[] = [];
  for await (const item of queue) left.push(item);
  for (let done = 0; done < left.length; done += 1) await queue.taskDone();
  await queue.join(10_000);
  const own = [...left, ...ledger.got].filter((item) => ITEMS.includes(item));
  const lost = await queue.lost();
  assert.equal(new Set(own).size, own.length, `${where}: an item was there twice`);
  // One that was noted and then not said to be done counts as lost as well.
  assert.ok(own.length + lost >= ITEMS.length && lost <= 1, `${where}: an item was lost`);
  await until('the generator to be closed', () => ledger.closed === ledger.opened, 10_000);
}
