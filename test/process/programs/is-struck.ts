/** Has processes, threads and actors in all states, says which processes these are, and waits to be killed. */
import { activeChildren, actor, Process, Thread } from 'manyhands';
import { Lock } from 'manyhands/shared';

class Busy {
  readonly #limit = 1;
  work(): void {
    while (this.#limit > 0);
  }
  async started(): Promise<void> {}
}

const lock = new Lock();
new Process(() => {
  for (;;);
});
new Process(async () => {
  await lock.acquire();
  await lock.acquire();
});
new Thread(() => {
  for (;;);
});
const busy = await actor(Busy, [], { restarts: Number.POSITIVE_INFINITY });
const dying = await actor(Busy, [], { restarts: Number.POSITIVE_INFINITY });
void busy.work();
for (const child of activeChildren()) if (child.name === 'Busy-2') void child.kill();
await dying.started().catch(async () => await dying.started());
console.log(
  `${process.pid} ${activeChildren()
    .map(({ pid }) => pid)
    .join(' ')}`,
);
setInterval(() => {}, 1000);
