/** Processes full of hosts, ended by their process ids. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { HostOrders } from './rig.ts';

export class HostProcesses {
  readonly #children: ChildProcess[] = [];
  readonly #holders = new Set<ChildProcess>();
  #onHolder: () => void = () => {};

  /** Settles when all hosts are there. */
  async start(module: URL, orders: HostOrders, processes: number): Promise<void> {
    const each = { ...orders, hosts: Math.ceil(orders.hosts / processes) };
    await Promise.all(
      Array.from({ length: processes }, async () => {
        const child = fork(module, [JSON.stringify(each)], { stdio: 'inherit' });
        this.#children.push(child);
        await once(child, 'message'); // ready
        child.on('message', () => {
          this.#holders.add(child);
          this.#onHolder();
        });
      }),
    );
  }

  get pids(): number[] {
    return this.#children.map(({ pid }) => pid ?? 0);
  }

  /** Kills the process that said it holds a chunk, as soon as one has. */
  async killHolder(): Promise<void> {
    if (this.#holders.size === 0) {
      await new Promise<void>((resolve) => {
        this.#onHolder = resolve;
      });
    }
    for (const child of this.#holders) await end(child);
    this.#holders.clear();
  }

  async end(): Promise<void> {
    await Promise.all(this.#children.map(end));
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
