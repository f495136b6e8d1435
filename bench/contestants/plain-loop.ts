/** No pool at all: what every pool has to beat. */
import type { Contestant } from '../contestant.ts';
import { taskNamed } from '../task-named.ts';

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
    async *stream(task, items) {
      for (const item of items) yield taskNamed(task)(item);
    },
    [Symbol.asyncDispose]: async () => {},
  }),
};
