/** `manyhands map`: how its flags become settings. `map-options.ts` has the table of them. */
import { Command } from 'commander';
import { cpuCount } from '../index.ts';
import { UsageError } from './failures.ts';
import { parseHalt } from './halt.ts';
import { type InputFormat, planInputs } from './inputs/plan-inputs.ts';
import type { ReadingFlags } from './inputs/reading.ts';
import { resolveInline } from './inline-function.ts';
import { addMapOptions } from './map-options.ts';
import { type ModuleSpec, resolveModule } from './module-spec.ts';
import type { OutputFormat } from './outputs/formats.ts';
import { formatOfOutput } from './outputs/format-of-output.ts';
import type { MapSettings } from './settings.ts';
import {
  parseCount,
  parseDuration,
  parseJobs,
  parseLoad,
  parseSize,
} from './sizes-and-durations.ts';

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
  readonly resumeFailed?: true;
  readonly halt?: string;
  readonly load?: string;
  readonly memfree?: string;
  readonly startTimeout?: string;
  readonly strict?: true;
  readonly bigInt?: true;
  readonly maxRecord?: string;
  readonly delimiter?: string;
  readonly renameColumns?: true;
  readonly csvSafe?: true;
  readonly null?: true;
  readonly allowEmpty?: true;
}

export const EXAMPLES = `
Examples:
  manyhands map ./parse.ts events.ndjson.gz -o parsed.ndjson
  manyhands map ./minify.js '**/*.js' -i files --on-error skip --errors bad.ndjson
  manyhands map ./geocode.ts rows.csv -o out.csv --checkpoint out.ckpt --timeout 9s
Exit codes: 0 done, 1 some failed, 2 usage, 3 broken off, 130 interrupted.`;

const MORE = '\n--help-all: more options, for odd inputs, --halt, --load …';

export function createMapCommand(
  run: (settings: MapSettings) => Promise<void>,
  isAll: boolean,
): Command {
  const command = new Command('map')
    .summary('run an exported function over records, on all cores')
    .argument('[module]', './task.ts (its default export) or ./task.ts#name')
    .argument('[input...]', 'files, or - for stdin (default)');
  addMapOptions(command);
  command.addHelpText('after', isAll ? EXAMPLES : EXAMPLES + MORE);
  command.action(async (module: string | undefined, inputs: readonly string[], flags: MapFlags) => {
    await run(toSettings(module, inputs, flags));
  });
  return command;
}

/** The arguments, each `--dashboard` with a port: any. See `dashboardOption`. */
export function withPort(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((arg, at) =>
    arg === '--dashboard' && (end < 0 || at < end) ? '--dashboard=0' : arg,
  );
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
    onError: flags.onError ?? (flags.halt === undefined ? 'stop' : 'skip'),
    errors: flags.errors,
    checkpoint: flags.checkpoint,
    checkpointEveryMs:
      parsed(flags.checkpointEvery, (text) => parseDuration('--checkpoint-every', text)) ?? 1000,
    joblog: flags.joblog,
    isQuiet: flags.quiet === true,
    isDryRun: flags.dryRun === true,
    ...whereGiven({
      trace: flags.trace,
      dashboardPort: parsed(flags.dashboard, parsePort),
      hasStats: flags.stats,
      reading: readingOf(flags),
      isCsvSafe: flags.csvSafe,
      resumeFailed: flags.resumeFailed,
      halt: parsed(flags.halt, parseHalt),
      maxLoad: parsed(flags.load, (text) => parseLoad('--load', text, cpuCount())),
      minFreeBytes: parsed(flags.memfree, (text) => parseSize('--memfree', text)),
      startTimeoutMs: parsed(flags.startTimeout, (text) => parseDuration('--start-timeout', text)),
    }),
  };
}

function readingOf(flags: MapFlags): ReadingFlags | undefined {
  const { strict, bigInt, maxRecord, delimiter, renameColumns, null: isNul, allowEmpty } = flags;
  const reading = whereGiven({
    maxRecord: parsed(maxRecord, (text) => parseSize('--max-record', text)),
    isStrict: strict,
    hasBigInts: bigInt,
    delimiter: parsed(delimiter, checkDelimiter),
    renamesColumns: renameColumns,
    isNul,
    allowsEmpty: allowEmpty,
  });
  return Object.keys(reading).length === 0 ? undefined : reading;
}

type Given<T> = { readonly [name in keyof T]?: Exclude<T[name], undefined> };

/** Without what is undefined. */
function whereGiven<T extends object>(all: T): Given<T> {
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Given<T>; // the same names and values
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

function checkDelimiter(text: string): string {
  const character = text === String.raw`\t` || text === 'tab' ? '\t' : text;
  if (character.length === 1 && !/["\r\n]/.test(character)) return character;
  throw new UsageError(
    `--delimiter must be one character, such as ';', '|' or tab, but it was '${text}'`,
  );
}
