/** What the command line may say. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { QUICK_ROW_MS } from './harness/tournament.ts';
import { MORE } from './rows/all.ts';

export interface BenchOptions {
  /** Rows and studies by name; empty means all. */
  readonly wanted: readonly string[];
  /** Parts of the names of those to run beside ours; empty means all. */
  readonly peers: readonly string[];
  readonly runs: number;
  readonly quickRuns?: number;
  readonly timeBoxMs: number;
  readonly size: 'full' | 'tiny';
  /** Whether rows leave out their rehearsals. */
  readonly isCold: boolean;
  readonly isWritten: boolean;
  /** Where another build of this package begins, which takes part wherever ours does. */
  readonly against?: string;
}

export const USAGE = `npm run bench -- [P1 … P14 | more | break-even | growth | observing | values]… [options]

Without names: the table, under ten minutes on two free cores. 'more': a second one, of served objects, large arrays, chains, growth and break-even.

  --peers a,b    beside ours, only those whose names contain one of these; 'none' for ours alone
  --runs n       alternating runs of each contestant (3; 5 of a row that is through them in ${QUICK_ROW_MS / 1000} s)
  --time-box s   seconds after which one run is given up (60)
  --cold         no rehearsal: the first time that a contestant does the work
  --tiny         sizes that only show that everything works
  --against file another build's index.js, beside ours: 'P1 … P12 --peers none' compares two states of this package
  --write        bench/RESULTS.md and bench/results.svg from this run; bench/MORE.md from that of 'more'
`;

export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      peers: { type: 'string', default: '' },
      runs: { type: 'string' },
      'time-box': { type: 'string', default: '60' },
      cold: { type: 'boolean', default: false },
      tiny: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      against: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const peers = values.peers.split(',').filter((part) => part !== '');
  const isTable = positionals.length === 0 || positionals.join() === MORE;
  const isPart = !isTable || peers.length > 0 || values.against !== undefined;
  if (values.write && (isPart || values.tiny || values.cold)) {
    throw new Error(
      '--write wants a whole table: no rows, no --peers, no --against, no --tiny, no --cold',
    );
  }
  return {
    wanted: positionals,
    peers,
    ...(values.runs === undefined
      ? { runs: 3, quickRuns: 5 }
      : { runs: positive('--runs', values.runs) }),
    timeBoxMs: positive('--time-box', values['time-box']) * 1_000,
    size: values.tiny ? 'tiny' : 'full',
    isCold: values.cold,
    isWritten: values.write,
    ...(values.against === undefined ? {} : { against: resolve(values.against) }),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value >= 1)) throw new Error(`${name} must be a number from 1 on, not '${text}'`);
  return value;
}
