/**
 * Kills a run with SIGKILL at random moments and starts it again, until it is complete or has been killed
 * often enough; then the output must be what an undisturbed run writes.
 */
import { Random } from '../soak/random.ts';
import { numbered, TASKS, Workspace } from './command.ts';

export interface KillOptions {
  readonly seed: number;
  readonly kills: number;
  readonly isOrdered: boolean;
}

export interface KillReport {
  readonly kills: number;
  readonly completed: number;
  /** In words; empty if all is well. */
  readonly differences: readonly string[];
}

const RECORDS = 1500;
/** About as long as a whole run of so many records takes on a busy machine. */
const LONGEST_MS = 1500;

export async function killAndResume({ seed, kills, isOrdered }: KillOptions): Promise<KillReport> {
  const random = new Random(seed);
  const differences: string[] = [];
  let killed = 0;
  let completed = 0;
  while (killed < kills) {
    using space = new Workspace();
    const expected = numbered(RECORDS);
    space.write('in.ndjson', expected);
    for (;;) {
      const delayMs = killed < kills ? random.next() * LONGEST_MS : undefined;
      const exitCode = await runOnce(space, isOrdered, delayMs);
      if (exitCode === null) killed += 1;
      else if (exitCode === 0) break;
      else throw new Error(`a resumed run ended with ${exitCode} after ${killed} kills`);
    }
    completed += 1;
    const difference = compare(space.read('out.ndjson'), expected, isOrdered);
    if (difference !== undefined) differences.push(`${difference}, after ${killed} kills`);
  }
  return { kills: killed, completed, differences };
}

async function runOnce(
  space: Workspace,
  isOrdered: boolean,
  delayMs: number | undefined,
): Promise<number | null> {
  const args = ['map', `${TASKS}#spin`, 'in.ndjson', '-o', 'out.ndjson', '--checkpoint', 'ckpt'];
  const order = isOrdered ? [] : ['--unordered'];
  let timer: NodeJS.Timeout | undefined;
  const end = await space.start([...args, ...order, '--quiet', '--checkpoint-every', '20ms'], {
    onSpawn: (child) => {
      if (delayMs !== undefined) timer = setTimeout(() => child.kill('SIGKILL'), delayMs);
    },
  });
  clearTimeout(timer);
  return end.exitCode;
}

function compare(output: string, expected: string, isOrdered: boolean): string | undefined {
  const [found, wanted] = isOrdered ? [output, expected] : [sorted(output), sorted(expected)];
  return found === wanted ? undefined : `${found.length} bytes instead of ${wanted.length}`;
}

function sorted(text: string): string {
  return text.split('\n').sort().join('\n');
}
