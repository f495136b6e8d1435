/** Every topic of the suite, in the order of a pool's life. */
import { asyncResult } from './async-result.ts';
import { callbacks } from './callbacks.ts';
import { chunks } from './chunks.ts';
import { input } from './input.ts';
import { lifecycle } from './lifecycle.ts';
import { options } from './options.ts';
import { results } from './results.ts';
import type { Subject } from './subject.ts';

export const TOPICS: Readonly<Record<string, (subject: Subject) => void>> = {
  options,
  results,
  input,
  chunks,
  'async result': asyncResult,
  callbacks,
  lifecycle,
};
