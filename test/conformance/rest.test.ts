/** The topics that process.test and thread.test leave to each other. */
import { THREADS } from './over-threads.ts';
import { poolSuite } from './pool.suite.ts';
import { TOPICS_OF_PROCESSES, TOPICS_OF_THREADS, topicsWithout } from './topics.ts';

poolSuite({ kind: 'process', lacks: {} }, topicsWithout(TOPICS_OF_PROCESSES));
poolSuite(THREADS, topicsWithout(TOPICS_OF_THREADS));
