/** Every topic of the suite, in the order of a pool's life. */
import { asyncResult } from './async-result.ts';
import { callbacks } from './callbacks.ts';
import { cancel } from './cancel.ts';
import { chunks } from './chunks.ts';
import { errors } from './errors.ts';
import { input } from './input.ts';
import { lifecycle } from './lifecycle.ts';
import { loss } from './loss.ts';
import { options } from './options.ts';
import { results } from './results.ts';
import { sending } from './sending.ts';
import type { Subject } from './subject.ts';
import { workers } from './workers.ts';

export const TOPICS: Readonly<Record<string, (subject: Subject) => void>> = {
  options,
  results,
  input,
  chunks,
  'async result': asyncResult,
  callbacks,
  errors,
  sending,
  workers,
  loss,
  cancel,
  lifecycle,
};
