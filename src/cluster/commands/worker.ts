/** `manyhands worker`: this machine as a host, until somebody asks it to leave. */
import { parseArgs } from 'node:util';
import { OptionError } from '../../core/base/errors.ts';
import { printableLine } from '../../core/base/printable.ts';
import type { ClusterHost } from '../host/host.ts';
import { startHost } from '../host/start-host.ts';
import { describeLabels, parseLabels } from '../messages/labels.ts';
import { CONNECTION_FLAGS, CONNECTION_HELP, connectionOf } from './connection-flags.ts';

export const WORKER_HELP: string = `manyhands worker: run chunks of a cluster's pool on this machine

  --workers N       how many at once; default: the CPUs this program may use
  --threads         workers are threads instead of processes
  --name NAME       how this host is called; default: the machine's name
  --label NAME[=VALUE]   what this host has that others do not, such as gpu or zone=eu; several. Calls ask for it (option on)
  --metrics-port [HOST:]PORT   answers /metrics, /healthz and /readyz there; on this machine, if no HOST is given
${CONNECTION_HELP}

SIGTERM or Ctrl-C: takes nothing more, finishes what it runs, leaves. A second time: leaves at once, and
what it runs comes to another host.`;

/** Settles when the host is gone. */
export async function worker(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...CONNECTION_FLAGS,
      workers: { type: 'string' },
      threads: { type: 'boolean' },
      name: { type: 'string' },
      label: { type: 'string', multiple: true },
      'metrics-port': { type: 'string' },
    },
  });
  const started: { host?: ClusterHost } = {};
  const port = values['metrics-port'];
  // Before all else: a host that waits for its pool lives, and whoever starts it must not start it again and again.
  await using _ = port === undefined ? NOTHING : await serveMetricsOf(() => started.host, port);
  started.host = await startHost({
    ...connectionOf(values),
    workers: values.workers === undefined ? undefined : countOf(values.workers),
    transport: values.threads === true ? 'thread' : 'process',
    name: values.name,
    labels: parseLabels(values.label ?? []),
    log: (line) => console.error(printableLine(line)),
  });
  await untilGone(started.host);
}

async function untilGone(host: ClusterHost): Promise<void> {
  const { name, slots, labels } = host.info;
  const having = labels === undefined ? '' : `; it has ${describeLabels(labels)}`;
  console.log(`host ${name} runs ${slots} chunks at a time${having}`);
  const leave = (): void => {
    console.log('leaving: finishes what it runs');
    for (const signal of SIGNALS) {
      process.off(signal, leave);
      process.once(signal, () => void host.kill());
    }
    void host.stop();
  };
  for (const signal of SIGNALS) process.once(signal, leave);
  await host.ended();
  for (const signal of SIGNALS) process.removeAllListeners(signal);
}

/** A host without the port that was asked for is none that somebody watches. */
async function serveMetricsOf(
  hostOf: () => ClusterHost | undefined,
  port: string,
): Promise<AsyncDisposable> {
  try {
    const { serveMetrics } = await import('./metrics-server.ts');
    return await serveMetrics(hostOf, port);
  } catch (error) {
    if (error instanceof OptionError) throw error;
    throw new OptionError(`--metrics-port ${port}: ${String(error)}`, { cause: error });
  }
}

const NOTHING: AsyncDisposable = { [Symbol.asyncDispose]: async () => {} };
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new OptionError(`--workers must be an integer of at least 1, but it was '${text}'`);
}
