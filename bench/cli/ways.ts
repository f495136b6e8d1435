/** Who is measured, with the command each of them gets. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Way {
  readonly name: string;
  readonly records: number;
  /** A shell's command; `$IN` and `$OUT` are files. */
  readonly command: string;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const node = process.execPath;
const manyhands = here('../../../dist/cli.js');
const program = `${node} ${here('program.js')}`;

export const WAYS: readonly Way[] = [
  ...[40, 200_000].map((records) => ({
    name: 'manyhands map -j 2',
    records,
    command: `${node} ${manyhands} map ${here('task.js')}#transform -q -j 2 $IN > $OUT`,
  })),
  {
    name: 'parallel, a process each',
    records: 40,
    command: `parallel -j 2 ${program} < $IN > $OUT`,
  },
  {
    name: 'xargs, a process each',
    records: 40,
    command: `xargs -d '\\n' -P 2 -n 1 ${program} < $IN > $OUT`,
  },
  {
    name: 'parallel --pipe, blocks of 5,000',
    records: 200_000,
    command: `parallel -j 2 --pipe -N 5000 ${program} < $IN > $OUT`,
  },
  {
    name: 'xargs -n 500',
    records: 200_000,
    command: `xargs -d '\\n' -P 2 -n 500 ${program} < $IN > $OUT`,
  },
];

export function isInstalled({ command }: Way): boolean {
  const [name = ''] = command.split(' ');
  return name === node || spawnSync('which', [name]).status === 0;
}

/** The first line of what each says of its version. */
export function describeTools(): string {
  const versions = ['parallel', 'xargs'].map((name) => {
    const { stdout, status } = spawnSync(name, ['--version'], { encoding: 'utf8' });
    return status === 0 ? stdout.split('\n', 1)[0] : `no ${name}`;
  });
  return [`Node.js ${process.versions.node}`, ...versions].join(', ');
}
