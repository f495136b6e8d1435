/**
 * The options of `manyhands map`: one table. Help, the man page and the completions of shells are made from it; what
 * `--help` has no room for is in the other two, and in `--help-all`.
 */
import { type Command, Option } from 'commander';
import { INPUT_FORMATS } from './inputs/plan-inputs.ts';
import { OUTPUT_FORMATS } from './outputs/formats.ts';

interface OptionRow {
  readonly flags: string;
  readonly text: string;
  readonly choices?: readonly string[];
}

const COMMON: readonly OptionRow[] = [
  { flags: '-e, --eval <function>', text: "instead of a module: 'r => r.id'" },
  choice('-i, --input-format <name>', INPUT_FORMATS),
  choice('-f, --output-format <name>', OUTPUT_FORMATS),
  { flags: '-o, --output <file>', text: 'renamed into place when complete' },
  { flags: '--count-by <export>', text: 'count results by the key it returns' },
  { flags: '--reduce <export>', text: 'join results two by two, to one' },
  { flags: '-u, --unordered', text: 'write results as they come' },
  { flags: '-j, --jobs <n>', text: 'workers: a number, or a share: 50%' },
  { flags: '--threads', text: 'worker threads instead of processes' },
  { flags: '--chunk-size <n>', text: "records a worker gets at once, or 'auto'" },
  { flags: '--timeout <time>', text: 'most a record may take: 30s, 5m' },
  { flags: '--retries <n>', text: 'run again what a dead worker had in hand' },
  choice('--on-error <what>', ['stop', 'skip']),
  { flags: '--errors <file>', text: 'failed and invalid records, NDJSON' },
  { flags: '--checkpoint <file>', text: 'the same command again continues' },
  { flags: '--joblog <file>', text: 'start, duration, worker, outcome, NDJSON' },
  { flags: '--trace <file>', text: 'what workers do when, for ui.perfetto.dev' },
  { flags: '--stats', text: 'times, workers and bytes on stderr at the end' },
  { flags: '-q, --quiet', text: 'no progress on stderr' },
  { flags: '--dry-run', text: 'check everything, run nothing' },
];

/** Not in `--help`, which has to fit a screen. */
const OTHERS: readonly OptionRow[] = [
  { flags: '--max-memory <size>', text: 'replace a worker that has grown: 512MB' },
  { flags: '--checkpoint-every <time>', text: 'how often the checkpoint is written (1s)' },
  {
    flags: '--resume-failed',
    text: 'run again what the errors file has, with --checkpoint and --errors',
  },
  {
    flags: '--halt <policy>',
    text: 'end early: now,fail=1 soon,fail=5% soon,success=3 now,done=100',
  },
  {
    flags: '--load <n>',
    text: "begin no record while the machine's load is higher: 8, or 80% of the cores",
  },
  { flags: '--memfree <size>', text: 'begin no record while less memory is free: 2GB' },
  { flags: '--start-timeout <time>', text: 'most a worker may take to load the module (30s)' },
  { flags: '--strict', text: 'records that JavaScript or JSON would alter are invalid' },
  {
    flags: '--big-int',
    text: 'integers that no number holds become bigints, and are written as integers',
  },
  { flags: '--max-record <size>', text: 'longer records are invalid (64MiB)' },
  { flags: '--delimiter <character>', text: 'between the cells of CSV and TSV that is read' },
  { flags: '--rename-columns', text: 'the second column a is a_2' },
  {
    flags: '--csv-safe',
    text: 'an apostrophe before written cells that a spreadsheet takes for formulas',
  },
  { flags: '-0, --null', text: 'lines, and paths of a list, end with NUL' },
  {
    flags: '--allow-empty',
    text: 'a pattern that matches nothing, or an empty .json, is no error',
  },
];

function choice(flags: string, choices: readonly string[]): OptionRow {
  return { flags, text: choices.join(' '), choices };
}

export function addMapOptions(command: Command): void {
  for (const row of COMMON) command.addOption(optionOf(row));
  command.addOption(dashboardOption());
  for (const row of OTHERS) command.addOption(optionOf(row).hideHelp());
}

/**
 * `--dashboard` and `--dashboard=8080`, but not `--dashboard 8080`: what comes behind it is the module. Commander only knows
 * options that need a value and options that take what comes; so it gets one with a value, and `withPort` gives it that.
 */
function dashboardOption(): Option {
  const option = new Option('--dashboard <port>', 'a page in the browser: what workers do, live');
  option.flags = '--dashboard[=port]'; // what the help shows
  return option;
}

function optionOf({ flags, text, choices }: OptionRow): Option {
  const option = new Option(flags, text);
  return choices === undefined ? option : option.choices([...choices]);
}

/** What other programs call an option of ours. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  concurrency: '--jobs',
  workers: '--jobs',
  parallel: '--jobs',
  processes: '--jobs',
  'max-procs': '--jobs',
  cores: '--jobs',
  out: '--output',
  format: '--output-format',
  input: '--input-format',
  'keep-order': 'nothing: results are in order unless you say --unordered',
  'line-buffer': '--unordered',
  resume: '--checkpoint',
  results: '--output',
  bar: 'nothing: progress is shown unless you say --quiet',
  progress: 'nothing: progress is shown unless you say --quiet',
  'max-args': '--chunk-size',
  'batch-size': '--chunk-size',
  'halt-on-error': '--halt',
  'keep-going': '--on-error skip',
  'continue-on-error': '--on-error skip',
  retry: '--retries',
  separator: '--delimiter',
  delim: '--delimiter',
  memory: '--max-memory',
  'null-data': '--null',
};

/** "did you mean --jobs?", for what another program's option is called. */
export function hintFor(message: string): string | undefined {
  const [, name = ''] = /unknown option '--?([\w-]+)/.exec(message) ?? [];
  const ours = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  return ours === undefined ? undefined : `(Did you mean ${ours}?)`;
}
