/**
 * That chunks wait in a worker's hands and travel together changes nothing but time. Of the suite only what
 * that could touch; all of it holds as well (leave the list away), but takes a minute more.
 */
import type { Topic } from './topics.ts';
import { poolSuite } from './pool.suite.ts';

const TOPICS: readonly Topic[] = [
  'chunks',
  'sending',
  'loss',
  'time limits',
  'cancel',
  'recycling',
];

poolSuite({ kind: 'process', isUnbatched: true, lacks: {} }, TOPICS);
poolSuite(
  {
    kind: 'thread',
    isUnbatched: true,
    lacks: { process: 'a thread shares its process with the program' },
  },
  TOPICS,
);
