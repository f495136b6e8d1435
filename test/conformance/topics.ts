/** Every topic of the suite, in the order of a pool's life. */
import { lifecycle } from './lifecycle.ts';
import { options } from './options.ts';
import type { Subject } from './subject.ts';

export const TOPICS: Readonly<Record<string, (subject: Subject) => void>> = {
  options,
  lifecycle,
};
