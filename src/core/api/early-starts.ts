/**
 * The first workers of a pool are started before the code that serves them is loaded: to load it takes a tenth as long as
 * they take to come up, and the other cores have nothing to do meanwhile.
 */
import { type CrewOptions, type ForEachChannel, titleOf } from '../handle/crew-options.ts';
import { absolutePaths, currentFolder } from '../transport/start-folder.ts';
import type { Started } from '../transport/transport.ts';
import { checkCanStart } from './can-start.ts';
import { cpuCount } from './cpu-count.ts';
import { depthOfNewPool } from './nesting.ts';
import type { CheckedPoolOptions } from './pool-options.ts';

/**
 * Calls `open` with workers that have been started, all in one turn. Those that it leaves in the list are ended again.
 *
 * @throws what `open` throws · PoolStateError where no pool may be made
 */
export function withEarlyStarts<T>(
  options: CheckedPoolOptions,
  open: (started: Started[]) => T,
): T {
  checkCanStart(options.transport.name);
  depthOfNewPool(); // throws where there may be none
  const started = startFirst(options);
  try {
    return open(started);
  } finally {
    for (const one of started) one.discard();
  }
}

function startFirst(options: CheckedPoolOptions): Started[] {
  const { transport, name, onOutput, minWorkers, workers } = options;
  const started: Started[] = [];
  if (transport.start === undefined) return started;
  const channel = { ...forEachChannel(options), ...(onOutput && { onOutput: () => {} }) };
  const wanted = minWorkers ?? workers;
  const start = transport.start.bind(transport);
  const startUpTo = (last: number): void => {
    for (let workerId = started.length + 1; workerId <= last; workerId += 1)
      started.push(start({ ...channel, workerId, title: titleOf(name, workerId) }));
  };
  try {
    startUpTo(Math.min(wanted, 1)); // before CPUs are counted, which takes several files
    if (wanted > 1) startUpTo(Math.min(wanted, startLimits().startsFirst));
  } catch {
    // The crew will try the same, and knows what to do then.
  }
  return started;
}

/** What of the options all channels get. */
export function forEachChannel({
  env,
  execArgv,
  resourceLimits,
}: CheckedPoolOptions): ForEachChannel {
  const absolute = execArgv && absolutePaths(execArgv, currentFolder());
  return { env, execArgv: absolute, resourceLimits };
}

/** Starting is mostly CPU time: more at once than there are CPUs only delays the first. */
const MIN_STARTS_AT_ONCE = 4;

/**
 * How many workers of a pool may be starting at once, and how many in the turn that makes it. This program has things to do as
 * well then: it loads what serves the workers, and encodes its first call. On the CPU that it needs for that the last worker
 * would only delay both, and with them the first result. So it is started when the program has done so.
 */
export function startLimits(): Required<Pick<CrewOptions, 'startsAtOnce' | 'startsFirst'>> {
  const cpus = cpuCount();
  return {
    startsAtOnce: Math.max(MIN_STARTS_AT_ONCE, 2 * cpus),
    startsFirst: Math.max(1, cpus - 1),
  };
}
