/** The floor for processes: `fork` and `send`, a counter and a table, no pool. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Contestant, Crew, CrewOptions } from '../contestant.ts';
import type { TaskName } from '../task-named.ts';
import { type RawOrder, RawTalk } from '../worker-files/raw-call.ts';

export const rawFork: Contestant = {
  name: 'raw-fork',
  kind: 'processes',
  side: 'raw',
  load: async () => open,
};

const FILE = fileURLToPath(new URL('../worker-files/raw-fork-worker.js', import.meta.url));

function open({ workers, binary }: CrewOptions): Crew {
  const talk = new RawTalk();
  const children = Array.from({ length: workers }, () =>
    fork(FILE, { serialization: binary === true ? 'advanced' : 'json' }).on(
      'message',
      talk.onMessage,
    ),
  );
  const order = (message: RawOrder): unknown => children[0]?.send(message);
  return {
    run: (task: TaskName, argument: unknown) =>
      talk.run((id) => children[id % workers]?.send([id, task, argument])),
    callBack: (object, times) => talk.callBack(order, (x) => object.of(x), times),
    reports: (times) => talk.reports(order, times),
    async [Symbol.asyncDispose]() {
      await Promise.all(children.map(end));
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}
