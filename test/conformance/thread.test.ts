/** The suite over threads: what processes do alike has its test there. */
import { THREADS } from './over-threads.ts';
import { poolSuite } from './pool.suite.ts';
import { TOPICS_OF_THREADS } from './topics.ts';

poolSuite(THREADS, TOPICS_OF_THREADS);
