/** No pool at all: what every pool has to beat. */
import type { Contestant } from '../contestant.ts';
import { type TaskName, taskNamed } from '../task-named.ts';

async function* results(task: TaskName, items: Iterable<unknown>): AsyncGenerator {
  const work = taskNamed(task);
  for (const item of items) yield work(item);
}

export const plainLoop: Contestant = {
  name: 'plain-loop',
  kind: 'plain',
  side: 'plain',
  load: async () => () => ({
    run: async (task, argument) => taskNamed(task)(argument),
    map: async (task, items) => {
      const work = taskNamed(task);
      return items.map((item) => work(item));
    },
    stream: results,
    streamUnordered: results,
    [Symbol.asyncDispose]: async () => {},
  }),
};
