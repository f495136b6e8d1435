/** What is public and is not called with hostile values, and why. */
import { SURFACE } from './surface.ts';

const NOTHING = 'it takes nothing';
const POOLS = 'what it shares with Pool is tried there';
const AS_THREAD = 'a Thread does the same, and starts sooner';
const SERVER = 'it asks a server: cluster/options.test.ts and cluster/refusals.test.ts';

function untried(why: string, type: string, methods: string): [string, string][] {
  return methods.split(' ').map((method) => [type === '' ? method : `${type}.${method}`, why]);
}

/** The methods that all pools have. */
const OF_POOLS = [...SURFACE.keys()]
  .filter((name) => /^(new )?[A-Za-z]*Pool/.test(name))
  .map((name) => name.replace(/^.*[. ]/, ''))
  .join(' ');

/** What is not tried, and why. */
export const UNTRIED: ReadonlyMap<string, string> = new Map([
  ...untried(NOTHING, 'Pool', 'recycle stats resetStats terminate'),
  ...untried(NOTHING, 'ThreadPool', 'recycle stats resetStats terminate'),
  ...untried(NOTHING, 'ClusterPool', 'stats resetStats terminate'),
  ...untried(POOLS, 'ThreadPool', OF_POOLS),
  ...untried(POOLS, 'ClusterPool', OF_POOLS),
  ...untried(NOTHING, 'AsyncResult', 'ready successful'),
  ...untried(NOTHING, 'ResultIterator', 'return'),
  ...untried(NOTHING, 'Flow', 'count sum toArray'),
  ...untried(NOTHING, 'Process', 'result terminate kill'),
  ...untried(AS_THREAD, '', 'Process.join'),
  ['new Process', AS_THREAD],
  ['new ThreadPool', POOLS],
  ...untried(NOTHING, 'Thread', 'result terminate kill'),
  ...untried(
    'internal: what is to run is checked by the constructor',
    '',
    'Process.run Thread.run',
  ),
  ...untried(
    NOTHING,
    '',
    'activeChildren cpuCount currentProcess currentWorker parentProcess pipe',
  ),
  ...untried(NOTHING, 'Barrier', 'reset isBroken'),
  ...untried(NOTHING, 'Condition', 'isLocked notify notifyAll'),
  ...untried(NOTHING, 'Event', 'set clear isSet'),
  ...untried(NOTHING, 'Lock', 'isLocked'),
  ...untried(NOTHING, 'Semaphore', 'isLocked'),
  ...untried(NOTHING, 'Queue', 'getNowait close size lost taskDone'),
  ...untried(NOTHING, 'PipeEnd', 'close'),
  ...untried(SERVER, 'ClusterPool', 'submit cancel'),
  ...untried(SERVER, 'ClusterHost', 'ended stop kill begin'),
  ...untried(SERVER, 'DetachedResults', 'next return'),
  ...untried(SERVER, '', 'startHost permissionsFor userConfig'),
  ...untried('it only watches', '', 'progressBar traceTo instrument dashboard'),
  ...[
    'AsyncResult',
    'ResultIterator',
    'Flow',
    'Lock',
    'Event',
    'PipeEnd',
    'DetachedResults',
    'ClusterHost',
    'ClusterPool',
  ].map((type): [string, string] => [`new ${type}`, 'only others make it, or it takes nothing']),
]);
