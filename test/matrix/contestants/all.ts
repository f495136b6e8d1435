/** All columns, in the order of the table. */
import type { Contestant } from '../contestant.ts';
import { jestWorker } from './jest-worker.ts';
import { ours } from './ours.ts';
import { piscina } from './piscina.ts';
import { poolifier } from './poolifier.ts';
import { tinypool } from './tinypool.ts';
import { workerpool } from './workerpool.ts';

export const CONTESTANTS: readonly Contestant[] = [
  ...ours,
  piscina,
  ...tinypool,
  ...workerpool,
  ...poolifier,
  ...jestWorker,
];
