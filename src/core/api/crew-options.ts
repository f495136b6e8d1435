/** From the options of a pool to those of its crew: encodes what every worker is told at its start. */
import { serialize } from 'node:v8';
import { cloneValue } from '../base/clone.ts';
import { initArgsOf, notSendable } from '../codec/crossing/not-sendable.ts';
import { rememberClass } from '../codec/error/find-class.ts';
import { encodeFunction, type EncodeOptions } from '../codec/function/encode-function.ts';
import { servedWriter } from '../base/served.ts';
import { entryUrl } from '../codec/function/entry.ts';
import { ClassRegistry } from '../codec/classes/class-registry.ts';
import { withClasses } from '../transport/class-transport.ts';
import { inThisContext, isInOtherContext } from '../transport/realm-transport.ts';
import { checkCanStart } from './can-start.ts';
import { currentProcess } from '../base/current-process.ts';
import { forEachChannel, startLimits } from './early-starts.ts';
import { depthOfNewPool } from './nesting.ts';
import type { CheckedPoolOptions } from './pool-options.ts';
import type { SchedulerOptions } from '../schedule/scheduler-options.ts';
import { type StartMessage, WIRE_VERSION } from '../wire/messages.ts';

/**
 * @param own `useFiles`: large buffers of its functions may be in files, which whoever gets the options holds
 * @throws PoolStateError where no pool may be made · NotSendableError
 */
export function crewOptions(
  options: CheckedPoolOptions,
  own: Pick<EncodeOptions, 'useFiles'> = {},
): SchedulerOptions {
  checkCanStart(options.transport.name);
  const { classes, remakeConstants, finalizer } = options;
  const allowShared = options.transport.name !== 'process';
  const encoding = { ...(allowShared ? {} : own), allowShared, remakeConstants };
  const registry = new ClassRegistry(classes);
  const transport = isInOtherContext() ? inThisContext(options.transport) : options.transport;
  for (const one of classes) rememberClass(one);
  const unlimited = Number.POSITIVE_INFINITY;
  return {
    transport: classes.length === 0 ? transport : withClasses(transport, registry),
    workers: options.workers,
    minWorkers: options.minWorkers,
    growAfterMs: options.growAfter,
    name: options.name,
    channel: forEachChannel(options),
    onOutput: options.onOutput,
    start: {
      kind: 'start',
      version: WIRE_VERSION,
      depth: depthOfNewPool(),
      entry: entryUrl(),
      classes: classes.map((one) => encodeFunction(one, encoding)),
      initializer: encodeInitializer(options, registry, encoding),
      finalizer: finalizer === undefined ? null : encodeFunction(finalizer, encoding),
      concurrency: options.concurrency,
      reportMemory: options.maxMemoryPerChild !== undefined,
    },
    ...(options.transport.name === 'inline' ? {} : { parent: currentProcess() }),
    remakeConstants,
    maxTasksPerChild: options.maxTasksPerChild ?? unlimited,
    maxMemoryPerChild: options.maxMemoryPerChild ?? unlimited,
    idleTimeoutMs: options.idleTimeout,
    killGraceMs: options.killGrace,
    abortGraceMs: options.abortGrace,
    encodeArguments: (args) => args.map((argument) => registry.encode(argument)),
    startTimeoutMs: options.startTimeout,
    startRetries: options.startRetries,
    maxQueue: options.maxQueue,
    context: options.context,
    priorityAgingMs: options.priorityAging,
    ...startLimits(),
  };
}

function encodeInitializer(
  options: CheckedPoolOptions,
  registry: ClassRegistry,
  encoding: EncodeOptions,
): StartMessage['initializer'] {
  const { initializer, transport } = options;
  const initArgs = options.initArgs.map((argument) => registry.encode(argument));
  if (initializer === undefined) return null;
  const isProcess = transport.name === 'process';
  const fn = encodeFunction(initializer, encoding);
  try {
    const sent = servedWriter()?.pack([initArgs]) ?? initArgs;
    if (isProcess) serialize(sent);
    else cloneValue(sent);
  } catch (cause) {
    const boundary = isProcess ? 'process' : 'thread';
    throw notSendable(initArgsOf(fn.name), initArgs, { cause, boundary });
  }
  return { fn, args: initArgs };
}
