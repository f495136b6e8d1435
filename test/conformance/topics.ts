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
export const TOPICS_FIRST: readonly Topic[] = ['results', 'errors', 'loss', 'cancel'];

/**
 * What threads could do in another way than processes: how they start and end, and what crosses to them and back. The
 * others have a file of their own.
 */
export const TOPICS_OF_THREADS: readonly Topic[] = [
  'workers',
  'initializer',
  'recycling',
  'results',
  'chunks',
  'errors',
  'classes of errors',
  'sending',
  'values',
  'moving',
  'large buffers',
  'loss',
  'time limits',
  'cancel',
  'tasks that report',
  'tasks that are asked to stop',
  'inside',
  'lifecycle',
];
