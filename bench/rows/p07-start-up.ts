import { check } from '../check.ts';
import { timed } from '../clock.ts';
import { mapWith } from '../contestant.ts';
import { OURS, PEERS_ONE_BY_ONE } from '../contestants/all.ts';
import { defineRow } from '../row.ts';

export const startUp = defineRow({
  id: 'P7',
  title: '`Pool(2)`, `map` of 2, terminate, join',
  unit: 'ms',
  better: 'lower',
  contestants: [...OURS, 'raw-fork', 'raw-worker', ...PEERS_ONE_BY_ONE, 'cpython', 'cpython-spawn'],
  sizes: { workers: 2 },
  tiny: { workers: 2 },
  targets: [
    { kind: 'processes', against: 'raw-fork', limit: 1.2 },
    { kind: 'processes', against: 'cpython-spawn', limit: 1 },
    { kind: 'threads', against: 'raw-worker', limit: 1.2 },
  ],
  note: 'The first pool of its program, the library already loaded. Memory is that of the program alone: its workers have ended.',
  async run({ openOwn, sizes }) {
    const [answers, ms] = await timed(async () => {
      const crew = await openOwn({ workers: sizes.workers });
      const squares = await mapWith(crew, 'square', [3, 4]);
      await crew[Symbol.asyncDispose]();
      return squares;
    });
    check(answers.join() === '9,16', 'squares');
    return ms;
  },
});
