/** A `ClusterPool`, with a server in memory and a host of two layers below it, as the suite's subject. */
import type { TransportUnderTest } from './subject.ts';

const SEEN_FROM_AFAR =
  'the workers belong to a host, which numbers them itself and tells what it has every few seconds';
const OPTIONS_OF_HOSTS = 'workers, transport and idleTimeout are options of the host';
const READY =
  'a cluster is ready when a host is there; its workers run the initializer with their first chunk';

const skips: Record<string, string> = {
  'starts all workers at once, numbered from 1': SEEN_FROM_AFAR,
  'shows which workers are busy': SEEN_FROM_AFAR,
  'calls its processes by its name and their numbers':
    'the processes are called by the name of the host',
  'settles ready when every worker has run its initializer': READY,
  'runs the initializer once in each worker, before its first task': READY,
  'fails pending and later work with the error of an initializer that throws': `${READY}; so ready() does not fail with it, only the work does`,
  'keeps its size while workers are replaced': SEEN_FROM_AFAR,
  "shows the worker's stack, the worker, and the stack of the submitting call":
    'the stack names the host as well: test/cluster/nats.test.ts',
  'fails the task that ended its worker with the exit code, and works on': SEEN_FROM_AFAR,
  'replaces an idle worker that is killed, and fails nobody': SEEN_FROM_AFAR,
  'replaces a worker that dies between tasks, and fails nobody': SEEN_FROM_AFAR,
  'gives up with CrashLoopError when workers keep dying before they are ready': `${READY}; so ready() does not fail with it, only the work does`,
  'ends the worker that runs the task, and runs its other tasks elsewhere': SEEN_FROM_AFAR,
  'does as CPython 3.11.7 in the case of: options': OPTIONS_OF_HOSTS,
  'shows what was resolved from the options': OPTIONS_OF_HOSTS,
  'refuses a pool with idleTimeout -1': OPTIONS_OF_HOSTS,
  'refuses a pool with transport "carrier pigeon"': OPTIONS_OF_HOSTS,
  'refuses a pool with worker 2': OPTIONS_OF_HOSTS,
};
for (const value of ['0', '-1', '0.5', '"3"', 'NaN', 'Infinity', '2n', 'null']) {
  skips[`refuses a pool with workers ${value}`] = OPTIONS_OF_HOSTS;
}
for (const given of ['0', '5', '{"timeout":0}', '{"timeout":5}']) {
  skips[`ready gives up after ${given}, and the next wait succeeds`] = READY;
}

export const CLUSTER: TransportUnderTest = { kind: 'process', isCluster: true, lacks: {}, skips };
