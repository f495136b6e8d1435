import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { check } from '../check.ts';
import { timed } from '../clock.ts';
import { OURS, PEERS_ONE_BY_ONE } from '../contestants/all.ts';
import { oursProcessesUncached, oursThreadsUncached } from '../contestants/ours.ts';
import { defineRow } from '../row.ts';

/** A program that does nothing else. */
const PROGRAM = fileURLToPath(new URL('../harness/whole-program.js', import.meta.url));

export const wholeProgram = defineRow({
  id: 'P0',
  title: 'a whole program: import, a pool of 2, `map` of 2, the end',
  unit: 'ms',
  better: 'lower',
  contestants: [
    ...OURS,
    oursProcessesUncached.name,
    oursThreadsUncached.name,
    'raw-fork',
    'raw-worker',
    ...PEERS_ONE_BY_ONE,
  ],
  sizes: { workers: 2 },
  tiny: { workers: 2 },
  targets: [
    { kind: 'processes', against: 'best peer', limit: 1.1 },
    { kind: 'threads', against: 'best peer', limit: 1.1 },
  ],
  note:
    'From the start of `node` to its exit. Memory is that of the program that measures. Ours with what an earlier program has ' +
    'compiled (docs/performance.md), as CPython has its `.pyc`; `uncached` without.',
  async run({ contestant, sizes }) {
    const [{ stdout }, ms] = await timed(
      async () => await run(contestant.name, String(sizes.workers)),
    );
    check(stdout === '9,16', 'squares');
    return ms;
  },
});

export const imported = defineRow({
  id: 'P0i',
  title: '`import` alone',
  unit: 'ms of CPU',
  better: 'lower',
  contestants: [...OURS, ...PEERS_ONE_BY_ONE],
  sizes: { workers: 0 },
  tiny: { workers: 0 },
  targets: [{ kind: 'threads', against: 'piscina', limit: 1.2 }],
  note: 'Processor time of `import()`, in a program that has loaded nothing before.',
  async run({ contestant }) {
    const { stdout } = await run(contestant.name, 'import');
    const ms = Number(stdout);
    check(ms > 0, 'processor time');
    return ms;
  },
});

function run(contestant: string, what: string): Promise<{ readonly stdout: string }> {
  const isUncached = contestant.endsWith('-uncached');
  const env = { ...process.env, ...(isUncached ? { MANYHANDS_CODE_CACHE: '0' } : {}) };
  return promisify(execFile)(process.execPath, [PROGRAM, contestant, what], { env });
}
