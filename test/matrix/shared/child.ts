/** One case of ours, in a process of its own: `child.js <processes | threads> <case>`. Prints the cell. */
import { activeChildren, actor, Process, Thread } from 'manyhands';
import { Barrier, Event, Lock, Queue } from 'manyhands/shared';
import type { Cell } from '../cell.ts';
import type { SharedCase } from './cases.ts';

const [, , column, name] = process.argv;
const Worker = column === 'threads' ? Thread : Process;
const transport = column === 'threads' ? 'thread' : 'process';

class Owner {
  value(): number {
    return 1;
  }
  async hang(): Promise<void> {
    await new Promise(() => {});
  }
}

const CASES: Readonly<Record<SharedCase, () => Promise<Cell>>> = {
  lockHolderDies: async () => {
    const lock = new Lock();
    await killedWhile(async () => void (await lock.acquire()));
    const { abandoned } = await lock.acquire();
    return { grade: abandoned ? 'right' : 'lossy', text: 'yes, and is told' };
  },
  getterDies: async () => {
    const queue = new Queue<number>();
    await killedWhile(async () => {
      void queue.get();
      await queue.size(); // it waits now
    });
    const other = new Worker(async () => await queue.get());
    await queue.put(1);
    return { grade: (await other.result()) === 1 ? 'right' : 'lossy', text: 'yes' };
  },
  partyDies: async () => {
    const barrier = new Barrier(2);
    const waiting = barrier.wait().then(
      () => 'goes on',
      (error: Error) => error.name,
    );
    await killedWhile(async () => void (await barrier.isBroken()));
    const said = await waiting;
    return { grade: said === 'BrokenBarrierError' ? 'right' : 'lossy', text: said };
  },
  ownerDies: async () => {
    const owner = await actor(Owner, [], { transport });
    const calls = Promise.allSettled([owner.hang(), owner.value()]);
    for (const child of activeChildren()) await child.kill();
    const later = await owner.value().catch((error: Error) => error.name);
    const names = (await calls).map((one) => one.status === 'rejected' && String(one.reason));
    const isRight = names[0] !== false && later === 'WorkerLostError';
    return { grade: isRight ? 'right' : 'lossy', text: String(later) };
  },
  programDies: async () => {
    const owner = await actor(Owner);
    void owner.hang();
    const pids = activeChildren().map(({ pid }) => pid);
    process.stdout.write(`${JSON.stringify({ pids })}\n`);
    return await new Promise(() => setInterval(() => {}, 1000));
  },
};

const cell = await CASES[name as SharedCase]();
process.stdout.write(`${JSON.stringify(cell)}\n`);
process.exit(0);

/** Kills a worker that has done `work`, and waits until it is gone. */
async function killedWhile(work: () => Promise<void>): Promise<void> {
  const done = new Event();
  const child = new Worker(async () => {
    await work();
    await done.set();
    await new Promise(() => {});
  });
  await done.wait();
  await child.kill();
}
