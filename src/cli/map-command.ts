/** The options of `manyhands map`, and how they become settings. */
import { Command, Option } from 'commander';
import { cpuCount } from '../index.ts';
import { UsageError } from './failures.ts';
import { INPUT_FORMATS, type InputFormat, planInputs } from './inputs/plan-inputs.ts';
import { resolveInline } from './inline-function.ts';
import { type ModuleSpec, resolveModule } from './module-spec.ts';
import { OUTPUT_FORMATS, type OutputFormat } from './outputs/formats.ts';
import type { MapSettings } from './settings.ts';
import { parseCount, parseDuration, parseJobs, parseSize } from './sizes-and-durations.ts';

/** The flags as commander parses them: absent, text, or `true`. */
export interface MapFlags {
  readonly eval?: string;
  readonly countBy?: string;
  readonly reduce?: string;
  readonly inputFormat?: InputFormat;
  readonly outputFormat?: OutputFormat;
  readonly output?: string;
  readonly unordered?: true;
  readonly jobs?: string;
  readonly threads?: true;
  readonly chunkSize?: string;
  readonly timeout?: string;
  readonly retries?: string;
  readonly maxMemory?: string;
  readonly onError?: 'stop' | 'skip';
  readonly errors?: string;
  readonly checkpoint?: string;
  readonly checkpointEvery?: string;
  readonly joblog?: string;
  readonly trace?: string;
  readonly dashboard?: string;
  readonly stats?: true;
  readonly quiet?: true;
  readonly dryRun?: true;
}

const EXAMPLES = `Examples:
  manyhands map ./parse.ts events.ndjson.gz -o parsed.ndjson
  manyhands map ./minify.js '**/*.js' -i files --on-error skip --errors bad.ndjson
  manyhands map ./geocode.ts rows.csv -o out.csv --checkpoint out.ckpt --timeout 9s
Exit codes: 0 done, 1 some failed, 2 usage, 3 broken off, 130 interrupted.`;

