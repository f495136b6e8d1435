/** Every topic of the suite, in the order of a pool's life. */
import { asyncResult } from './async-result.ts';
import { broadcasting } from './broadcasting.ts';
import { callbacks } from './callbacks.ts';
import { cancel } from './cancel.ts';
import { chains } from './chains.ts';
import { chainsRefused } from './chains-refused.ts';
import { chainsRunning } from './chains-running.ts';
import { chunks } from './chunks.ts';
import { parity } from './cpython/parity.ts';
import { errorClasses } from './error-classes.ts';
import { errors } from './errors.ts';
import { generators } from './generators.ts';
import { initializer } from './initializer.ts';
import { input } from './input.ts';
import { inside } from './inside.ts';
import { largeBuffers } from './large-buffers.ts';
import { lifecycle } from './lifecycle.ts';
import { loss } from './loss.ts';
import { moving } from './moving.ts';
import { options } from './options.ts';
import { ranges } from './ranges.ts';
import { recycling } from './recycling.ts';
import { reporting } from './reporting.ts';
import { results } from './results.ts';
import { sending } from './sending.ts';
import { stopping } from './stopping.ts';
import type { Subject } from './subject.ts';
import { timeLimits } from './time-limits.ts';
import { values } from './values.ts';
import { waiting } from './waiting.ts';
import { whoAwaits } from './who-awaits.ts';
import { wholePrograms } from './whole-programs.ts';
import { workers } from './workers.ts';

export const TOPICS = {
  options,
  workers,
  initializer,
  recycling,
  results,
  input,
  ranges,
  chunks,
  'async results': asyncResult,
  waiting,
  callbacks,
  errors,
  'classes of errors': errorClasses,
  'who awaits a failure': whoAwaits,
  sending,
  values,
  moving,
  'large buffers': largeBuffers,
  loss,
  'time limits': timeLimits,
  cancel,
  'tasks that report': reporting,
  'tasks that are asked to stop': stopping,
  generators: generators,
  'what runs in every worker': broadcasting,
  chains,
  'chains that run': chainsRunning,
  'chains that are refused': chainsRefused,
  inside,
  lifecycle,
  'whole programs': wholePrograms,
  'parity with CPython': parity,
} satisfies Readonly<Record<string, (subject: Subject) => void>>;

export type Topic = keyof typeof TOPICS;

/** Those that tell most about a cluster in the shortest time; the others have a file of their own. */
export const TOPICS_FIRST: readonly Topic[] = ['results', 'loss'];

/** Where processes and threads could differ: how workers start, work and end, and what crosses to them and back. */
const OVER_BOTH: readonly Topic[] = [
  'workers',
  'initializer',
  'results',
  'errors',
  'sending',
  'values',
  'moving',
  'loss',
  'time limits',
  'cancel',
  'tasks that are asked to stop',
  'inside',
  'lifecycle',
];

/** These, and those that a process could spoil sooner. The others are those of threads alone, and the other way round. */
export const TOPICS_OF_PROCESSES: readonly Topic[] = [
  ...OVER_BOTH,
  'options',
  'recycling',
  'chunks',
  'waiting',
  'classes of errors',
  'large buffers',
  'tasks that report',
  'whole programs',
];

export const TOPICS_OF_THREADS: readonly Topic[] = [
  ...OVER_BOTH,
  ...topicsWithout(TOPICS_OF_PROCESSES),
];

export function topicsWithout(topics: readonly Topic[]): Topic[] {
  return (Object.keys(TOPICS) as Topic[]).filter((topic) => !topics.includes(topic)); // its own keys
}
