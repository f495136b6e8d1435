/** `manyhands map`: opens what the settings name, runs, and returns the exit code. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Dashboard } from '../dashboard/index.ts';
import { type Trace, traceTo } from '../trace/index.ts';
import { peekCheckpoint } from './checkpoint.ts';
import { DoneRanges } from './done-ranges.ts';
import { EXIT, type ExitCode, UsageError } from './failures.ts';
import { type Fingerprint, takeFingerprint } from './fingerprint.ts';
import { describeInput } from './inputs/plan-inputs.ts';
import { MapRun } from './run.ts';
import { closeRunFiles, openRunFiles, publish, type RunFiles } from './run-files.ts';
import type { MapSettings } from './settings.ts';
import { statsTable } from './stats-table.ts';
import { openPool, streamStarter } from './start-stream.ts';

/** @throws UsageError before anything was run or written · BrokenRunError later */
export async function runMap(settings: MapSettings): Promise<ExitCode> {
  checkSettings(settings);
  const fingerprint = fingerprintOf(settings);
  if (settings.isDryRun) return await describePlan(settings, fingerprint);
  const files = await openRunFiles(settings, fingerprint);
  try {
    if (files.state?.isComplete === true) return await alreadyComplete(settings, files);
    return await runTraced(settings, files);
  } finally {
    await closeRunFiles(files);
  }
}

async function runTraced(settings: MapSettings, files: RunFiles): Promise<ExitCode> {
  const trace = openTrace(settings.trace);
  const board = await openBoard(settings.dashboardPort);
  try {
    await using pool = await openPool(settings);
    pool.resetStats(); // one task was run to see whether any can be
    const run = new MapRun({ settings, files, pool, start: streamStarter(pool, settings) });
    try {
      return await run.run();
    } finally {
      if (settings.hasStats === true) process.stderr.write(statsTable(pool.stats()));
    }
  } finally {
    trace?.close();
    await board?.close();
  }
}

/** As `openTrace`. */
async function openBoard(port: number | undefined): Promise<Dashboard | undefined> {
  if (port === undefined) return undefined;
  const { dashboard } = await import('../dashboard/index.ts');
  try {
    return await dashboard({ port });
  } catch (error) {
    throw new UsageError(`the dashboard cannot have port ${port}: ${String(error)}`);
  }
}

/** Before the pool, whose workers' start is a part of it. @throws UsageError */
function openTrace(file: string | undefined): Trace | undefined {
  if (file === undefined) return undefined;
  try {
    return traceTo(file);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${String(error)}`);
  }
}

function checkSettings(settings: MapSettings): void {
  const { checkpoint, output, outputFormat, errors, joblog, trace, countBy, reduce } = settings;
  if (countBy !== undefined && reduce !== undefined)
    throw new UsageError('--count-by and --reduce make two different outputs: give one of them');
  if (checkpoint !== undefined && output === undefined && outputFormat !== 'none') {
    throw new UsageError(
      '--checkpoint needs -o FILE (or --output-format none): what stdout has received cannot be known again',
    );
  }
  const files = [output, errors, joblog, checkpoint, trace].filter((file) => file !== undefined);
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw new UsageError(`${twice} is named for two different outputs`);
  for (const file of files) {
    if (existsSync(dirname(file))) continue;
    throw new UsageError(`cannot write ${file}: there is no folder ${dirname(file)}`);
  }
}

function fingerprintOf(settings: MapSettings): Fingerprint {
  const { spec, inputs, countBy, reduce } = settings;
  const options = {
    ...(countBy === undefined ? {} : { '--count-by': countBy.text ?? countBy.exportName }),
    ...(reduce === undefined ? {} : { '--reduce': reduce.text ?? reduce.exportName }),
    '--output-format': settings.outputFormat,
    '--output': settings.output ?? 'stdout',
    'the order (--unordered)': settings.isOrdered ? 'ordered' : 'unordered',
    '--on-error': settings.onError,
    '--errors': settings.errors ?? 'none',
    '--joblog': settings.joblog ?? 'none',
  };
  return takeFingerprint({ spec, inputs, options });
}

async function alreadyComplete(settings: MapSettings, { state }: RunFiles): Promise<ExitCode> {
  await publish(settings);
  process.stderr.write(
    `this run is complete already, nothing was done\n  → to run it again, remove ${settings.checkpoint ?? 'the checkpoint'}\n`,
  );
  return (state?.failed ?? 0) + (state?.invalid ?? 0) === 0 ? EXIT.ok : EXIT.someFailed;
}

/** For `--dry-run`: checks everything and has a worker load the function, but runs and writes nothing. */
async function describePlan(settings: MapSettings, fingerprint: Fingerprint): Promise<ExitCode> {
  const { spec, inputs, checkpoint, countBy, reduce } = settings;
  const state =
    checkpoint === undefined ? undefined : await peekCheckpoint(checkpoint, fingerprint);
  await (await openPool({ ...settings, workers: 1 })).terminate();
  const done = new DoneRanges(state?.done).count;
  const lines = [
    `function    ${spec.path}#${spec.exportName}`,
    ...(countBy === undefined ? [] : [`count by    ${countBy.path}#${countBy.exportName}`]),
    ...(reduce === undefined ? [] : [`reduce      ${reduce.path}#${reduce.exportName}`]),
    ...inputs.map((input) => `input       ${describeInput(input)}`),
    `output      ${settings.output ?? 'stdout'} (${settings.outputFormat}, ${settings.isOrdered ? 'ordered' : 'unordered'})`,
    `workers     ${settings.workers} (${settings.kind === 'thread' ? 'threads' : 'processes'})`,
    `on error    ${settings.onError}${settings.errors === undefined ? '' : `, failures to ${settings.errors}`}`,
    ...(checkpoint === undefined ? [] : [`checkpoint  ${checkpoint}, ${done} records done`]),
    'nothing was run',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}