export function createMapCommand(run: (settings: MapSettings) => Promise<void>): Command {
  const command = new Command('map')
    .summary('run an exported function over records, on all cores')
    .argument('[module]', './task.ts (its default export) or ./task.ts#name')
    .argument('[input...]', 'files, or - for stdin (default)')
    .option('-e, --eval <function>', "instead of a module: 'r => r.id'")
    .addOption(choice('-i, --input-format <name>', INPUT_FORMATS))
    .addOption(choice('-f, --output-format <name>', OUTPUT_FORMATS))
    .option('-o, --output <file>', 'renamed into place when complete')
    .option('--count-by <export>', 'count results by the key it returns')
    .option('--reduce <export>', 'join results two by two, to one')
    .option('-u, --unordered', 'write results as they come')
    .option('-j, --jobs <n>', 'workers: a number, or a share: 50%')
    .option('--threads', 'worker threads instead of processes')
    .option('--chunk-size <n>', "records a worker gets at once, or 'auto'")
    .option('--timeout <time>', 'most a record may take: 30s, 5m')
    .option('--retries <n>', 'run again what a dead worker had in hand')
    .option('--max-memory <size>', 'replace a worker that has grown: 512MB')
    .addOption(choice('--on-error <what>', ['stop', 'skip']))
    .option('--errors <file>', 'failed and invalid records, NDJSON')
    .option('--checkpoint <file>', 'the same command again continues')
    .option('--checkpoint-every <time>', 'how often it is written (1s)')
    .option('--joblog <file>', 'start, duration, worker, outcome, NDJSON')
    .option('--trace <file>', 'what workers do when, for ui.perfetto.dev')
    .addOption(dashboardOption())
    .option('--stats', 'times, workers and bytes on stderr at the end')
    .option('-q, --quiet', 'no progress on stderr')
    .option('--dry-run', 'check everything, run nothing')
    .addHelpText('after', EXAMPLES);
  command.action(async (module: string | undefined, inputs: readonly string[], flags: MapFlags) => {
    await run(toSettings(module, inputs, flags));
  });
  return command;
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

/** The arguments, each `--dashboard` with a port: any. */
export function withPort(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((arg, at) =>
    arg === '--dashboard' && (end < 0 || at < end) ? '--dashboard=0' : arg,
  );
}

function choice(flags: string, choices: readonly string[]): Option {
  return new Option(flags, choices.join(' ')).choices(choices);
}

/** @throws UsageError */
export function toSettings(
  module: string | undefined,
  inputs: readonly string[],
  flags: MapFlags,
): MapSettings {
  const [spec, files] = splitArguments(module, inputs, flags.eval);
  return {
    spec,
    countBy: parsed(flags.countBy, (text) => resolveOther('--count-by', text, spec)),
    reduce: parsed(flags.reduce, (text) => resolveOther('--reduce', text, spec)),
    inputs: planInputs(files, flags.inputFormat),
    inputFormat: flags.inputFormat,
    outputFormat: flags.outputFormat ?? formatOfOutput(flags.output),
    output: flags.output,
    isOrdered: flags.unordered !== true,
    workers: parsed(flags.jobs, (text) => parseJobs('--jobs', text, cpuCount())) ?? cpuCount(),
    kind: flags.threads === true ? 'thread' : 'process',
    chunkSize: parsed(flags.chunkSize, parseChunkSize) ?? 'auto',
    timeoutMs: parsed(flags.timeout, (text) => parseDuration('--timeout', text)),
    retries: parsed(flags.retries, (text) => parseCount('--retries', text, 0)) ?? 0,
    maxMemoryBytes: parsed(flags.maxMemory, (text) => parseSize('--max-memory', text)),
    onError: flags.onError ?? 'stop',
    errors: flags.errors,
    checkpoint: flags.checkpoint,
    checkpointEveryMs:
      parsed(flags.checkpointEvery, (text) => parseDuration('--checkpoint-every', text)) ?? 1000,
    joblog: flags.joblog,
    isQuiet: flags.quiet === true,
    isDryRun: flags.dryRun === true,
    ...(flags.trace === undefined ? {} : { trace: flags.trace }),
    ...(flags.dashboard === undefined ? {} : { dashboardPort: parsePort(flags.dashboard) }),
    ...(flags.stats === undefined ? {} : { hasStats: flags.stats }),
  };
}

/** With `-e` the first argument is an input as well. */
function splitArguments(
  module: string | undefined,
  inputs: readonly string[],
  text: string | undefined,
): [spec: ModuleSpec, inputs: readonly string[]] {
  if (text !== undefined)
    return [resolveInline(text), module === undefined ? inputs : [module, ...inputs]];
  if (module === undefined) {
    throw new UsageError(
      "missing required argument 'module': ./task.ts, or a function with -e 'r => r.id'",
    );
  }
  return [resolveModule(module), inputs];
}

/** The other function of a run is an export of the same module; with `-e`, it is written as well. */
function resolveOther(flag: string, text: string, spec: ModuleSpec): ModuleSpec {
  if (spec.text !== undefined) return resolveInline(text, flag);
  return { ...spec, given: text, exportName: text.replace(/^#/, '') };
}

function parsed<T>(text: string | undefined, parse: (text: string) => T): T | undefined {
  return text === undefined ? undefined : parse(text);
}

function parseChunkSize(text: string): number | 'auto' {
  return text === 'auto' ? 'auto' : parseCount('--chunk-size', text, 1);
}

function parsePort(text: string): number {
  const port = parseCount('--dashboard', text, 0);
  if (port > 65_535) throw new UsageError(`--dashboard must be a port, 0 to 65535, not ${text}`);
  return port;
}

function formatOfOutput(output: string | undefined): OutputFormat {
  const extension = /\.([a-z]+)$/i.exec(output ?? '')?.[1]?.toLowerCase();
  switch (extension) {
    case 'json':
    case 'csv':
      return extension;
    case 'txt':
      return 'lines';
    case 'gz':
    case 'zst':
      throw new UsageError(
        `the output ${output ?? ''} would not be packed: write it plain, or pipe stdout into gzip or zstd`,
      );
    default:
      return 'ndjson';
  }
}
